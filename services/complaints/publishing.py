"""From a complaint to the row that is published of it: without text, place, id and times.

It follows from the record alone, so that it can be made again of every complaint, however old.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from city.calendars import WorkingCalendar
from contracts.events import (
    ComplaintFiled,
    ComplaintRejected,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintStarted,
    Event,
    ProgressReported,
    is_history,
)
from contracts.outcomes import promises_of
from services.complaints.city import City
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.published import NOT_SAID, Row, Stands
from services.complaints.record import Record
from services.complaints.timeline import known_events

MONTHS = 12
"""The month of today and the eleven before it are published."""
COLUMNS = ("month", "category", "unit", "state", "response_days", "answer_days", "reopened", "rating")
PROMISE = "promise_"
"""How the columns of clocks begin; what follows is the clock's name in the city's policies."""

ANSWERS = (ComplaintResolved, ComplaintRejected)
RESPONSES = (ComplaintStarted, ProgressReported, *ANSWERS)
"""What counts as a response: that work has begun, how far it is, or an answer. A question and a receipt do not."""

_STANDS = {
    State.RESOLVED: Stands.ANSWERED,
    State.REJECTED: Stands.REJECTED,
    State.WITHDRAWN: Stands.WITHDRAWN,
}


def row_of(record: Record, city: City) -> Row | None:
    """The row of a complaint; None for what is not published.

    That is what came in for a trial, what was over in another system before it came in (no deadline of ours ran), and
    what goes the way of another complaint, which has a row itself.
    """
    complaint, own = record.complaint, list(known_events(record.events))
    if complaint.is_sandbox or _goes_with_another(complaint) or any(_was_over_before(each) for each in own):
        return None
    responses, answers = _times(own, RESPONSES), _times(own, ANSWERS)
    filed_at, calendar = complaint.routing_input.filed_at, city.calendar_of(complaint.unit)
    return Row(
        month=month_of(filed_at, city),
        category=complaint.routing_input.category or NOT_SAID,
        unit=complaint.unit or NOT_SAID,
        state=_state(complaint, own),
        response_days=_days(filed_at, responses, calendar),
        answer_days=_days(filed_at, answers, calendar),
        reopened=any(at > answers[0] for at in _times(own, (ComplaintReopened,))) if answers else False,
        rating=complaint.rating,
        promises=tuple(sorted(promises_of(known_events(record.other_events)).outcomes().items())),
    )


def month_of(moment: datetime, city: City) -> str:
    """The month in the city, such as 2026-03."""
    return f"{moment.astimezone(city.zone):%Y-%m}"


def promised_clocks(city: City) -> tuple[str, ...]:
    """The clocks whose outcome is published: what any category promises the complainant, in the order of the city."""
    promised = {rule.name for each in city.categories.values() for rule in city.promises(each)}
    return tuple(name for name in city.policies.clocks if name in promised)


def columns_of(clocks: Iterable[str]) -> tuple[str, ...]:
    """The names of the values of a published row."""
    return (*COLUMNS, *(PROMISE + name for name in clocks))


def cells(row: Row, clocks: Sequence[str]) -> tuple[Any, ...]:
    """The values of a row in the order of the columns; of a promise without an outcome there is none."""
    outcomes = dict(row.promises)
    return (
        row.month,
        row.category or None,
        row.unit or None,
        row.state.value,
        row.response_days,
        row.answer_days,
        row.reopened,
        row.rating,
        *(outcomes.get(name) for name in clocks),
    )


def last_months(newest: str) -> list[str]:
    """The months that are published, the oldest first."""
    year, month = map(int, newest.split("-"))
    count = year * 12 + month - 1
    return [f"{each // 12:04}-{each % 12 + 1:02}" for each in range(count - MONTHS + 1, count + 1)]


def _goes_with_another(complaint: Complaint) -> bool:
    return complaint.is_follower or complaint.duplicate_of is not None or complaint.state is State.DUPLICATE


def _was_over_before(event: Event) -> bool:
    return isinstance(event, ComplaintFiled) and is_history(event)


def _times(own: Iterable[Event], kinds: tuple[type[Event], ...]) -> list[datetime]:
    return sorted(each.occurred_at for each in own if isinstance(each, kinds))


def _state(complaint: Complaint, own: Iterable[Event]) -> Stands:
    """A complaint is closed after an answer, or because a question stayed without a reply."""
    if complaint.is_open:
        return Stands.OPEN
    if complaint.state is not State.CLOSED:
        return _STANDS[complaint.state]
    again = max(_times(own, (ComplaintReopened,)), default=None)
    resolved = _times(own, (ComplaintResolved,))
    return Stands.ANSWERED if any(again is None or at > again for at in resolved) else Stands.LAPSED


def _days(start: datetime, ends: Sequence[datetime], calendar: WorkingCalendar) -> int | None:
    """Working days until the first of these moments, rounded up; None where there is none, or no calendar for it."""
    if ends:
        with suppress(ValueError):
            return -(-calendar.between(start, ends[0]) // calendar.working_day_ms)
    return None
