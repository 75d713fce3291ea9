"""Which clocks run, and until when: derived from all facts known of a complaint.

`acknowledge_by` and `respond_by` are stage clocks: they begin with each assignment. `resolve_by` is the statutory
clock: it begins when the complaint was filed and never begins again; a reopened complaint has its old deadline back.
Waiting for the complainant keeps the remaining working time of whatever runs.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from contracts.values import Clock, ClockName, ClockState, PolicySnapshot
from services.sla.calendars import WorkingCalendar
from services.sla.domain.watch import Assignment, Step, StepKind, Watch

Effect = Literal["meet", "stop", "pause", "resume", "rerun"]

_PAUSES: dict[StepKind, Effect] = {"information_requested": "pause", "information_provided": "resume"}
_ENDS: dict[StepKind, Effect] = {"withdrawn": "stop", "closed": "stop"}
_ANSWERS: dict[StepKind, Effect] = {"resolved": "meet", "rejected": "meet"}
_STAGE: dict[StepKind, Effect] = {
    **_ENDS,
    **_ANSWERS,
    "started": "meet",
    "information_requested": "meet",
    "transferred": "stop",
}
EFFECTS: dict[ClockName, dict[StepKind, Effect]] = {
    "acknowledge_by": {**_STAGE, "acknowledged": "meet", "information_provided": "meet"},
    "respond_by": {**_STAGE},
    "resolve_by": {**_PAUSES, **_ENDS, **_ANSWERS, "transferred": "resume", "reopened": "rerun"},
}
"""What each step does to each clock; steps that are not named leave it as it is."""


WITHIN: dict[ClockName, str] = {
    "acknowledge_by": "acknowledge_within",
    "respond_by": "respond_within",
    "resolve_by": "resolve_within",
}
"""The field of the policy that gives a clock its working time."""


@dataclass(frozen=True)
class _Run:
    """A clock on its way through the steps."""

    started_at: datetime
    due_at: datetime
    state: ClockState = ClockState.RUNNING
    remaining_ms: int | None = None
    ended_at: datetime | None = None

    def after(self, effect: Effect, at: datetime, calendar: WorkingCalendar) -> "_Run":
        """The clock after one step at `at`."""
        if effect == "rerun":
            return replace(self, state=ClockState.RUNNING, ended_at=None)
        if self.ended_at is not None:
            return self
        awake = self._resumed(at, calendar)
        if effect == "pause":
            return replace(awake, state=ClockState.PAUSED, remaining_ms=calendar.between(at, awake.due_at))
        if effect == "resume":
            return awake
        return replace(awake, state=ClockState.MET if effect == "meet" else ClockState.STOPPED, ended_at=at)

    def _resumed(self, at: datetime, calendar: WorkingCalendar) -> "_Run":
        """Running again. A deadline that had passed before the pause stays where it was."""
        if self.remaining_ms is None:
            return self
        due_at = calendar.add(at, self.remaining_ms) if self.remaining_ms > 0 else self.due_at
        return replace(self, state=ClockState.RUNNING, due_at=due_at, remaining_ms=None)

    def as_clock(self, name: ClockName) -> Clock:
        """The value that is published."""
        paused = self.remaining_ms is not None and self.remaining_ms > 0
        late = self.ended_at is not None and self.ended_at > self.due_at
        return Clock(
            name=name,
            state=self.state,
            started_at=self.started_at,
            due_at=None if paused else self.due_at,
            remaining_ms=self.remaining_ms,
            ended_at=self.ended_at,
            breached_at=self.due_at if late else None,
        )


def derive(watch: Watch, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    """All clocks of a complaint as its facts have them; none before its first assignment is known."""
    assignment = watch.assignment
    if assignment is None:
        return ()
    statutory = _walk("resolve_by", assignment.filed_at, assignment.policy.resolve_within, watch.steps, calendar)
    return (*derive_stage(watch, assignment, calendar), statutory)


def derive_stage(watch: Watch, assignment: Assignment, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    """The clocks that began with this assignment, which need not be the newest."""
    policy, steps = assignment.policy, watch.steps_of(assignment.epoch)
    return (
        _walk("acknowledge_by", assignment.at, policy.acknowledge_within, steps, calendar),
        _walk("respond_by", assignment.at, policy.respond_within, steps, calendar),
    )


def is_paused(clocks: tuple[Clock, ...]) -> bool:
    """Whether the complaint waits for the complainant."""
    return any(clock.state is ClockState.PAUSED for clock in clocks)


def is_breached(clock: Clock, now: datetime) -> bool:
    """Whether the deadline has passed without what it asked for (done or stopped after it is a breach too)."""
    return clock.breached_at is not None or is_overdue(clock, now)


def is_overdue(clock: Clock, now: datetime) -> bool:
    """Whether what the clock asks for is still owed at `now`, after the deadline."""
    return clock.ended_at is None and clock.due_at is not None and clock.due_at <= now


def as_of(clock: Clock, now: datetime) -> Clock:
    """The clock as it is published at `now`: one that is overdue says since when."""
    return clock.model_copy(update={"breached_at": clock.due_at}) if is_overdue(clock, now) else clock


def mark(clock: Clock, epoch: int) -> str:
    """What a warning or breach is remembered by: per assignment for stage clocks, once for the statutory one."""
    return clock.name if clock.name == "resolve_by" else f"{clock.name}:{epoch}"


def warn_at(watch: Watch, clock: Clock, policy: PolicySnapshot, calendar: WorkingCalendar) -> datetime | None:
    """When the policy's share of the working time has passed, pauses not counted; None unless the clock runs."""
    if clock.state is not ClockState.RUNNING or clock.due_at is None:
        return None
    length_ms = calendar.working_ms(getattr(policy, WITHIN[clock.name]))
    paused_ms = calendar.between(clock.started_at, clock.due_at) - length_ms if watch.has_paused() else 0
    return calendar.add(clock.started_at, round(length_ms * policy.warn_at) + max(0, paused_ms))


def may_warn(clock: Clock, policy: PolicySnapshot, calendar: WorkingCalendar, now: datetime) -> bool:
    """False when it is too early for a warning on any calendar: working time passes no faster than time does."""
    length_ms = calendar.working_ms(getattr(policy, WITHIN[clock.name]))
    return now - clock.started_at >= timedelta(milliseconds=round(length_ms * policy.warn_at) - 1)


def _walk(name: ClockName, start: datetime, within: str, steps: tuple[Step, ...], calendar: WorkingCalendar) -> Clock:
    run = _Run(started_at=start, due_at=calendar.add(start, calendar.working_ms(within)))
    effects = EFFECTS[name]
    for step in steps:
        if effect := effects.get(step.kind):
            run = run.after(effect, step.at, calendar)
    return run.as_clock(name)
