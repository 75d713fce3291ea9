"""What the use cases of webhooks work with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from services.notify.domain.delivery import Delivery
from services.notify.domain.webhooks import DEFAULT_TEMPLATE
from services.notify.store.webhook_log import DeliveryLog
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.base import Message
from services.notify.transports.webhook import post

CheckUrl = Callable[[str], object]
"""Raises ValueError with the reason when an address may not be called."""
RequestOf = Callable[[Delivery], Awaitable[dict[str, Any]]]
"""The body with which a delivery is posted."""


def system_clock() -> datetime:
    """Now, in the milliseconds that the store keeps: what is answered equals what is read later."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


async def request_without_text(delivery: Delivery) -> dict[str, Any]:
    """The body without what it says to people: that takes a city's words and what is known of the complaint."""
    event: Any = delivery.variables.get("event")
    message = Message(
        id=delivery.id,
        to="",
        language=delivery.language,
        subject="",
        plain="",
        html=None,
        thread=delivery.subject_id or None,
        written_at=delivery.planned_at,
        event=event,
        seq=delivery.seq or None,
    )
    body: dict[str, Any] = orjson.loads(post(message, (), 0).body)
    if delivery.template != DEFAULT_TEMPLATE:
        del body["data"]["message"]
    return body


@dataclass(frozen=True)
class Dependencies:
    """`language` is that of what has no reader of its own. `wake` says that something is to be sent, `changed` that a
    webhook is no longer what it was.
    """

    store: WebhookStore
    log: DeliveryLog
    check_url: CheckUrl
    language: str = "id"
    request_of: RequestOf = request_without_text
    wake: Callable[[], None] = lambda: None
    changed: Callable[[], None] = lambda: None
    clock: Callable[[], datetime] = system_clock
