"""Which clocks run, and until when: derived from all events known of a complaint, by the rules of its policy.

A stage clock begins with each assignment, a statutory one once; a rule that starts with a step begins with its first
such step. A paused clock keeps the remaining working time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from city.calendars import WorkingCalendar
from contracts.values import Clock, ClockRule, ClockScope, ClockStatus
from services.sla.domain.history import Assignment, Stage, Step

Effect = Literal["meet", "stop", "pause", "resume", "restore"]


@dataclass(frozen=True, slots=True)
class Run:
    """A clock as it stands. While it is paused with time left, `due_at` is when it would have been due.

    `has_moved`: a pause has moved `due_at`.
    """

    started_at: datetime
    due_at: datetime
    status: ClockStatus = ClockStatus.RUNNING
    remaining_ms: int | None = None
    ended_at: datetime | None = None
    has_moved: bool = False

    def after(self, effect: Effect, at: datetime, calendar: WorkingCalendar) -> "Run":
        """The clock after one step at `at`."""
        if effect == "restore":
            return replace(self, status=ClockStatus.RUNNING, ended_at=None)
        if self.ended_at is not None:
            return self
        awake = self._resumed(at, calendar)
        if effect == "pause":
            return replace(awake, status=ClockStatus.PAUSED, remaining_ms=calendar.between(at, awake.due_at))
        if effect == "resume":
            return awake
        return replace(awake, status=ClockStatus.MET if effect == "meet" else ClockStatus.STOPPED, ended_at=at)

    def _resumed(self, at: datetime, calendar: WorkingCalendar) -> "Run":
        """Running again. A deadline that had passed before the pause stays where it was."""
        if self.remaining_ms is None:
            return self
        due_at = calendar.add(at, self.remaining_ms) if self.remaining_ms > 0 else self.due_at
        return replace(self, status=ClockStatus.RUNNING, due_at=due_at, remaining_ms=None, has_moved=True)


@dataclass(frozen=True, slots=True)
class WatchedClock:
    """A clock of one assignment, with the rule that it follows."""

    rule: ClockRule
    assignment: Assignment
    run: Run

    @property
    def mark(self) -> str:
        """What a warning or breach is remembered by: per assignment for stage clocks, once for a statutory one."""
        is_stage = self.rule.scope is ClockScope.STAGE
        return f"{self.rule.name}:{self.assignment.number}" if is_stage else self.rule.name

    @property
    def is_paused(self) -> bool:
        """Whether it waits."""
        return self.run.status is ClockStatus.PAUSED

    @property
    def due_at(self) -> datetime | None:
        """The deadline; None while it depends on how long the pause will be."""
        waits = self.run.remaining_ms is not None and self.run.remaining_ms > 0
        return None if waits else self.run.due_at

    def is_overdue(self, now: datetime) -> bool:
        """Whether what the clock asks for is still owed at `now`, after the deadline."""
        due_at = self.due_at
        return self.run.ended_at is None and due_at is not None and due_at <= now

    def is_breached(self, now: datetime) -> bool:
        """Whether the deadline has passed without what it asked for (done or stopped after it is a breach too)."""
        return self._ended_late() or self.is_overdue(now)

    def warns_at(self, calendar: WorkingCalendar) -> datetime | None:
        """When the rule's share of the working time has passed, pauses not counted; None unless the clock runs."""
        share, run = self.rule.warn_share, self.run
        if share is None or run.status is not ClockStatus.RUNNING:
            return None
        length_ms = calendar.working_ms(self.rule.within)
        paused_ms = calendar.between(run.started_at, run.due_at) - length_ms if run.has_moved else 0
        return calendar.add(run.started_at, round(length_ms * share) + max(0, paused_ms))

    def may_warn(self, calendar: WorkingCalendar, now: datetime) -> bool:
        """False when it is too early for a warning on any calendar: working time passes no faster than time does."""
        share = self.rule.warn_share
        if share is None:
            return False
        least = timedelta(milliseconds=round(calendar.working_ms(self.rule.within) * share) - 1)
        return now - self.run.started_at >= least

    def published(self, now: datetime) -> Clock:
        """The value that is published at `now`: one that is breached says since when."""
        run, due_at = self.run, self.due_at
        return Clock(
            name=self.rule.name,
            status=run.status,
            started_at=run.started_at,
            due_at=due_at,
            remaining_ms=run.remaining_ms,
            ended_at=run.ended_at,
            breached_at=due_at if self.is_breached(now) else None,
        )

    def _ended_late(self) -> bool:
        return self.run.ended_at is not None and self.run.ended_at > self.run.due_at


def derive(stage: Stage, steps: tuple[Step, ...], calendar: WorkingCalendar) -> tuple[WatchedClock, ...]:
    """All clocks as the newest assignment's policy has them: those of its stage, then the statutory ones.

    `steps` are all that were ever taken.
    """
    newest = stage.assignment
    statutory = _started(ClockScope.STATUTORY, steps, "filed", newest.filed_at, newest, calendar)
    return (*derive_stage(stage, calendar), *statutory)


def derive_stage(stage: Stage, calendar: WorkingCalendar) -> tuple[WatchedClock, ...]:
    """The clocks that began with the assignment of a stage, which need not be the newest."""
    assignment = stage.assignment
    return tuple(_started(ClockScope.STAGE, stage.steps, "assigned", assignment.at, assignment, calendar))


def owed(clocks: Iterable[WatchedClock], now: datetime) -> tuple[WatchedClock, ...]:
    """The clocks that may escalate and are overdue, the one that has been so for the longest time first."""
    overdue = (clock for clock in clocks if clock.rule.escalates and clock.is_overdue(now))
    return tuple(sorted(overdue, key=lambda clock: clock.run.due_at))


def _started(
    scope: ClockScope,
    steps: tuple[Step, ...],
    beginning: str,
    began_at: datetime,
    assignment: Assignment,
    calendar: WorkingCalendar,
) -> Iterable[WatchedClock]:
    """The clocks of a scope that have started: with its beginning, or with the first step that starts them."""
    for rule in assignment.policy.clocks:
        if rule.scope is not scope:
            continue
        if rule.starts_with == beginning:
            yield WatchedClock(rule, assignment, _run(rule, began_at, steps, calendar))
        elif (first := _first(rule.starts_with, steps)) is not None:
            later = tuple(step for step in steps if step.seq > first.seq)
            yield WatchedClock(rule, assignment, _run(rule, first.at, later, calendar))


def _run(rule: ClockRule, start: datetime, steps: tuple[Step, ...], calendar: WorkingCalendar) -> Run:
    run = Run(started_at=start, due_at=calendar.add(start, calendar.working_ms(rule.within)))
    effects = _effects(rule.met_by, rule.ended_by, rule.paused_by, rule.resumed_by, rule.restored_by)
    for step in steps:
        if effect := effects.get(step.kind):
            run = run.after(effect, step.at, calendar)
    return run


def _first(kind: str, steps: tuple[Step, ...]) -> Step | None:
    return next((step for step in steps if step.kind == kind), None)


@lru_cache(maxsize=256)
def _effects(
    met: tuple[str, ...],
    ended: tuple[str, ...],
    paused: tuple[str, ...],
    resumed: tuple[str, ...],
    restored: tuple[str, ...],
) -> Mapping[str, Effect]:
    """What each step does to a clock; steps that are not named leave it as it is."""
    lists: tuple[tuple[Effect, tuple[str, ...]], ...] = (
        ("meet", met),
        ("stop", ended),
        ("pause", paused),
        ("resume", resumed),
        ("restore", restored),
    )
    return {step: effect for effect, steps in lists for step in steps}
