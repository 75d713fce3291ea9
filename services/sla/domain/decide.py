"""What to state after a fact or a timer: a pure function of the watch, the event and the calendars.

`now` is the event's own time (for a timer the moment at which it went off) or, when the event comes late, that of the
latest one before it. So a replay decides the same again, and nothing that was noticed is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.events import (
    AssignmentEvent,
    ClocksSet,
    ComplaintEscalated,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineEvent,
    DeadlineFired,
    Event,
    FrontDoorEvent,
)
from contracts.ids import event_id
from contracts.values import Clock
from services.sla.calendars import WorkingCalendar
from services.sla.domain import clocks as on_clocks
from services.sla.domain import ladder as on_ladder
from services.sla.domain.steps import step_of
from services.sla.domain.watch import Assignment, Ladder, Stated, Watch

Calendars = Mapping[str, WorkingCalendar]


@dataclass(frozen=True)
class Verdict:
    """What follows: the outcome (one of a few words), the watch as it now is, and the events to state, in order."""

    outcome: str
    watch: Watch | None
    events: tuple[Event, ...] = ()


def decide(watch: Watch | None, event: Event, calendars: Calendars) -> Verdict:
    """Take one event in. Raises KeyError for an assignment whose calendar this city's configuration does not have."""
    known = watch or Watch(complaint_id=event.complaint_id, trace=event.trace)
    match event:
        case FrontDoorEvent():
            step = step_of(event)
            if step is None:
                return Verdict("not_for_sla", watch)
            if known.knows(step):
                return Verdict("duplicate", watch)
            return _settle("step", known.at(event.occurred_at).with_step(step), event, calendars)
        case AssignmentEvent():
            if known.assignment is not None and event.epoch <= known.assignment.epoch:
                return Verdict("duplicate", watch)
            newer = known.at(event.occurred_at).with_assignment(_assignment(event))
            return _settle("assignment", newer, event, calendars)
        case DeadlineFired():
            return _settle("timer", known.at(event.occurred_at), event, calendars)
    return Verdict("not_for_sla", watch)


def next_at(watch: Watch, calendars: Calendars) -> datetime | None:
    """The next moment at which something may have to be stated, or None when nothing is to come."""
    assignment = watch.assignment
    if assignment is None:
        return None
    calendar = calendars[assignment.policy.calendar]
    moments: list[datetime | None] = [watch.stated.ladder.next_at if watch.stated.ladder else None]
    for clock in watch.stated.clocks:
        said = on_clocks.mark(clock, assignment.epoch)
        if clock.ended_at is None and said not in watch.stated.breached:
            moments.append(clock.due_at)
            if said not in watch.stated.warned:
                moments.append(_warn_at(clock, assignment, calendar))
    return min((moment for moment in moments if moment is not None), default=None)


def _assignment(event: AssignmentEvent) -> Assignment:
    return Assignment(
        epoch=event.epoch, unit=event.unit, at=event.occurred_at, filed_at=event.filed_at, policy=event.policy
    )


def _settle(outcome: str, watch: Watch, event: Event, calendars: Calendars) -> Verdict:
    """Derive the clocks anew and state what was not stated yet."""
    assignment = watch.assignment
    if assignment is None:
        return Verdict("waits_for_assignment", watch)
    calendar = calendars[assignment.policy.calendar]
    telling = _Telling(watch, assignment, event, calendar, on_clocks.derive(watch, calendar))
    telling.tell_clocks()
    finished = tuple(former for former in watch.earlier if watch.left(former.epoch))
    for former in finished:
        clocks = on_clocks.derive_stage(watch, former, calendars[former.policy.calendar])
        telling.tell_deadlines(former, clocks)
    telling.tell_deadlines(assignment, telling.clocks)
    telling.tell_escalations()
    earlier = tuple(former for former in watch.earlier if former not in finished)
    changed = {"stated": telling.stated, "earlier": earlier}
    return Verdict(outcome, watch.model_copy(update=changed), tuple(telling.events))


