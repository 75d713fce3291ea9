"""Which clocks run, and until when: derived from all events known of a complaint, by the rules of its policy.

A stage clock begins with each assignment, a statutory one when the complaint was filed. A paused clock keeps the
remaining working time.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from contracts.values import Clock, ClockRule, ClockScope, ClockStatus, PolicySnapshot
from services.sla.calendars import WorkingCalendar
from services.sla.domain.clock_state import Assignment, ClockState, Step

Effect = Literal["meet", "stop", "pause", "resume", "rerun"]


def effects(rule: ClockRule) -> dict[str, Effect]:
    """What each step does to a clock; steps that are not named leave it as it is."""
    lists: dict[Effect, tuple[str, ...]] = {
        "meet": rule.met_by,
        "stop": rule.ended_by,
        "pause": rule.paused_by,
        "resume": rule.resumed_by,
        "rerun": rule.restored_by,
    }
    return {step: effect for effect, steps in lists.items() for step in steps}


@dataclass(frozen=True)
class _Run:
    """A clock on its way through the steps."""

    started_at: datetime
    due_at: datetime
    state: ClockStatus = ClockStatus.RUNNING
    remaining_ms: int | None = None
    ended_at: datetime | None = None

    def after(self, effect: Effect, at: datetime, calendar: WorkingCalendar) -> "_Run":
        """The clock after one step at `at`."""
        if effect == "rerun":
            return replace(self, state=ClockStatus.RUNNING, ended_at=None)
        if self.ended_at is not None:
            return self
        awake = self._resumed(at, calendar)
        if effect == "pause":
            return replace(awake, state=ClockStatus.PAUSED, remaining_ms=calendar.between(at, awake.due_at))
        if effect == "resume":
            return awake
        return replace(awake, state=ClockStatus.MET if effect == "meet" else ClockStatus.STOPPED, ended_at=at)

    def _resumed(self, at: datetime, calendar: WorkingCalendar) -> "_Run":
        """Running again. A deadline that had passed before the pause stays where it was."""
        if self.remaining_ms is None:
            return self
        due_at = calendar.add(at, self.remaining_ms) if self.remaining_ms > 0 else self.due_at
        return replace(self, state=ClockStatus.RUNNING, due_at=due_at, remaining_ms=None)

    def as_clock(self, name: str) -> Clock:
        """The value that is published."""
        paused = self.remaining_ms is not None and self.remaining_ms > 0
        late = self.ended_at is not None and self.ended_at > self.due_at
        return Clock(
            name=name,
            status=self.state,
            started_at=self.started_at,
            due_at=None if paused else self.due_at,
            remaining_ms=self.remaining_ms,
            ended_at=self.ended_at,
            breached_at=self.due_at if late else None,
        )


def derive(watch: ClockState, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    """All clocks of a complaint as its facts have them; none before its first assignment is known."""
    assignment = watch.assignment
    if assignment is None:
        return ()
    statutory = [
        _walk(rule, assignment.filed_at, watch.steps, calendar)
        for rule in assignment.policy.clocks
        if rule.scope is ClockScope.STATUTORY
    ]
    return (*derive_stage(watch, assignment, calendar), *statutory)


def derive_stage(watch: ClockState, assignment: Assignment, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    """The clocks that began with this assignment, which need not be the newest."""
    steps = watch.steps_of(assignment.assignment_number)
    return tuple(
        _walk(rule, assignment.at, steps, calendar)
        for rule in assignment.policy.clocks
        if rule.scope is ClockScope.STAGE
    )


def is_paused(clocks: tuple[Clock, ...]) -> bool:
    """Whether the complaint waits for the complainant."""
    return any(clock.status is ClockStatus.PAUSED for clock in clocks)


def is_breached(clock: Clock, now: datetime) -> bool:
    """Whether the deadline has passed without what it asked for (done or stopped after it is a breach too)."""
    return clock.breached_at is not None or is_overdue(clock, now)


def is_overdue(clock: Clock, now: datetime) -> bool:
    """Whether what the clock asks for is still owed at `now`, after the deadline."""
    return clock.ended_at is None and clock.due_at is not None and clock.due_at <= now


def as_of(clock: Clock, now: datetime) -> Clock:
    """The clock as it is published at `now`: one that is overdue says since when."""
    return clock.model_copy(update={"breached_at": clock.due_at}) if is_overdue(clock, now) else clock


def rule_of(clock: Clock, policy: PolicySnapshot) -> ClockRule:
    """The rule that a clock follows."""
    return next(rule for rule in policy.clocks if rule.name == clock.name)


def mark(clock: Clock, assignment: Assignment) -> str:
    """What a warning or breach is remembered by: per assignment for stage clocks, once for a statutory one."""
    is_statutory = rule_of(clock, assignment.policy).scope is ClockScope.STATUTORY
    return clock.name if is_statutory else f"{clock.name}:{assignment.assignment_number}"


def warn_at(watch: ClockState, clock: Clock, policy: PolicySnapshot, calendar: WorkingCalendar) -> datetime | None:
    """When the rule's share of the working time has passed, pauses not counted; None unless the clock runs."""
    rule = rule_of(clock, policy)
    if rule.warn_share is None or clock.status is not ClockStatus.RUNNING or clock.due_at is None:
        return None
    length_ms = calendar.working_ms(rule.within)
    paused_ms = calendar.between(clock.started_at, clock.due_at) - length_ms if watch.has_paused() else 0
    return calendar.add(clock.started_at, round(length_ms * rule.warn_share) + max(0, paused_ms))


def may_warn(clock: Clock, policy: PolicySnapshot, calendar: WorkingCalendar, now: datetime) -> bool:
    """False when it is too early for a warning on any calendar: working time passes no faster than time does."""
    rule = rule_of(clock, policy)
    if rule.warn_share is None:
        return False
    length_ms = calendar.working_ms(rule.within)
    return now - clock.started_at >= timedelta(milliseconds=round(length_ms * rule.warn_share) - 1)


def _walk(rule: ClockRule, start: datetime, steps: tuple[Step, ...], calendar: WorkingCalendar) -> Clock:
    run = _Run(started_at=start, due_at=calendar.add(start, calendar.working_ms(rule.within)))
    does = effects(rule)
    for step in steps:
        if effect := does.get(step.kind):
            run = run.after(effect, step.at, calendar)
    return run.as_clock(rule.name)
