"""What waits for the triage desk, the longest wait first.

The list of a unit is in the order of the next deadline. `POOL` complaints are read of it and sorted by when they came
here; where the list goes on, the page says so, and the others move up as these are decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events import AssignmentEvent, ReviewRequested
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.list import list_open
from services.complaints.application.read import NotYours
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal
from services.complaints.record import ListQuery, Record
from services.complaints.timeline import known_events

POOL = 100
_MAX_PAGES = 5
"""A page of a list may be short; after so many there is an end, whatever is still missing."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A complaint and since when the triage desk has to decide, with the event that asked for it."""

    record: Record
    since: datetime
    cause: AssignmentEvent | ReviewRequested | None

    @property
    def complaint(self) -> Complaint:
        """How it stands."""
        return self.record.complaint

    @property
    def is_asked(self) -> bool:
        """Whether it waits for its complainant first."""
        return self.complaint.state is State.NEEDS_INFORMATION


@dataclass(frozen=True, slots=True)
class Queue:
    """The complaints in the order of their wait; `goes_on` when more wait than were looked at.

    `handed_over` of those looked at are decided already, and on their way to their units.
    """

    waiting: tuple[Waiting, ...]
    goes_on: bool = False
    handed_over: int = 0


async def read_queue(wanted: ListQuery, reader: Principal, deps: Dependencies) -> Queue | Refusal | NotYours:
    """What waits of the complaints that are wanted of the triage unit's."""
    rows: list[Record] = []
    after: str | None = None
    for _ in range(_MAX_PAGES):
        page = await list_open(wanted, reader, after, POOL - len(rows), deps)
        if isinstance(page, Refusal | NotYours):
            return page
        rows += page.records
        after = page.following
        if after is None or len(rows) >= POOL:
            break
    return replace(in_order(await _told(rows, deps), deps.city.triage_unit), goes_on=after is not None)


async def _told(rows: Sequence[Record], deps: Dependencies) -> list[Record]:
    """A list has the latest events only. Where what asked for a decision lies before them, the whole complaint."""
    untold = [each.complaint.id for each in rows if arrived(each, deps.city.triage_unit).cause is None]
    whole = {record.complaint.id: record async for record in deps.store.with_ids(untold)}
    return [whole.get(each.complaint.id, each) for each in rows]


async def with_history(waiting: Sequence[Waiting], deps: Dependencies) -> list[Waiting]:
    """The same with all that was ever said and done, as far as they are still there."""
    ids = [each.complaint.id for each in waiting]
    whole = {record.complaint.id: record async for record in deps.store.with_ids(ids)}
    return [replace(each, record=whole.get(each.complaint.id, each.record)) for each in waiting]


def in_order(records: Iterable[Record], triage_unit: str) -> Queue:
    """What the triage desk has to decide of these, the longest wait first; what its complainant has to answer last."""
    here = [each for each in records if is_for_triage(each.complaint, triage_unit)]
    waiting = [arrived(each, triage_unit) for each in here if not each.complaint.awaits_assignment]
    waiting.sort(key=lambda each: (each.is_asked, each.since, each.complaint.id))
    return Queue(tuple(waiting), handed_over=len(here) - len(waiting))


def is_for_triage(complaint: Complaint, triage_unit: str) -> bool:
    """Whether the triage desk decides about it, also anew."""
    return complaint.is_open and (complaint.unit == triage_unit or complaint.review_pending)


def arrived(record: Record, triage_unit: str) -> Waiting:
    """Since when it is there: what came before a correction that left it there counts as well."""
    cause: AssignmentEvent | ReviewRequested | None
    if record.complaint.unit == triage_unit:
        cause = _sent(record)
    else:
        reviews = [each for each in known_events(record.events) if isinstance(each, ReviewRequested)]
        cause = max(reviews, key=lambda each: each.seq, default=None)
    return Waiting(record, cause.occurred_at if cause else record.complaint.routing_input.filed_at, cause)


def _sent(record: Record) -> AssignmentEvent | None:
    found = [each for each in known_events(record.other_events) if isinstance(each, AssignmentEvent)]
    found.sort(key=lambda each: each.assignment_number, reverse=True)
    return next((each for each in found if not each.continues), None)