class _Telling:
    """One round of stating: collects the events and what has been stated with them."""

    def __init__(
        self, watch: Watch, assignment: Assignment, event: Event, calendar: WorkingCalendar, clocks: tuple[Clock, ...]
    ) -> None:
        self.watch, self.assignment, self.event, self.calendar, self.clocks = watch, assignment, event, calendar, clocks
        self.now = watch.as_of or event.occurred_at
        self.stated: Stated = watch.stated
        self.events: list[Event] = []

    def tell_clocks(self) -> None:
        """All clocks, whenever one of them or the calendar has changed."""
        if self.clocks == self.stated.clocks and self.calendar.version == self.stated.calendar_version:
            return
        policy = self.assignment.policy
        self.events.append(
            ClocksSet(
                **self._header(ClocksSet.type),
                unit=self.assignment.unit,
                epoch=self.assignment.epoch,
                clocks=tuple(on_clocks.as_of(clock, self.now) for clock in self.clocks),
                policy=policy.name,
                policy_version=policy.version,
                calendar=self.calendar.name,
                calendar_version=self.calendar.version,
            )
        )
        self._remember(clocks=self.clocks, calendar_version=self.calendar.version)

    def tell_deadlines(self, assignment: Assignment, clocks: tuple[Clock, ...]) -> None:
        """Breaches, warnings, and breaches that turn out not to have been one; each once."""
        for clock in clocks:
            said = on_clocks.mark(clock, assignment.epoch)
            breached = on_clocks.is_breached(clock, self.now)
            if breached and said not in self.stated.breached:
                self._tell_deadline(DeadlineBreached, assignment, clock)
                self._remember(breached=self.stated.breached | {said})
            elif not breached and said in self.stated.breached:
                self._tell_deadline(DeadlineBreachWithdrawn, assignment, clock)
                self._remember(breached=self.stated.breached - {said})
            elif not breached and said not in self.stated.warned and self._should_warn(clock):
                self._tell_deadline(DeadlineApproaching, assignment, clock)
                self._remember(warned=self.stated.warned | {said})

    def tell_escalations(self) -> None:
        """The levels that are due while something is owed."""
        owed = [clock for clock in self.clocks if on_clocks.is_overdue(clock, self.now)]
        if not owed:
            self._remember(ladder=None)
            return
        ladder = self.stated.ladder or self._new_ladder()
        if on_clocks.is_paused(self.clocks):
            self._remember(ladder=on_ladder.freeze(ladder, self.now, self.calendar))
            return
        ladder = on_ladder.thaw(ladder, self.now, self.calendar)
        oldest = min(owed, key=lambda clock: clock.due_at or self.now)
        while higher := on_ladder.climb(ladder, self.now, self.assignment.policy, self.calendar):
            ladder = higher
            self._tell_level(ladder, oldest)
        self._remember(ladder=ladder)

    def _new_ladder(self) -> Ladder:
        rounds = self.stated.rounds + 1
        self._remember(rounds=rounds)
        return on_ladder.begin(rounds, self.now, self.assignment.policy, self.calendar)

    def _should_warn(self, clock: Clock) -> bool:
        moment = _warn_at(clock, self.assignment, self.calendar)
        return moment is not None and moment <= self.now

    def _tell_deadline(self, kind: type[DeadlineEvent], assignment: Assignment, clock: Clock) -> None:
        self.events.append(
            kind(
                **self._header(f"{kind.type}:{on_clocks.mark(clock, assignment.epoch)}"),
                unit=assignment.unit,
                epoch=assignment.epoch,
                clock=clock.name,
                due_at=clock.due_at or self.now,
            )
        )

    def _tell_level(self, ladder: Ladder, clock: Clock) -> None:
        steps = self.assignment.policy.ladder
        kind = f"{ComplaintEscalated.type}:{ladder.round}:{ladder.level}:{ladder.repeat}"
        self.events.append(
            ComplaintEscalated(
                **self._header(kind) | {"id": event_id(self.watch.complaint_id, kind)},
                unit=self.assignment.unit,
                epoch=self.assignment.epoch,
                clock=clock.name,
                due_at=clock.due_at or self.now,
                round=ladder.round,
                level=ladder.level,
                repeat=ladder.repeat,
                role=steps[min(ladder.level, len(steps)) - 1].role,
            )
        )

    def _header(self, kind: str) -> dict[str, object]:
        return {
            "id": event_id(self.event.id, kind),
            "complaint_id": self.watch.complaint_id,
            "occurred_at": self.now,
            "cause": self.event.id,
            "trace": self.watch.trace,
        }

    def _remember(self, **said: object) -> None:
        self.stated = self.stated.model_copy(update=said)


def _warn_at(clock: Clock, assignment: Assignment, calendar: WorkingCalendar) -> datetime | None:
    within = getattr(assignment.policy, _WITHIN[clock.name])
    return on_clocks.warn_at(clock, assignment.policy.warn_at, calendar.working_ms(within), calendar)


_WITHIN = {
    "acknowledge_by": "acknowledge_within",
    "respond_by": "respond_within",
    "resolve_by": "resolve_within",
}
