"""Which clocks run, and until when: derived from all events known of a complaint, by the rules of its policies.

A stage clock begins with the assignment of its stage and a statutory one with the filing, or either with the first step
that the rule names. A step clock begins anew with each such step, and a contribution clock for each unit that is asked:
these follow the policy in force at that step, whoever becomes responsible later. A paused clock keeps the remaining
working time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from city.calendars import WorkingCalendar
from contracts.values import ClockOwner, ClockRule, ClockScope, PolicySnapshot
from services.sla.domain.history import Assignment, History, Stage, Step
from services.sla.domain.runs import run
from services.sla.domain.watched import WatchedClock

BEGIN_ANEW = (ClockScope.STEP, ClockScope.CONTRIBUTION)
"""Scopes of clocks of which one run may follow another under the same assignment."""

CalendarOf = Callable[[Assignment], WorkingCalendar]
"""The calendar that the policy of an assignment counts on."""


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
    return tuple(sorted(overdue, key=lambda clock: (_WORST_FIRST.index(clock.ladder_scope), clock.run.due_at)))


_WORST_FIRST = (ClockScope.STATUTORY, ClockScope.STAGE, ClockScope.CONTRIBUTION)


def _of_stage(stage: Stage, under: Assignment, now: datetime, calendar_of: CalendarOf) -> Iterator[WatchedClock]:
    """The clocks of a stage, by the policy that it began with."""
    begun = stage.assignment
    calendar, number = calendar_of(begun), str(begun.number)
    for rule in _rules(begun.policy, ClockScope.STAGE):
        started = _start(rule, "assigned", begun.at, stage.steps)
        if started is not None:
            at, later = started
            found = run(rule, at, later, stage.ended_at or now, calendar)
            if stage.ended_at is not None:
                found = found.after("stop", stage.ended_at, rule, calendar)
            yield WatchedClock(rule, under, found, calendar, number)


def _statutory(history: History, newest: Assignment, now: datetime, calendar_of: CalendarOf) -> Iterator[WatchedClock]:
    """By the policy of the first assignment, or of one that replaced it: what had ended by then is not dated again."""
    found: dict[str, WatchedClock] = {}
    for governing in history.governing():
        calendar = calendar_of(governing)
        ended = {name: clock for name, clock in found.items() if _had_ended(clock, governing.at)}
        found = dict(ended)
        for rule in _rules(governing.policy, ClockScope.STATUTORY):
            started = _start(rule, "filed", governing.filed_at, history.steps)
            if started is not None and rule.name not in ended:
                at, later = started
                found[rule.name] = WatchedClock(rule, newest, run(rule, at, later, now, calendar), calendar)
    yield from found.values()


def _had_ended(clock: WatchedClock, at: datetime) -> bool:
    return clock.run.ended_at is not None and clock.run.ended_at <= at


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


def _rules(policy: PolicySnapshot, scope: ClockScope) -> Iterator[ClockRule]:
    """The clocks of a scope; who owes one must be known to this version."""
    return (rule for rule in policy.clocks if rule.scope is scope and rule.owed_by is not ClockOwner.OTHER)
