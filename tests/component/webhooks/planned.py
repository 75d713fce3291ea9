"""Deliveries as planning and sending leave them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.collection import Collection

from services.notify.domain.complaint import Complaint
from services.notify.domain.delivery import Delivery
from services.notify.domain.webhooks import Webhook, planned
from services.notify.store.webhook_log import DeliveryLog
from tests.unit.notify.examples import assigned

Documents = Collection[dict[str, Any]]


async def plan_for(log: DeliveryLog, webhook: Webhook, count: int, begin: datetime | None = None) -> list[Delivery]:
    """One delivery for each of so many complaints, planned a second apart, the last one now."""
    now = datetime.now(UTC).replace(microsecond=0)
    first = begin or now - timedelta(seconds=count - 1)
    deliveries = [
        delivery
        for number in range(count)
        for delivery in planned(
            assigned(subject=f"complaint-{number}", id=f"event-{number}"),
            Complaint(f"complaint-{number}", channel=webhook.channel),
            [webhook],
            first + timedelta(seconds=number),
            language="id",
        ).deliveries
    ]
    await log.add(deliveries)
    return deliveries


def conclude(documents: Documents, deliveries: Iterable[Delivery], state: str, code: int = 204) -> None:
    """What a sender records at the end of a delivery."""
    now = datetime.now(UTC)
    entry = {"at": now, "endpoint": "0" * 16, "outcome": "accepted", "code": code, "reply": "ok", "latency_ms": 12}
    change: dict[str, Any] = {
        "$set": {"state": state, "attempts": 1} | ({"failed_at": now} if state == "failed" else {}),
        "$unset": {"next_attempt_at": ""},
        "$push": {"proof": entry},
    }
    documents.update_many({"_id": {"$in": [delivery.id for delivery in deliveries]}}, change)
