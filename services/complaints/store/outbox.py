"""The complaints as an outbox: each document holds the events of its complaint."""

from chassis.mongo import Driver
from chassis.outbox import Outbox
from contracts.topics import COMPLAINTS

TIMEOUT_S = 10.0
"""Nobody waits for the relay."""


def outbox(driver: Driver) -> Outbox:
    """What is to be published on the topic `complaints`."""
    return Outbox(driver.collection("complaints"), COMPLAINTS)
