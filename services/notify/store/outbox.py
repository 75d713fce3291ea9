"""The deliveries as an outbox: each document holds the events of its delivery, published under what it is about."""

from chassis.mongo import Driver
from chassis.outbox import Outbox
from contracts.topics import NOTIFICATIONS, TOPICS

TOPIC_OF = {topic.subject: topic for topic in TOPICS if topic.producer == NOTIFICATIONS.producer}
"""Where what became of a notification is published, by the kind of what it is about."""


def outbox(driver: Driver) -> Outbox:
    """What is to be published on the topic `notifications`, and on those of other subjects than complaints."""
    return Outbox(driver.collection("deliveries"), NOTIFICATIONS, "complaint_id", "about", TOPIC_OF)
