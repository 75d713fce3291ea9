"""What to emit after an event or a timer: a pure function of the state, the event and the calendars.

`now` is the event's own time (for a timer the moment at which it went off) or, when the event comes late, that of the
latest one before it. So a replay decides the same again, and nothing that was noticed is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from city.calendars import WorkingCalendar, in_milliseconds
from contracts.durations import elapsed
from contracts.events import (
    AssignmentEvent,
    DeadlineBreached,
    DeadlineFired,
    EscalationAcknowledged,
    Event,
    StepEvent,
    is_history,
)
from services.sla.domain import outputs
from services.sla.domain.clocks import derive, owed
from services.sla.domain.deadlines import next_notice_at, notice
from services.sla.domain.history import Assignment, History
from services.sla.domain.ladders import Moment, climb_all, hold
from services.sla.domain.state import ClockState, Emitted
from services.sla.domain.watched import WatchedClock

OUTCOMES = (
    "assignment", "duplicate", "forgotten", "not_for_sla", "nothing_known", "step", "timer", "waits_for_assignment",
)  # fmt: skip
"""What a verdict may be called."""
UNASSIGNED = timedelta(days=90)
"""How long steps wait for an assignment that does not come."""


@dataclass(frozen=True)
class Calendars:
    """The city's calendars. One that an old complaint refers to and the city no longer has is replaced by `default`."""

    by_name: Mapping[str, WorkingCalendar]
    default: str

    def of(self, assignment: Assignment) -> tuple[WorkingCalendar, str | None]:
        """The calendar to count on, and the name of the missing one that it stands in for."""
        wanted = assignment.policy.calendar
        known = self.by_name.get(wanted)
        return (known, None) if known else (self.by_name[self.default], wanted)


@dataclass(frozen=True)
class Rules:
    """What does not depend on the complaint.

    An event that comes more than `late` after everything is over finds nothing kept of its complaint: it is taken as if
    it were the first one.
    """

    calendars: Calendars
    late: timedelta = timedelta(days=7)

    def calendar_of(self, assignment: Assignment) -> WorkingCalendar:
        """The calendar that an assignment counts on."""
        return self.calendars.of(assignment)[0]


@dataclass(frozen=True)
class Verdict:
    """What follows: the outcome (one of a few words), the state as it now is, the events to emit, and the next moment.

    `state` is None when nothing is to be kept of the complaint any more. Nothing is to be written unless `writes`.
    """

    outcome: str
    state: ClockState | None
    events: tuple[Event, ...] = ()
    clocks: tuple[WatchedClock, ...] = ()
    next_at: datetime | None = None
    writes: bool = False


def decide(state: ClockState | None, event: Event, rules: Rules) -> Verdict:
    """Take one event in."""
    known = state or ClockState(event.subject, event.trace)
    if not isinstance(event, AssignmentEvent | StepEvent | DeadlineFired):
        return Verdict("not_for_sla", state)
    if is_history(event) or (isinstance(event, StepEvent) and not event.moves_clocks):
        return Verdict("not_for_sla", state)
    if known.history.knows(event):
        return Verdict("duplicate", state)
    emitted = _held(known.emitted, event) if isinstance(event, EscalationAcknowledged) else known.emitted
    known = ClockState(known.subject, known.trace, known.history.with_event(event), emitted)
    assignment = known.history.assignment
    if assignment is None:
        return _unassigned(known)
    return _settle(_outcome(event), known, assignment, event, rules)


def _held(emitted: Emitted, event: EscalationAcknowledged) -> Emitted:
    return replace(emitted, ladders=hold(emitted.ladders, in_milliseconds(event.promised_until)))


def _outcome(event: Event) -> str:
    if isinstance(event, AssignmentEvent):
        return "assignment"
    return "timer" if isinstance(event, DeadlineFired) else "step"


def _unassigned(state: ClockState) -> Verdict:
    """Steps without an assignment: nothing can be said yet, and after a long time nothing will be."""
    latest = state.history.latest
    if latest is None or not state.history.steps:
        return Verdict("nothing_known", None)
    last_step = max(step.at for step in state.history.steps)
    if latest >= last_step + UNASSIGNED:
        return Verdict("forgotten", None, writes=True)
    return Verdict("waits_for_assignment", state, next_at=last_step + UNASSIGNED, writes=True)


def _settle(outcome: str, state: ClockState, assignment: Assignment, event: Event, rules: Rules) -> Verdict:
    """Derive the clocks anew and emit what was not emitted yet."""
    calendar, missing = rules.calendars.of(assignment)
    now, before = state.history.latest or event.occurred_at, state.emitted
    header = outputs.Header(state.subject, event.id, event.trace or state.trace, now)

    settled, history = state.history.settle()
    derived = derive(history, settled, assignment, now, rules.calendar_of)
    clocks = derived.present
    notices, noticed = notice((*derived.former, *clocks), before.noticed, now)
    overdue = owed(clocks, now)
    newly = [each.clock for each in notices if each.kind is DeadlineBreached and each.clock in overdue]
    begun = history.begun()
    reached, ladders, rounds = climb_all(
        before.ladders, before.rounds, Moment(now, overdue, newly), begun, rules.calendar_of
    )

    fingerprint, published = outputs.clocks_set(header, assignment, clocks, calendar, missing, before.clocks)
    deadlines = tuple(outputs.deadline_event(header, each, history.channel) for each in notices)
    escalations = tuple(outputs.escalated(header, history, each, overdue) for each in reached)
    after = ClockState(state.subject, state.trace, history, Emitted(fingerprint, noticed, rounds, ladders))
    events = (*published, *deadlines, *escalations)

    next_at = _next_at(after, clocks)
    if next_at is None:
        next_at = _over_at(history, clocks, assignment, now, rules)
        if next_at is not None and next_at <= now:
            return Verdict("forgotten", None, events, clocks, writes=True)
    return Verdict(outcome, after, events, clocks, next_at, writes=True)


def _next_at(state: ClockState, clocks: tuple[WatchedClock, ...]) -> datetime | None:
    """The next moment at which something may have to be emitted, or None when nothing is to come."""
    noticed = state.emitted.noticed
    moments = [ladder.next_at for ladder in state.emitted.ladders.values()]
    moments += (next_notice_at(clock, noticed) for clock in clocks)
    moments += (clock.wakes_at for clock in clocks if clock.is_paused)
    return min((moment for moment in moments if moment is not None), default=None)


def _over_at(
    history: History, clocks: tuple[WatchedClock, ...], assignment: Assignment, now: datetime, rules: Rules
) -> datetime | None:
    """When nothing can happen to the complaint any more; None while somebody owes something or an event is on its way.

    After its last step it can be reopened for a while; what comes later than that was on its way for too long.
    """
    if not history.is_settled or any(_goes_on(clock, now) for clock in clocks):
        return None
    last = max((step.at for step in history.steps), default=assignment.at)
    return max(last, assignment.at) + elapsed(assignment.policy.reopen_within) + rules.late


def _goes_on(clock: WatchedClock, now: datetime) -> bool:
    """Whether something follows from the clock; when the complainant's time is over, the system may yet act."""
    if clock.run.ended_at is not None:
        return False
    return not clock.is_the_complainants or clock.rule.on_expiry is not None or not clock.is_past_due(now)
