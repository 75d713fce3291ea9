"""Puts into events what was not stated yet: clocks, warnings, breaches, and the levels of the ladder."""

from contracts.events import (
    ClocksSet,
    ComplaintEscalated,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineEvent,
    Event,
)
from contracts.ids import event_id
from contracts.values import Clock
from services.sla.calendars import WorkingCalendar
from services.sla.domain import clocks as on_clocks
from services.sla.domain import ladder as on_ladder
from services.sla.domain.clock_state import Assignment, ClockState, Ladder, Stated


class Telling:
    """One round of stating: collects `events` and what has been stated with them."""

    def __init__(
        self,
        watch: ClockState,
        assignment: Assignment,
        event: Event,
        calendar: WorkingCalendar,
        clocks: tuple[Clock, ...],
    ) -> None:
        self.watch, self.assignment, self.event, self.calendar, self.clocks = watch, assignment, event, calendar, clocks
        self.now = watch.as_of or event.occurred_at
        self.events: list[Event] = []
        self._before, self._changes = watch.stated, dict[str, object]()
        self._warned, self._breached = watch.stated.warned, watch.stated.breached

    def stated(self) -> Stated:
        """What has been stated by now."""
        if self._warned != self._before.warned or self._breached != self._before.breached:
            self._changes |= {"warned": self._warned, "breached": self._breached}
        return self._before.model_copy(update=self._changes) if self._changes else self._before

    def tell_clocks(self) -> None:
        """All clocks, whenever one of them or the calendar has changed."""
        if self.clocks == self._before.clocks and self.calendar.version == self._before.calendar_version:
            return
        policy = self.assignment.policy
        self.events.append(
            ClocksSet(
                **self._header(ClocksSet.type),
                unit=self.assignment.unit,
                assignment_number=self.assignment.assignment_number,
                clocks=tuple(on_clocks.as_of(clock, self.now) for clock in self.clocks),
                policy=policy.name,
                policy_version=policy.version,
                calendar=self.calendar.name,
                calendar_version=self.calendar.version,
            )
        )
        self._changes |= {"clocks": self.clocks, "calendar_version": self.calendar.version}

    def tell_deadlines(self, assignment: Assignment, clocks: tuple[Clock, ...]) -> None:
        """Breaches, warnings, and breaches that turn out not to have been one; each once."""
        for clock in clocks:
            said = on_clocks.mark(clock, assignment)
            breached = on_clocks.is_breached(clock, self.now)
            if breached and said not in self._breached:
                self._tell_deadline(DeadlineBreached, assignment, clock)
                self._breached |= {said}
            elif not breached and said in self._breached:
                self._tell_deadline(DeadlineBreachWithdrawn, assignment, clock)
                self._breached -= {said}
            elif not breached and said not in self._warned and self._should_warn(clock):
                self._tell_deadline(DeadlineApproaching, assignment, clock)
                self._warned |= {said}

    def tell_escalations(self) -> None:
        """The levels that are due while something is owed."""
        owed = [clock for clock in self.clocks if on_clocks.is_overdue(clock, self.now)]
        if not owed:
            self._leave(None)
            return
        ladder = self._before.ladder or self._new_ladder()
        if on_clocks.is_paused(self.clocks):
            self._leave(on_ladder.freeze(ladder, self.now, self.calendar))
            return
        ladder = on_ladder.thaw(ladder, self.now, self.calendar)
        oldest = min(owed, key=lambda clock: clock.due_at or self.now)
        while higher := on_ladder.climb(ladder, self.now, self.assignment.policy, self.calendar):
            ladder = higher
            self._tell_level(ladder, oldest)
        self._leave(ladder)

    def _new_ladder(self) -> Ladder:
        """A round is counted once one of its levels is stated: a ladder that ends before leaves no gap."""
        return on_ladder.begin(self._before.rounds + 1, self.now, self.assignment.policy, self.calendar)

    def _should_warn(self, clock: Clock) -> bool:
        policy, calendar = self.assignment.policy, self.calendar
        if not on_clocks.may_warn(clock, policy, calendar, self.now):
            return False
        moment = on_clocks.warn_at(self.watch, clock, policy, calendar)
        return moment is not None and moment <= self.now

    def _tell_deadline(self, kind: type[DeadlineEvent], assignment: Assignment, clock: Clock) -> None:
        self.events.append(
            kind(
                **self._header(f"{kind.type}:{on_clocks.mark(clock, assignment)}"),
                unit=assignment.unit,
                assignment_number=assignment.assignment_number,
                clock=clock.name,
                due_at=clock.due_at or self.now,
            )
        )

    def _tell_level(self, ladder: Ladder, clock: Clock) -> None:
        self._changes["rounds"] = ladder.round
        steps = self.assignment.policy.ladder
        kind = f"{ComplaintEscalated.type}:{ladder.round}:{ladder.level}:{ladder.repeat}"
        self.events.append(
            ComplaintEscalated(
                **self._header(kind) | {"id": event_id(self.watch.subject, kind)},
                unit=self.assignment.unit,
                assignment_number=self.assignment.assignment_number,
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
            "subject": self.watch.subject,
            "occurred_at": self.now,
            "cause": self.event.id,
            "trace": self.watch.trace,
        }

    def _leave(self, ladder: Ladder | None) -> None:
        if ladder != self._before.ladder:
            self._changes["ladder"] = ladder
