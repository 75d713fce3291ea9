"""What was sent to a webhook: the log that its owner reads, and what is sent again by hand.

Every method raises `StoreUnavailable` when the store does not answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chassis.mongo import Document, Driver
from services.notify.domain.delivery import Delivery
from services.notify.domain.plan import Plan
from services.notify.domain.webhooks import MESSAGE_ID, Webhook
from services.notify.store.by_time import ByTime, Place
from services.notify.store.documents import delivery_from, new_document

OF_WEBHOOKS = {"$gt": ""}
"""Whatever was to go to a webhook: the range that the index of the log is over."""
CLOCKS_APART = timedelta(hours=1)
"""By so much the clock of a planning process may lie behind that of the one where the webhook was made."""


@dataclass(frozen=True)
class Attempt:
    """One post. `reply` is the beginning of the answer."""

    at: datetime
    outcome: str
    code: int | str
    reply: str
    latency_ms: int


@dataclass(frozen=True)
class Logged:
    """A delivery with its attempts, the first one first."""

    delivery: Delivery
    attempts: tuple[Attempt, ...]

    @property
    def message_id(self) -> str:
        """The id of its message: a repetition by hand has that of the message it repeats."""
        return str(self.delivery.variables.get(MESSAGE_ID, self.delivery.id))

    @property
    def kind(self) -> str:
        """The kind of event that it tells."""
        event: Any = self.delivery.variables.get("event")
        return str(event["type"]) if event else self.delivery.template

    @property
    def place(self) -> Place:
        """Where it stands in the log."""
        return Place(self.delivery.planned_at, self.delivery.id)


class DeliveryLog:
    """Reads the deliveries of one webhook at a time, a page in a few windows of time, and adds new ones."""

    def __init__(self, driver: Driver) -> None:
        self._deliveries = driver.collection("deliveries")

    async def newest(self, webhook: Webhook, before: Place, limit: int) -> list[Logged]:
        """Up to `limit` deliveries right before a place, the latest first."""
        found = await self._of(webhook).newest(before, webhook.created_at - CLOCKS_APART, limit)
        return [_logged(document) for document in found]

    async def oldest(self, webhook: Webhook, after: Place, until: datetime, limit: int) -> list[Logged]:
        """Up to `limit` deliveries right after a place, the earliest first, none later than `until`."""
        begin = webhook.created_at - CLOCKS_APART
        start = after if after.at >= begin else Place(begin, "")
        found = await self._of(webhook).oldest(start, until, limit)
        return [_logged(document) for document in found]

    async def get(self, webhook: Webhook, delivery_id: str) -> Logged | None:
        """One delivery of the webhook."""
        document = await self._deliveries.find_one({"_id": delivery_id})
        return _logged(document) if document is not None and document["webhook"] == webhook.id else None

    async def next_repetition(self, delivery_id: str) -> int:
        """1 for the first time that this delivery is sent again by hand, then 2, and so on."""
        counted = await self._deliveries.find_one_and_update({"_id": delivery_id}, {"$inc": {"repetitions": 1}})
        return int(counted["repetitions"]) if counted is not None else 1

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Keep new deliveries; one that is kept already is left as it is."""
        await self._deliveries.insert_new([_document(delivery) for delivery in deliveries])

    def _of(self, webhook: Webhook) -> ByTime:
        return ByTime(self._deliveries, {"webhook": webhook.id}, "planned_at")


def _document(delivery: Delivery) -> Document:
    return new_document(delivery, Plan())


def _logged(document: Document) -> Logged:
    return Logged(delivery_from(document), attempts_in(document["proof"]))


def attempts_in(proof: Sequence[Document]) -> tuple[Attempt, ...]:
    """The attempts that a proof tells of."""
    return tuple(
        Attempt(entry["at"], entry["outcome"], entry["code"], entry["reply"], entry["latency_ms"]) for entry in proof
    )
