"""When was something owed? A small model of deadlines around the clock, written without looking at sla's code.

It reads the rules of the policies plainly: from the assignment or the filing on, so many seconds; waiting for the
complainant does not count; whoever did what was asked owes nothing any more. Intervals are half open.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.events import AssignmentEvent, ComplaintEscalated, ComplaintEvent
from contracts.values import ClockRule, ClockScope
from verify.evidence import History

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
NOTHING = timedelta(0)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Owed:
    """From `start` (its deadline, or later) until `end` something was owed on this clock."""

    clock: str
    assignment_number: int
    due: datetime
    start: datetime
    end: datetime


def seconds(duration: str) -> timedelta:
    """An ISO 8601 duration around the clock: a day has 24 hours."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?", duration)
    if found is None:
        raise ValueError(f"{duration!r} is not a duration")
    days, hours, minutes, rest = (float(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=rest)


def owed(history: History, late: timedelta = NOTHING) -> list[Owed]:
    """All intervals in which something was owed. `late` is how much later each step counts than it was taken."""
    steps = sorted(history.steps, key=lambda step: step.seq)
    in_force = _in_force(history.assignments, late)
    found: list[Owed] = []
    for number, (assignment, span) in enumerate(in_force):
        after = _seq_of_cause(assignment, steps)
        until = _seq_of_cause(in_force[number + 1][0], steps) if number + 1 < len(in_force) else len(steps) + 1
        stage = [step for step in steps if after < step.seq <= until]
        for rule in assignment.policy.clocks:
            is_stage = rule.scope is ClockScope.STAGE
            beginning = ("assigned", span[0], stage) if is_stage else ("filed", assignment.filed_at, steps)
            if (begun := _begun(rule, *beginning)) is not None:
                found += _of_clock(rule, begun[0], assignment.assignment_number, span, begun[1], late)
    return sorted(found, key=lambda each: each.start)


def episodes(intervals: Iterable[Owed]) -> list[Span]:
    """The same, with what overlaps or touches taken together."""
    merged: list[Span] = []
    for each in sorted(intervals, key=lambda one: one.start):
        if merged and each.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], each.end))
        else:
            merged.append((each.start, each.end))
    return merged


def waits(history: History) -> list[Span]:
    """When the complaint waited for the complainant."""
    rules = [rule for each in history.assignments for rule in each.policy.clocks if rule.paused_by]
    return _waits(rules, sorted(history.steps, key=lambda step: step.seq), NOTHING)


def step_after(step: ComplaintEscalated, assignment: AssignmentEvent, pauses: Sequence[Span]) -> datetime | None:
    """When the step that follows this one is due; None after the last repetition."""
    policy = assignment.policy
    if step.level < len(policy.ladder):
        wait = seconds(policy.ladder[step.level].after) - seconds(policy.ladder[step.level - 1].after)
    elif step.repeat < policy.repeat_times:
        wait = seconds(policy.repeat_every)
    else:
        return None
    return _awake(step.occurred_at, step.occurred_at + max(wait, NOTHING), pauses)


def _awake(since: datetime, moment: datetime, pauses: Sequence[Span]) -> datetime:
    for begin, end in pauses:
        if begin < moment and end > since:
            moment = FOREVER if end == FOREVER else moment + (end - max(begin, since))
    return moment


def _in_force(assignments: Sequence[AssignmentEvent], late: timedelta) -> list[tuple[AssignmentEvent, Span]]:
    """Each assignment and when it was the one that counts; a second one of the same number changes nothing."""
    first: dict[int, AssignmentEvent] = {}
    for assignment in assignments:
        first.setdefault(assignment.assignment_number, assignment)
    ordered = [first[number] for number in sorted(first)]
    ends = [*(following.occurred_at + late for following in ordered[1:]), FOREVER][: len(ordered)]
    return [(each, (each.occurred_at, end)) for each, end in zip(ordered, ends, strict=True)]


def _seq_of_cause(assignment: AssignmentEvent, steps: Sequence[ComplaintEvent]) -> int:
    return next((step.seq for step in steps if step.id == assignment.cause), 1)


def _begun(
    rule: ClockRule, beginning: str, at: datetime, steps: Sequence[ComplaintEvent]
) -> tuple[datetime, Sequence[ComplaintEvent]] | None:
    """Since when a clock has run and the steps that may touch it; None when the step that starts it was not taken."""
    if rule.starts_with == beginning:
        return at, steps
    first = next((step for step in steps if step.step() == rule.starts_with), None)
    return None if first is None else (first.occurred_at, [step for step in steps if step.seq > first.seq])


def _of_clock(
    rule: ClockRule, since: datetime, number: int, span: Span, steps: Sequence[ComplaintEvent], late: timedelta
) -> Iterable[Owed]:
    """What one clock of an assignment owes while that assignment counts; `steps` are those that may touch it."""
    due = _awake(since, since + seconds(rule.within), _waits([rule], steps, late))
    for begin, end in _open_times(rule, since, steps, late):
        start, stop = max(due, begin, span[0]), min(end, span[1])
        if start < stop:
            yield Owed(rule.name, number, due, start, stop)


def _waits(rules: Iterable[ClockRule], steps: Sequence[ComplaintEvent], late: timedelta) -> list[Span]:
    pausing = {step for rule in rules for step in rule.paused_by}
    ending = {step for rule in rules for step in (*rule.resumed_by, *rule.met_by, *rule.ended_by)} - pausing
    found: list[Span] = []
    begin: datetime | None = None
    for step in steps:
        if step.step() in pausing and begin is None:
            begin = step.occurred_at + late
        elif begin is not None and step.step() in ending:
            found.append((begin, step.occurred_at + late))
            begin = None
    return [*found, (begin, FOREVER)] if begin is not None else found


def _open_times(rule: ClockRule, since: datetime, steps: Sequence[ComplaintEvent], late: timedelta) -> list[Span]:
    """When what the clock asks for was still owed: from its start or a restoration until it was met or ended."""
    found: list[Span] = []
    begin: datetime | None = since
    for step in steps:
        if begin is not None and step.step() in (*rule.met_by, *rule.ended_by):
            found.append((begin, step.occurred_at + late))
            begin = None
        elif begin is None and step.step() in rule.restored_by:
            begin = step.occurred_at
    return [*found, (begin, FOREVER)] if begin is not None else found
