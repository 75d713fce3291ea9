"""The complaints as the projection uses them: other services' events, and the numbers of the units."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chassis.mongo import Change, Driver
from chassis.shares import Share
from services.complaints.domain.projection import Projected
from services.complaints.record import OpenCount, UnitCount
from services.complaints.store.documents import projected_change, projected_of
from services.complaints.store.prepare import PreparedStore

TIMEOUT_S = 10.0
"""What is not applied in time is applied again with the next attempt at the batch."""
EncodedEvent = tuple[str, bytes]
"""Id and body."""

_FIELDS = {"events": 0, "other_events.body": 0, "remarks": 0, "request": 0}


class ProjectionStore(PreparedStore):
    """Keeps what the other services' events change; raises `StoreUnavailable` when the store does not confirm.

    All but `count_open` look documents up by their ids: no more than a batch of events is about, or one unit's.
    """

    def __init__(self, driver: Driver) -> None:
        super().__init__(driver)
        self._orphans = driver.collection("orphan_events")
        self._counts = driver.collection("unit_counts")

    async def load(self, complaint_ids: Iterable[str]) -> dict[str, Projected]:
        """Those of the complaints that are known."""
        ids = sorted(set(complaint_ids))
        found = await self._complaints.find({"_id": {"$in": ids}}, _FIELDS, limit=len(ids))
        return {each["_id"]: projected_of(each) for each in found}

    async def save(self, changes: Sequence[tuple[Projected, Projected, Sequence[EncodedEvent]]]) -> bool:
        """Bring complaints from `before` to `after` with their new events. False when some were changed meanwhile."""
        return await self._complaints.update_each([_change(*each) for each in changes]) == len(changes)

    async def keep_orphans(self, orphans: Iterable[tuple[str, EncodedEvent]], now: datetime) -> None:
        """Keep events about complaints that are not known, so that nothing is silently lost."""
        self._check_open()
        await self._orphans.update_each(
            [
                ({"_id": event_id}, {"$setOnInsert": {"complaint_id": complaint_id, "body": body, "kept_at": now}})
                for complaint_id, (event_id, body) in orphans
            ],
            upsert=True,
        )

    async def count_open(self, unit: str, share: Share) -> OpenCount:
        """Count the open complaints of a unit whose slots lie in the share: that is what bounds it."""
        where = {"open_unit": unit, "slot": share.slots}
        overdue = {"$sum": {"$cond": ["$overdue", 1, 0]}}
        groups = await self._complaints.aggregate(
            [{"$match": where}, {"$group": {"_id": "$state", "n": {"$sum": 1}, "overdue": overdue}}]
        )
        return OpenCount({each["_id"]: each["n"] for each in groups}, sum(each["overdue"] for each in groups))

    async def keep_count(self, count: UnitCount) -> None:
        """Keep the numbers of a unit for everybody to read."""
        values = {"states": count.states, "overdue": count.overdue, "counted_at": count.counted_at}
        await self._counts.update_one({"_id": count.unit}, {"$set": values}, upsert=True)


def _change(before: Projected, after: Projected, new: Sequence[EncodedEvent]) -> Change:
    """Guarded by the version and the number of other services' events: a quicker writer makes it match nothing."""
    known = len(before.event_ids)
    where = {"_id": before.complaint.id, "version": before.complaint.version, "other_events_count": known}
    change = projected_change(after)
    change["$set"]["other_events_count"] = known + len(new)
    change["$push"] = {"other_events": {"$each": [{"id": event_id, "body": body} for event_id, body in new]}}
    return where, change
