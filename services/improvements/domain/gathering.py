"""From the events of a complaint to the observation that is kept of it, whatever order they come in and however often.

Each part remembers what it is from: steps their number, the assignment its number, promises their own order.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from city.calendars import WorkingCalendar
from contracts.events import (
    AssignmentEvent,
    ComplaintClosed,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintMerged,
    ComplaintRated,
    ComplaintRejected,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintTransferred,
    ComplaintWithdrawn,
    Event,
)
from contracts.outcomes import Promises
from contracts.values import Mode, RoutingInput
from services.improvements.domain.observations import Observation, Standing


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of a complaint. `seq` is the number of its last step, `assignment_number` of its assignment.

    `mode` is None for an ordinary complaint. `follows`: it goes the way of another one, which is observed itself.
    """

    complaint: str
    seq: int = 0
    assignment_number: int = 0
    filed_at: datetime | None = None
    category: str | None = None
    area: str | None = None
    words: tuple[str, ...] = ()
    unit: str | None = None
    mode: Mode | None = None
    follows: bool = False
    standing: Standing = Standing.OPEN
    answered_at: datetime | None = None
    rejected_for: str | None = None
    reopened: bool = False
    transfers: int = 0
    stars: int | None = None
    promises: Promises = field(default_factory=Promises)
    needs: tuple[str, ...] = ()


def after(known: Gathered, event: Event) -> Gathered:
    """What is known after an event; the same when it is older than that, or nothing follows from it."""
    match event:
        case ComplaintEvent():
            return known if event.seq <= known.seq else _stepped(replace(known, seq=event.seq), event)
        case AssignmentEvent():
            return _assigned(known, event)
    return replace(known, promises=known.promises.after(event))


def observation_of(known: Gathered, calendar: WorkingCalendar, zone: ZoneInfo) -> Observation | None:
    """The observation as it stands, on the calendar of its unit; None for a complaint that is not counted.

    That is one of which no filing is known, one of the sandbox, one that was over before it came in, and one that goes
    the way of another.
    """
    if known.filed_at is None or known.mode is not None or known.follows:
        return None
    return Observation(
        complaint=known.complaint,
        filed_on=known.filed_at.astimezone(zone).date(),
        category=known.category,
        area=known.area,
        unit=known.unit,
        words=known.words,
        standing=known.standing,
        answered_on=known.answered_at.astimezone(zone).date() if known.answered_at else None,
        answer_days=_days(known.filed_at, known.answered_at, calendar),
        promises=tuple(sorted(known.promises.outcomes().items())),
        reopened=known.reopened,
        transfers=known.transfers,
        stars=known.stars,
        rejected_for=known.rejected_for,
        needs=known.needs,
    )


def _stepped(known: Gathered, event: ComplaintEvent) -> Gathered:
    given: RoutingInput | None = getattr(event, "routing_input", None)
    if given is not None:
        known = _as_routed(known, given)
    said = _SAID.get(type(event))
    return known if said is None else said(known, event)


def _as_routed(known: Gathered, given: RoutingInput) -> Gathered:
    return replace(
        known,
        filed_at=given.filed_at,
        category=given.category,
        area=given.area,
        words=given.words,
        needs=given.needs or (),
        mode=given.mode or known.mode,
    )


def _filed(known: Gathered, event: ComplaintFiled) -> Gathered:
    return replace(known, follows=event.duplicate_of is not None)


def _resolved(known: Gathered, event: ComplaintResolved) -> Gathered:
    """The first answer counts for the time; another one after a reopening changes how it stands."""
    answered_at = known.answered_at or event.occurred_at
    return replace(known, standing=Standing.ANSWERED, answered_at=answered_at, rejected_for=None)


def _rejected(known: Gathered, event: ComplaintRejected) -> Gathered:
    answered_at = known.answered_at or event.occurred_at
    return replace(known, standing=Standing.REJECTED, answered_at=answered_at, rejected_for=event.reason)


def _reopened(known: Gathered, event: ComplaintReopened) -> Gathered:
    """Of one that was merged this is the end of following: it stands on its own again."""
    again = known.reopened or known.answered_at is not None
    return replace(known, standing=Standing.OPEN, follows=False, reopened=again, rejected_for=None)


def _transferred(known: Gathered, event: ComplaintTransferred) -> Gathered:
    return replace(known, transfers=event.transfers)


def _merged(known: Gathered, event: ComplaintMerged) -> Gathered:
    return replace(known, follows=True)


def _withdrawn(known: Gathered, event: ComplaintWithdrawn) -> Gathered:
    return replace(known, standing=Standing.WITHDRAWN)


def _closed(known: Gathered, event: ComplaintClosed) -> Gathered:
    """After an answer closing says nothing new; without one a question has stayed without a reply."""
    return replace(known, standing=Standing.LAPSED) if known.standing is Standing.OPEN else known


def _rated(known: Gathered, event: ComplaintRated) -> Gathered:
    return replace(known, stars=event.stars)


_SAID: Mapping[type[ComplaintEvent], Callable[[Gathered, Any], Gathered]] = {
    ComplaintFiled: _filed,
    ComplaintResolved: _resolved,
    ComplaintRejected: _rejected,
    ComplaintReopened: _reopened,
    ComplaintTransferred: _transferred,
    ComplaintMerged: _merged,
    ComplaintWithdrawn: _withdrawn,
    ComplaintClosed: _closed,
    ComplaintRated: _rated,
}
"""Steps that say something which is counted; others only say what was routed."""


def _assigned(known: Gathered, event: AssignmentEvent) -> Gathered:
    if event.assignment_number <= known.assignment_number:
        return known
    return replace(
        known,
        assignment_number=event.assignment_number,
        unit=event.unit,
        filed_at=known.filed_at or event.filed_at,
        category=known.category or event.category,
        area=known.area or event.area,
        mode=known.mode or event.mode,
    )


def _days(start: datetime, end: datetime | None, calendar: WorkingCalendar) -> int | None:
    """Working days to the answer, rounded up; None where there is none, or no calendar for its years."""
    if end is not None:
        with suppress(ValueError):
            return -(-calendar.between(start, end) // calendar.working_day_ms)
    return None
