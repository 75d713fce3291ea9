"""The body with which a delivery is posted to a webhook, for the log that its owner reads."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from services.notify import envelope
from services.notify.addresses import Address
from services.notify.application.dependencies import RequestOf, request_without_text
from services.notify.domain.delivery import Delivery
from services.notify.messages import Messages, UnsafeMessage
from services.notify.store.subjects import Subjects
from services.notify.transports.webhook import post


def request_bodies(subjects: Subjects, messages: Messages, now: Callable[[], datetime]) -> RequestOf:
    """What is posted, with the text for people as it would be written now: that follows what is known of a complaint.

    Raises `StoreUnavailable` when the store does not answer.
    """

    async def request_of(delivery: Delivery) -> dict[str, Any]:
        known = (await subjects.load([delivery.subject]))[delivery.subject]
        try:
            message = envelope.of_delivery(delivery, known.subject, Address(""), messages, now())
        except UnsafeMessage:
            return await request_without_text(delivery)
        body: dict[str, Any] = orjson.loads(post(message, (), 0).body)
        return body

    return request_of
