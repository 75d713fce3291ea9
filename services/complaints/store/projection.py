"""The complaints as the projection uses them: other services' events, and the numbers of the units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from chassis.mongo import Change, Driver
from chassis.outbox import appended
from chassis.shares import Share
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.projection import Projected
from services.complaints.record import OpenCount, SentMessage, UnitCount
from services.complaints.store.documents import projected_change, projected_of
from services.complaints.store.groups import GROUPS, open_work
from services.complaints.store.messages import MessageStore
from services.complaints.store.prepare import PreparedStore
from services.complaints.store.samples import Samples
from services.complaints.store.similar import SimilarCells
from services.complaints.store.unit_days import UnitDays
from services.complaints.store.word_index import WordIndex

TIMEOUT_S = 10.0
"""What is not applied in time is applied again with the next attempt at the batch."""
EncodedEvent = tuple[str, bytes]
"""Id and body."""


@dataclass(frozen=True, slots=True)
class ProjectedChange:
    """What other services' `events` make of a complaint, with the encoded `steps` that the system took for them."""

    before: Projected
    after: Projected
    events: tuple[EncodedEvent, ...]
    steps: tuple[bytes, ...] = ()


_FIELDS = {"events": 0, "other_events.body": 0, "remarks": 0, "request": 0}


class ProjectionStore(PreparedStore):
    """Keeps what the other services' events change; raises `StoreUnavailable` when the store does not confirm.

    All but `count_open` look documents up by their ids: no more than a batch of events is about, or one unit's.
    """

    def __init__(self, driver: Driver, organisation: Organisation) -> None:
        super().__init__(driver)
        self._organisation = organisation
        self._words = WordIndex(driver)
        self._samples = Samples(driver)
        self._messages = MessageStore(driver)
        self._cells = SimilarCells(driver)
        self._orphans = driver.collection("orphan_events")
        self._counts = driver.collection("unit_counts")
        self._days = UnitDays(driver)

    async def load(self, complaint_ids: Iterable[str]) -> dict[str, Projected]:
        """Those of the complaints that are known."""
        ids = sorted(set(complaint_ids))
        found = await self._complaints.find({"_id": {"$in": ids}}, _FIELDS, limit=len(ids))
        return {each["_id"]: projected_of(each) for each in found}

    async def save(self, changes: Sequence[ProjectedChange]) -> bool:
        """Bring complaints from `before` to `after` with their new events. False when some were changed meanwhile."""
        now = datetime.now(UTC)
        await self._index_texts(changes, now)
        updates = [_change(each, now, self._organisation) for each in changes]
        done = await self._complaints.update_each(updates)
        await self._samples.follow_if_it_can((where["_id"], change) for where, change in updates)
        return done == len(changes)

    async def _index_texts(self, changes: Sequence[ProjectedChange], now: datetime) -> None:
        """Before the complaints are written: what fails then is done again together with them."""
        over = {each.after.complaint.id: each.after.complaint.routing_input for each in changes if _is_over(each)}
        await self._words.remove(list(over))
        await self._cells.remove(over)
        begun = {each.after.complaint.id: each.after.complaint.routing_input for each in changes if _begins(each)}
        ids = list(begun)
        found = await self._complaints.find({"_id": {"$in": ids}}, {"request.text": 1}, len(ids)) if ids else []
        texts = {each["_id"]: each["request"]["text"] for each in found}
        await self._words.add(texts)
        await self._cells.add({each: (begun[each], text) for each, text in texts.items()}, now)

    async def keep_messages(self, messages: Sequence[SentMessage]) -> None:
        """Remember which complaints messages told of."""
        self._check_open()
        await self._messages.keep(messages)

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
        where = {GROUPS: open_work(unit), "slot": share.slots}
        overdue = {"$sum": {"$cond": ["$overdue", 1, 0]}}
        oldest = {"$min": "$routing_input.filed_at"}
        groups = await self._complaints.aggregate(
            [{"$match": where}, {"$group": {"_id": "$state", "n": {"$sum": 1}, "overdue": overdue, "oldest": oldest}}]
        )
        return OpenCount(
            {each["_id"]: each["n"] for each in groups},
            sum(each["overdue"] for each in groups),
            min((each["oldest"] for each in groups), default=None),
        )

    async def keep_count(self, count: UnitCount, zone: tzinfo = UTC) -> None:
        """Keep the numbers of a unit for everybody to read, also as those of the day that it is in this zone."""
        values = {
            "states": count.states,
            "overdue": count.overdue,
            "counted_at": count.counted_at,
            "oldest": count.oldest,
        }
        await self._counts.update_one({"_id": count.unit}, {"$set": values}, upsert=True)
        await self._days.keep(count, zone)


def _begins(change: ProjectedChange) -> bool:
    """Whether a unit gets an open complaint with these events, one that it is to find."""
    before, after = change.before.complaint, change.after.complaint
    return after.is_open and not after.is_sandbox and after.assignment_number > before.assignment_number


def _is_over(change: ProjectedChange) -> bool:
    """Whether its clocks have been set since it was over: that happens once or twice."""
    return not change.after.complaint.is_open and change.after.clocks_at != change.before.clocks_at


def _change(made: ProjectedChange, now: datetime, organisation: Organisation) -> Change:
    """Guarded by the version and the number of other services' events: a quicker writer makes it match nothing."""
    before, after, known = made.before, made.after, len(made.before.event_ids)
    where = {"_id": before.complaint.id, "version": before.complaint.version, "other_events_count": known}
    change = projected_change(before, after, organisation, now)
    change["$set"]["other_events_count"] = known + len(made.events)
    events = [{"id": event_id, "body": body} for event_id, body in made.events]
    change["$push"] = {"other_events": {"$each": events}}
    first = after.complaint.seq - len(made.steps) + 1
    return where, appended(first, made.steps, now, change)
