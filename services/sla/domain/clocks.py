"""Which clocks run, and until when: derived from all events known of a complaint, by the rules of its policies.

A stage clock begins with the assignment of its stage and a statutory one with the filing, or either with the first step
that the rule names. A step clock begins anew with each such step, and a contribution clock for each unit that is asked:
these follow the policy in force at that step, whoever becomes responsible later. A paused clock keeps the remaining
working time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from city.calendars import WorkingCalendar
from contracts.values import Clock, ClockOwner, ClockRule, ClockScope, ClockStatus
from services.sla.domain.history import Assignment, History, Stage, Step
from services.sla.domain.runs import Run, run

BEGIN_ANEW = (ClockScope.STEP, ClockScope.CONTRIBUTION)
"""Scopes of clocks of which one run may follow another under the same assignment."""

CalendarOf = Callable[[Assignment], WorkingCalendar]
"""The calendar that the policy of an assignment counts on."""


class WatchedClock(NamedTuple):
    """A clock under the assignment in force, with the rule that it follows and the calendar that it counts on.

    `occurrence` tells runs of one rule apart: the assignment that began the stage, or the step that started it, whose
    number is `started_seq` (the filing's for a clock of another scope). `contributor` is the unit whose part it is.
    """

    rule: ClockRule
    assignment: Assignment
    run: Run
    calendar: WorkingCalendar
    occurrence: str = ""
    started_seq: int = 1
    contributor: str | None = None

    @property
    def mark(self) -> str:
        """What is remembered of it once something was said: one for each occurrence, a statutory clock has one."""
        return f"{self.rule.name}:{self.occurrence}" if self.occurrence else self.rule.name

    @property
    def unit(self) -> str:
        """The unit that owes it, or that waits for the complainant."""
        return self.contributor or self.assignment.unit

    @property
    def ladder(self) -> str:
        """Which ladder hears of its breach."""
        if self.contributor is not None:
            return f"{ClockScope.CONTRIBUTION}:{self.contributor}"
        return ClockScope.STATUTORY if self.rule.scope is ClockScope.STATUTORY else ClockScope.STAGE

    @property
    def is_the_complainants(self) -> bool:
        """Whether the complainant owes it."""
        return self.rule.owed_by is ClockOwner.COMPLAINANT

    @property
    def is_paused(self) -> bool:
        """Whether it waits."""
        return self.run.status is ClockStatus.PAUSED

    @property
    def due_at(self) -> datetime | None:
        """The deadline; None while it depends on how long the pause will be."""
        waits = self.run.remaining_ms is not None and self.run.remaining_ms > 0
        return None if waits else self.run.due_at

    @property
    def wakes_at(self) -> datetime | None:
        """When its pause is over at the latest, if that is known."""
        return self.run.wakes_at(self.rule, self.calendar)

    def is_past_due(self, now: datetime) -> bool:
        """Whether what the clock asks for has not been done at `now`, after the deadline."""
        return self.run.ended_at is None and self.run.due_at <= now and self.due_at is not None

    def is_overdue(self, now: datetime) -> bool:
        """Whether a unit still owes it at `now`, after the deadline."""
        return self.is_past_due(now) and not self.is_the_complainants

    def is_breached(self, now: datetime) -> bool:
        """Whether the deadline has passed without what it asked for (done or stopped after it is a breach too)."""
        return (self._ended_late() or self.is_past_due(now)) and not self.is_the_complainants

    def warns_at(self) -> datetime | None:
        """When the rule's share of the working time has passed; None unless the clock runs."""
        return None if self.rule.warn_share is None else self.passes_at(self.rule.warn_share)

    def passes_at(self, share: float) -> datetime | None:
        """When this share of the working time has passed, pauses not counted; None unless the clock runs."""
        found = self.run
        if found.status is not ClockStatus.RUNNING:
            return None
        length_ms = self.calendar.working_ms(self.rule.within)
        paused_ms = self.calendar.between(found.started_at, found.due_at) - length_ms if found.has_moved else 0
        return self.calendar.add(found.started_at, round(length_ms * share) + max(0, paused_ms))

    def may_warn(self, now: datetime) -> bool:
        """False when it is too early for a warning on any calendar: working time passes no faster than time does."""
        share = self.rule.warn_share
        return share is not None and now - self.run.started_at >= _least(self.rule.within, share, self.calendar)

    def published(self, now: datetime) -> Clock:
        """The value that is published at `now`: one that is breached says since when."""
        found, due_at = self.run, self.due_at
        return Clock(
            name=self.rule.name,
            status=found.status,
            started_at=found.started_at,
            due_at=due_at,
            remaining_ms=found.remaining_ms,
            ended_at=found.ended_at,
            breached_at=due_at if self.is_breached(now) else None,
            owed_by=self.rule.owed_by if self.is_the_complainants else None,
            unit=self.contributor,
        )

    def _ended_late(self) -> bool:
        return self.run.ended_at is not None and self.run.ended_at > self.run.due_at


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks that a complaint has, and those of the past that may turn out to have been late."""

    present: tuple[WatchedClock, ...]
    former: tuple[WatchedClock, ...]


def derive(
    history: History, settled: Iterable[Stage], newest: Assignment, now: datetime, calendar_of: CalendarOf
) -> Clocks:
    """All clocks under the newest assignment, and of the past those of the stages that have just been settled."""
    latest, followed = _of_steps(history, newest, now, calendar_of)
    present = (
        *_of_stage(history.stage(), newest, now, calendar_of),
        *_statutory(history, newest, now, calendar_of),
        *latest,
    )
    former = (clock for stage in settled for clock in _of_stage(stage, stage.assignment, now, calendar_of))
    return Clocks(present, (*former, *followed))


def owed(clocks: Iterable[WatchedClock], now: datetime) -> tuple[WatchedClock, ...]:
    """The clocks that may escalate and are overdue, the worst first: what the law asks for, what the unit owes, what
    others contribute; and of these the one that has been overdue for the longest time.
    """
    overdue = (clock for clock in clocks if clock.rule.escalates and clock.is_overdue(now))
    return tuple(sorted(overdue, key=lambda clock: (_severity(clock), clock.run.due_at)))


@lru_cache(maxsize=1024)
def _least(within: str, share: float, calendar: WorkingCalendar) -> timedelta:
    """The shortest time in which this share of the working time can pass."""
    return timedelta(milliseconds=round(calendar.working_ms(within) * share) - 1)


def _severity(clock: WatchedClock) -> int:
    if clock.contributor is not None:
        return 2
    return 0 if clock.rule.scope is ClockScope.STATUTORY else 1


def _of_stage(stage: Stage, under: Assignment, now: datetime, calendar_of: CalendarOf) -> Iterator[WatchedClock]:
    """The clocks of a stage, by the policy that it began with."""
    begun = stage.assignment
    calendar, number = calendar_of(begun), str(begun.number)
    for rule in begun.policy.clocks:
        if rule.scope is not ClockScope.STAGE or rule.owed_by is ClockOwner.OTHER:
            continue
        started = _start(rule, "assigned", begun.at, stage.steps)
        if started is not None:
            at, later = started
            found = run(rule, at, later, stage.ended_at or now, calendar)
            if stage.ended_at is not None:
                found = found.after("stop", stage.ended_at, rule, calendar)
            yield WatchedClock(rule, under, found, calendar, number)


def _statutory(history: History, newest: Assignment, now: datetime, calendar_of: CalendarOf) -> Iterator[WatchedClock]:
    governing = history.statutory()
    calendar = calendar_of(governing)
    for rule in governing.policy.clocks:
        if rule.scope is not ClockScope.STATUTORY or rule.owed_by is ClockOwner.OTHER:
            continue
        started = _start(rule, "filed", governing.filed_at, history.steps)
        if started is not None:
            at, later = started
            yield WatchedClock(rule, newest, run(rule, at, later, now, calendar), calendar)


def _start(
    rule: ClockRule, beginning: str, began_at: datetime, steps: tuple[Step, ...]
) -> tuple[datetime, tuple[Step, ...]] | None:
    """When a clock started and the steps since: with its beginning, or with the first step that starts it."""
    if rule.starts_with == beginning:
        return began_at, steps
    first = next((place for place, step in enumerate(steps) if step.kind == rule.starts_with), None)
    return None if first is None else (steps[first].at, steps[first + 1 :])


def _of_steps(
    history: History, newest: Assignment, now: datetime, calendar_of: CalendarOf
) -> tuple[list[WatchedClock], list[WatchedClock]]:
    """The latest run of each clock that steps start, and the runs that were followed by another."""
    latest: list[WatchedClock] = []
    followed: list[WatchedClock] = []
    for (_, unit), starts in _starts(history).items():
        for start, following in zip(starts, (*starts[1:], None), strict=True):
            rule, step, calendar = start.rule, start.step, calendar_of(start.assignment)
            later = start.later(history.steps, following)
            found = run(rule, step.at, later, following.step.at if following else now, calendar)
            if following:
                found = found.after("stop", following.step.at, rule, calendar)
            clock = WatchedClock(rule, newest, found, calendar, f"s{step.seq}", step.seq, unit)
            (followed if following else latest).append(clock)
    return latest, followed


@dataclass(frozen=True, slots=True)
class _Start:
    """A step that starts a clock, and the rule and assignment in force then."""

    step: Step
    rule: ClockRule
    assignment: Assignment

    def later(self, steps: tuple[Step, ...], following: "_Start | None") -> Iterator[Step]:
        """The steps that concern this run: none of the next one, and none of another contributing unit."""
        is_for_all = self.rule.scope is not ClockScope.CONTRIBUTION
        for step in steps:
            if following is not None and step.seq >= following.step.seq:
                return
            if step.seq > self.step.seq and (is_for_all or step.unit in (None, self.step.unit)):
                yield step


def _starts(history: History) -> dict[tuple[str, str | None], list[_Start]]:
    """The starts of each clock that begins anew, for contributions of each unit."""
    found: dict[tuple[str, str | None], list[_Start]] = {}
    if not any(rule.scope in BEGIN_ANEW for each in history.assignments for rule in each.policy.clocks):
        return found
    for step in history.steps:
        assignment = history.in_force_at(step)
        if assignment is None:
            continue
        for rule in assignment.policy.clocks:
            if rule.starts_with != step.kind or rule.owed_by is ClockOwner.OTHER:
                continue
            if rule.scope is ClockScope.STEP:
                found.setdefault((rule.name, None), []).append(_Start(step, rule, assignment))
            elif rule.scope is ClockScope.CONTRIBUTION and step.unit is not None:
                found.setdefault((rule.name, step.unit), []).append(_Start(step, rule, assignment))
    return found
