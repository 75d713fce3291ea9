"""What to state after a fact or a timer: a pure function of the watch, the event and the calendars.

`now` is the event's own time (for a timer the moment at which it went off) or, when the event comes late, that of the
latest one before it. So a replay decides the same again, and nothing that was noticed is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.events import AssignmentEvent, ComplaintEvent, DeadlineFired, Event
from services.sla.calendars import WorkingCalendar
from services.sla.domain import clocks as on_clocks
from services.sla.domain.clock_state import Assignment, ClockState
from services.sla.domain.steps import step_of
from services.sla.domain.telling import Telling

Calendars = Mapping[str, WorkingCalendar]


@dataclass(frozen=True)
class Verdict:
    """What follows: the outcome (one of a few words), the watch as it now is, and the events to state, in order."""

    outcome: str
    watch: ClockState | None
    events: tuple[Event, ...] = ()


def decide(watch: ClockState | None, event: Event, calendars: Calendars) -> Verdict:
    """Take one event in. Raises KeyError for an assignment whose calendar this city's configuration does not have."""
    known = watch or ClockState(subject=event.subject, trace=event.trace)
    match event:
        case ComplaintEvent():
            step = step_of(event)
            if step is None:
                return Verdict("not_for_sla", watch)
            if known.knows(step):
                return Verdict("duplicate", watch)
            return _settle("step", known.with_step(step), event, calendars)
        case AssignmentEvent():
            if known.assignment is not None and event.assignment_number <= known.assignment.assignment_number:
                return Verdict("duplicate", watch)
            return _settle("assignment", known.with_assignment(_assignment(event)), event, calendars)
        case DeadlineFired():
            return _settle("timer", known.at(event.occurred_at), event, calendars)
    return Verdict("not_for_sla", watch)


def next_at(watch: ClockState, calendars: Calendars) -> datetime | None:
    """The next moment at which something may have to be stated, or None when nothing is to come."""
    assignment = watch.assignment
    if assignment is None:
        return None
    calendar = calendars[assignment.policy.calendar]
    moments: list[datetime | None] = [watch.stated.ladder.next_at if watch.stated.ladder else None]
    for clock in watch.stated.clocks:
        said = on_clocks.mark(clock, assignment)
        if clock.ended_at is None and said not in watch.stated.breached:
            moments.append(clock.due_at)
            if said not in watch.stated.warned:
                moments.append(on_clocks.warn_at(watch, clock, assignment.policy, calendar))
    return min((moment for moment in moments if moment is not None), default=None)


def _assignment(event: AssignmentEvent) -> Assignment:
    return Assignment(
        assignment_number=event.assignment_number,
        unit=event.unit,
        at=event.occurred_at,
        filed_at=event.filed_at,
        policy=event.policy,
    )


def _settle(outcome: str, watch: ClockState, event: Event, calendars: Calendars) -> Verdict:
    """Derive the clocks anew and state what was not stated yet."""
    assignment = watch.assignment
    if assignment is None:
        return Verdict("waits_for_assignment", watch)
    calendar = calendars[assignment.policy.calendar]
    telling = Telling(watch, assignment, event, calendar, on_clocks.derive(watch, calendar))
    telling.tell_clocks()
    finished = tuple(former for former in watch.earlier if watch.left(former.assignment_number))
    for former in finished:
        clocks = on_clocks.derive_stage(watch, former, calendars[former.policy.calendar])
        telling.tell_deadlines(former, clocks)
    telling.tell_deadlines(assignment, telling.clocks)
    telling.tell_escalations()
    earlier = tuple(former for former in watch.earlier if former not in finished)
    changed = {"stated": telling.stated(), "earlier": earlier}
    return Verdict(outcome, watch.model_copy(update=changed), tuple(telling.events))
