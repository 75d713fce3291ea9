"""The complaints as the projection uses them: facts of the other services, and the numbers of the units."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.complaints.domain.projection import Board
from services.complaints.record import UnitCount
from services.complaints.store.documents import board_change, board_of
from services.complaints.store.driver import Change, Driver

PATIENCE_S = 10.0
Fact = tuple[str, bytes]
"""Id and encoded body."""

_FIELDS = {"events": 0, "facts.body": 0, "remarks": 0, "request": 0}


class ProjectionStore:
    """Changes what the other services' facts change; raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._complaints = driver.collection("complaints")
        self._orphans = driver.collection("orphan_facts")
        self._counts = driver.collection("unit_counts")

    async def load(self, complaint_ids: Iterable[str]) -> dict[str, Board]:
        """The boards of those complaints that are known."""
        ids = sorted(set(complaint_ids))
        found = await self._complaints.find({"_id": {"$in": ids}}, _FIELDS, limit=len(ids))
        return {each["_id"]: board_of(each) for each in found}

    async def save(self, changes: Sequence[tuple[Board, Board, Sequence[Fact]]]) -> bool:
        """Bring boards from `before` to `after` with their new facts. False when some were changed meanwhile."""
        return await self._complaints.update_each([_change(*each) for each in changes]) == len(changes)

    async def keep_orphans(self, facts: Iterable[tuple[str, Fact]], now: datetime) -> None:
        """Keep facts about complaints that are not known, so that nothing is silently lost."""
        await self._orphans.update_each(
            [
                ({"_id": fact_id}, {"$setOnInsert": {"complaint_id": complaint_id, "body": body, "kept_at": now}})
                for complaint_id, (fact_id, body) in facts
            ],
            upsert=True,
        )

    async def count(self, unit: str, now: datetime) -> UnitCount:
        """Count the open complaints of a unit anew and keep the result."""
        overdue = {"$sum": {"$cond": ["$overdue", 1, 0]}}
        groups = await self._complaints.aggregate(
            [{"$match": {"open_unit": unit}}, {"$group": {"_id": "$state", "n": {"$sum": 1}, "overdue": overdue}}]
        )
        states = {group["_id"]: group["n"] for group in groups}
        counted = UnitCount(unit, states, sum(group["overdue"] for group in groups), now)
        values = {"states": states, "overdue": counted.overdue, "counted_at": now}
        await self._counts.update_one({"_id": unit}, {"$set": values}, upsert=True)
        return counted


def _change(before: Board, after: Board, facts: Sequence[Fact]) -> Change:
    """Guarded by the version and the number of facts: a quicker writer makes it match nothing."""
    known = len(before.fact_ids)
    where = {"_id": before.complaint.id, "version": before.complaint.version, "facts_count": known}
    change = board_change(after)
    change["$set"]["facts_count"] = known + len(facts)
    change["$push"] = {"facts": {"$each": [{"id": fact_id, "body": body} for fact_id, body in facts]}}
    return where, change
