"""The deliveries as an outbox: each document holds the events of its delivery, published under its complaint."""

from chassis.mongo import Driver
from chassis.outbox import Outbox
from contracts.topics import NOTIFICATIONS


def outbox(driver: Driver) -> Outbox:
    """What is to be published on the topic `notifications`."""
    return Outbox(driver.collection("deliveries"), NOTIFICATIONS, subject_field="complaint_id")
