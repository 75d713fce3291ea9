"""The deliveries as notify uses them.

What returns without an error is on disk at a majority. Every method raises `StoreUnavailable` when the store does not
answer, and may simply be called again then: repeating any of them changes nothing.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from chassis.errors import Duplicate, StoreUnavailable
from chassis.mongo import BEGINNING, Document, Driver
from chassis.outbox import appended
from contracts.events import Event
from contracts.topics import NOTIFICATIONS
from services.notify.domain.delivery import Delivery
from services.notify.domain.plan import Plan
from services.notify.store.documents import Claimed, delivery_from, new_document

TIMEOUT_S = 10.0
"""Nobody waits for an answer of notify; what is not kept in time is tried again."""
MAX_INSERT = 100
"""Documents in one command: the local store once stood still over a thousand."""


class Deliveries:
    """The collection of deliveries; each plan's delivery is kept once, by its id.

    All but `claim` look documents up by their ids, no more than a batch of events plans or a sender holds.
    """

    def __init__(self, driver: Driver) -> None:
        self._deliveries = driver.collection("deliveries")
        self._is_open = False

    def open_for_claims(self) -> None:
        """Called once the indexes exist: before that a look for what is due would read every delivery there is."""
        self._is_open = True

    async def insert(self, plans: Iterable[Plan]) -> list[Delivery]:
        """Keep what is new of these plans and return it; what is known already is left as it is."""
        planned = {delivery.id: (delivery, plan) for plan in plans for delivery in plan.deliveries}
        waiting, fresh = list(planned.values()), []
        for start in range(0, len(waiting), MAX_INSERT):
            fresh += await self._insert(waiting[start : start + MAX_INSERT])
        return fresh

    async def _insert(self, planned: Sequence[tuple[Delivery, Plan]]) -> list[Delivery]:
        faults = await self._deliveries.insert_many([new_document(delivery, plan) for delivery, plan in planned])
        for fault in faults.values():
            if not isinstance(fault, Duplicate):
                raise fault
        return [delivery for position, (delivery, _) in enumerate(planned) if position not in faults]

    async def claim(self, transport: str, upto: datetime, until: datetime, limit: int) -> list[Claimed]:
        """Up to `limit` deliveries that were due by `upto`, which nobody else sends before `until`.

        Some servers read everything that matches, whatever the limit, and all the more with a sort. So while many are
        due, keep `upto` near the oldest (`chassis.windows`): that also takes the oldest first.
        """
        if not self._is_open:
            raise StoreUnavailable("its indexes are not made yet")
        due = {"transport": transport, "next_attempt_at": {"$gt": BEGINNING, "$lte": upto}}
        found = await self._deliveries.find(due, {"next_attempt_at": 1}, limit)
        if not found:
            return []
        token = uuid.uuid4().hex
        due_at = {document["_id"]: document["next_attempt_at"] for document in found}
        ids = {"_id": {"$in": list(due_at)}}
        await self._deliveries.update_all([(ids | due, {"$set": {"claim": token, "next_attempt_at": until}})])
        documents = await self._deliveries.find(ids | {"claim": token}, {}, limit)
        claimed = [_claimed(document, token, until, due_at[document["_id"]]) for document in documents]
        return sorted(claimed, key=lambda each: (each.delivery.occurred_at, each.delivery.key))

    async def release(self, claimed: Sequence[Claimed], now: datetime) -> None:
        """Give back unsent what is still ours: it is due `now`."""
        change = {"$set": {"next_attempt_at": now}, "$unset": {"claim": ""}}
        ids: dict[str, list[str]] = {}
        for each in claimed:
            ids.setdefault(each.token, []).append(each.delivery.id)
        await self._deliveries.update_all(
            [({"_id": {"$in": of_token}, "claim": token}, change) for token, of_token in ids.items()]
        )

    async def record(self, claimed: Claimed, after: Delivery, proof: Document, event: Event | None) -> bool:
        """Keep the result of an attempt with its proof and the event to publish.

        False when the claim was lost (to another process whose result counts) or this result is recorded already.
        """
        change: dict[str, dict[str, Any]] = {
            "$set": {"state": after.state, "attempts": after.attempts},
            "$unset": {"claim": ""},
        }
        if after.state == "pending":
            change["$set"]["next_attempt_at"] = after.next_attempt_at
        else:
            change["$unset"]["next_attempt_at"] = ""
        if event is not None:
            change = appended(claimed.seq + 1, [NOTIFICATIONS.encode(event)], event.occurred_at, change)
        change.setdefault("$push", {})["proof"] = proof
        return await self._deliveries.update_one({"_id": after.id, "claim": claimed.token}, change)


def _claimed(document: Document, token: str, until: datetime, due_at: datetime) -> Claimed:
    return Claimed(delivery_from(document), token, until, due_at, document["seq"])
