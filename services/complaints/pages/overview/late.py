"""What is overdue below somebody, the worst first: what the law sets before what offices set, then the latest first.

The list of overdue complaints is in the order of the deadline that passed first. `POOL` of it are looked at and sorted;
where the list goes on, the page says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from contracts.values import Clock
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.list import list_open
from services.complaints.application.messages import overdue_clocks
from services.complaints.city import City
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.rights import Principal
from services.complaints.record import ListedPage, ListQuery, Record

POOL = 200
_PAGE = 100
_MAX_PAGES = 6
"""A page of a list may be short; after so many there is an end, whatever is still missing."""


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue complaint with its worst clock, and how much working time that is late; None: not known yet."""

    record: Record
    clock: Clock | None
    is_statutory: bool
    late_ms: int

    @property
    def complaint(self) -> Complaint:
        """How it stands."""
        return self.record.complaint

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Sorts by how bad it is, the worst first."""
        return (not self.is_statutory, -self.late_ms, self.complaint.id)


@dataclass(frozen=True, slots=True)
class Overdue:
    """The overdue complaints, the worst first; `goes_on` when there are more than were looked at."""

    late: tuple[Late, ...]
    goes_on: bool = False


async def read_overdue(who: Principal, deps: Dependencies) -> Overdue:
    """What is overdue in the unit that somebody looks after and below."""
    found: list[Record] = []
    after: str | None = None
    for _ in range(_MAX_PAGES):
        limit = min(_PAGE, POOL - len(found))
        page = await list_open(ListQuery(who.unit or "", overdue=True), who, after, limit, deps)
        if not isinstance(page, ListedPage):
            return Overdue(())
        found += page.records
        after = page.following
        if after is None or len(found) >= POOL:
            break
    return Overdue(worst_first(found, deps.city, deps.clock()), after is not None)


def worst_first(records: Iterable[Record], city: City, now: datetime) -> tuple[Late, ...]:
    """These complaints by how bad their worst clock is."""
    return tuple(sorted((late_of(each, city, now) for each in records), key=lambda late: late.rank))


def late_of(record: Record, city: City, now: datetime) -> Late:
    """A complaint with the worst of the clocks that are overdue. Its level may be known before its clocks are."""
    clocks = [_late(record, clock, city, now) for clock in overdue_clocks(record.brief)]
    return min(clocks, key=lambda late: late.rank, default=Late(record, None, False, 0))


def _late(record: Record, clock: Clock, city: City, now: datetime) -> Late:
    due_at = due_of(clock)
    calendar = city.calendar_of(clock.unit or record.complaint.unit)
    return Late(record, clock, city.is_statutory(clock.name), calendar.between(due_at, now) if due_at < now else 0)


def due_of(clock: Clock) -> datetime:
    """When an overdue clock was due; one that is paused says only when it was breached."""
    return clock.due_at or clock.breached_at or clock.started_at


def promised_for(late: Iterable[Late], day: date, zone: tzinfo) -> list[Late]:
    """Those for which an answer is promised until this day, the earliest moment first. Whoever promises does so for
    what is overdue, so all promises that stand are among these.
    """
    due = ((each.complaint.promised_until, each) for each in late)
    found = [(until, each) for until, each in due if until is not None and until.astimezone(zone).date() == day]
    return [each for _, each in sorted(found, key=lambda one: (one[0], one[1].complaint.id))]
