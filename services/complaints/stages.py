"""The stages of a complaint: which unit had it from when until when, and what passed unmet under it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from contracts.events import (
    AssignmentEvent,
    ComplaintClosed,
    ComplaintRejected,
    ComplaintResolved,
    ComplaintWithdrawn,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    Event,
)
from services.complaints.record import Record
from services.complaints.timeline import known_events

_ENDS = (ComplaintResolved, ComplaintRejected, ComplaintWithdrawn, ComplaintClosed)


@dataclass(frozen=True, slots=True)
class Stage:
    """`until` is None while the unit has it. `overdue` are the clocks whose breach stands, in the order of breach."""

    unit: str
    since: datetime
    until: datetime | None
    overdue: tuple[str, ...]


def stages(record: Record) -> tuple[Stage, ...]:
    """All stages, the earliest first. Whoever answered has no further time accounted, until it comes back."""
    own, others = list(known_events(record.events)), list(known_events(record.other_events))
    assignments = {event.assignment_number: event for event in others if isinstance(event, AssignmentEvent)}
    begun = [assignments[number] for number in sorted(assignments) if not assignments[number].continues]
    ends = sorted(event.occurred_at for event in own if isinstance(event, _ENDS))
    return tuple(
        Stage(
            each.unit,
            each.occurred_at,
            _until(each.occurred_at, after.occurred_at if after else None, ends),
            tuple(_overdue(others, each, after)),
        )
        for each, after in pairwise([*begun, None])
        if each is not None
    )


def _until(since: datetime, next_at: datetime | None, ends: Iterable[datetime]) -> datetime | None:
    answered = (end for end in ends if end >= since and (next_at is None or end <= next_at))
    return next(answered, next_at)


def _overdue(events: Iterable[Event], stage: AssignmentEvent, after: AssignmentEvent | None) -> dict[str, None]:
    last = after.assignment_number if after else None
    found: dict[str, None] = {}
    for event in events:
        if not isinstance(event, DeadlineBreached | DeadlineBreachWithdrawn) or event.unit != stage.unit:
            continue
        number = event.assignment_number
        if number < stage.assignment_number or (last is not None and number >= last):
            continue
        if isinstance(event, DeadlineBreached):
            found[event.clock] = None
        else:
            found.pop(event.clock, None)
    return found
