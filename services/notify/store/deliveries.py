"""The deliveries as notify uses them.

What returns without an error is on disk at a majority. Every method raises `StoreUnavailable` when the store does not
answer, and may simply be called again then: repeating any of them changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from chassis.mongo import BEGINNING, Change, Document, Driver
from chassis.outbox import appended
from contracts.events import Event
from contracts.topics import NOTIFICATIONS
from services.notify.domain.delivery import Delivery
from services.notify.domain.plan import Plan
from services.notify.store.claims import Claims
from services.notify.store.documents import Claimed, attempted_change, delivery_from, new_document, waiting

TIMEOUT_S = 10.0
"""Nobody waits for an answer of notify; what is not kept in time is tried again."""
MAX_IN_LANES = 10_000
WAITING = {"next_attempt_at": {"$gt": BEGINNING}}
"""Whatever is still to be sent on its own, however late."""

Recorded = tuple[Claimed, Delivery, Document, Event | None]
"""A claim, the delivery after the attempt, its proof, and the event that follows."""


class Deliveries:
    """The collection of deliveries; each plan's delivery is kept once, by its id.

    All but `claims` and `waiting_in_lanes` look documents up by their ids, no more than a batch of events plans or a
    sender holds.
    """

    def __init__(self, driver: Driver) -> None:
        self._deliveries = driver.collection("deliveries")
        self.claims = Claims(self._deliveries, _claimed)

    async def insert(self, plans: Iterable[Plan]) -> list[Delivery]:
        """Keep what is new of these plans and return it; what is known already is left as it is."""
        planned = {delivery.id: (delivery, plan) for plan in plans for delivery in plan.deliveries}
        new = await self._deliveries.insert_new([new_document(*each) for each in planned.values()])
        return [delivery for position, (delivery, _) in enumerate(planned.values()) if position in new]

    async def waiting_in_lanes(self, lanes: Iterable[str]) -> dict[str, list[tuple[int, datetime]]]:
        """For each lane what is still to be sent, in its order: the number, and when it is tried next.

        Bounded by what waits in these lanes: the steps of a complaint that one receiver has not taken yet.
        """
        where = {"lane": {"$in": sorted(set(lanes))}} | WAITING
        found = await self._deliveries.find(where, {"lane": 1, "lane_seq": 1, "next_attempt_at": 1}, MAX_IN_LANES)
        waiting: defaultdict[str, list[tuple[int, datetime]]] = defaultdict(list)
        for each in found:
            waiting[each["lane"]].append((each["lane_seq"], each["next_attempt_at"]))
        return {lane: sorted(ahead) for lane, ahead in waiting.items()}

    async def record(self, results: Sequence[Recorded]) -> int:
        """Keep the results of attempts with their proofs and the events to publish; how many were still ours.

        A claim that was lost (to another process, whose result counts) changes nothing, nor does a repetition.
        """
        return await self._deliveries.update_each([_recorded(*each) for each in results])


def _recorded(claimed: Claimed, after: Delivery, proof: Document, event: Event | None) -> Change:
    change = attempted_change(after)
    change["$set"]["lane"] = after.lane
    if after.waits:
        change["$set"] |= waiting(after)
    if after.state == "failed":
        change["$set"]["failed_at"] = proof["at"]
    if event is not None:
        change = appended(claimed.seq + 1, [NOTIFICATIONS.encode(event)], event.occurred_at, change)
    change.setdefault("$push", {})["proof"] = proof
    return {"_id": after.id, "claim": claimed.token}, change


def _claimed(document: Document, token: str, until: datetime, due_at: datetime) -> Claimed:
    return Claimed(delivery_from(document), token, until, due_at, document["seq"])
