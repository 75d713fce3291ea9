"""When was something owed? A small model of deadlines around the clock, written without looking at sla's code.

It reads the rules of the policies plainly: from the assignment or the filing on, so many seconds; waiting for the
complainant does not count; whoever did what was asked owes nothing any more. Intervals are half open.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.events import AssignmentEvent, ComplaintEscalated, FrontDoorEvent
from demo.ledger.evidence import History

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
NOTHING = timedelta(0)

OVER = frozenset({"resolved", "rejected", "withdrawn", "closed"})
RESPONSES = OVER | {"started", "information_requested", "transferred"}
TAKEN_ON = RESPONSES | {"acknowledged", "information_provided"}
STAGES = (("acknowledge_by", "acknowledge_within", TAKEN_ON), ("respond_by", "respond_within", RESPONSES))

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Owed:
    """From `start` (its deadline, or later) until `end` something was owed on this clock."""

    clock: str
    epoch: int
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


def name_of(step: FrontDoorEvent) -> str:
    """`resolved` for `complaint.resolved.v1`."""
    return step.type.split(".")[1]


def owed(history: History, late: timedelta = NOTHING) -> list[Owed]:
    """All intervals in which something was owed. `late` is how much later each step counts than it was taken."""
    steps = sorted(history.steps, key=lambda step: step.seq)
    reigns = _reigns(history.assignments, late)
    found: list[Owed] = []
    for number, (assignment, span) in enumerate(reigns):
        after = _seq_of_cause(assignment, steps)
        until = _seq_of_cause(reigns[number + 1][0], steps) if number + 1 < len(reigns) else len(steps) + 1
        stage = [step for step in steps if after < step.seq <= until]
        found += _stage_clocks(assignment, span, stage, late)
        found += _statutory_clock(assignment, span, steps, late)
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
    return _waits(sorted(history.steps, key=lambda step: step.seq), NOTHING)


def rung_after(rung: ComplaintEscalated, assignment: AssignmentEvent, pauses: Sequence[Span]) -> datetime | None:
    """When the rung that follows this one is due; None after the last repetition."""
    policy = assignment.policy
    if rung.level < len(policy.ladder):
        wait = seconds(policy.ladder[rung.level].after) - seconds(policy.ladder[rung.level - 1].after)
    elif rung.repeat < policy.repeat_times:
        wait = seconds(policy.repeat_every)
    else:
        return None
    return _awake(rung.occurred_at, rung.occurred_at + max(wait, NOTHING), pauses)


def _awake(since: datetime, moment: datetime, pauses: Sequence[Span]) -> datetime:
    for begin, end in pauses:
        if begin < moment and end > since:
            moment = FOREVER if end == FOREVER else moment + (end - max(begin, since))
    return moment


def _reigns(assignments: Sequence[AssignmentEvent], late: timedelta) -> list[tuple[AssignmentEvent, Span]]:
    """Each assignment and when it was the one that counts; a second one of an epoch changes nothing."""
    first: dict[int, AssignmentEvent] = {}
    for assignment in assignments:
        first.setdefault(assignment.epoch, assignment)
    ordered = [first[epoch] for epoch in sorted(first)]
    ends = [*(following.occurred_at + late for following in ordered[1:]), FOREVER][: len(ordered)]
    return [(each, (each.occurred_at, end)) for each, end in zip(ordered, ends, strict=True)]


def _seq_of_cause(assignment: AssignmentEvent, steps: Sequence[FrontDoorEvent]) -> int:
    return next((step.seq for step in steps if step.id == assignment.cause), 1)


def _stage_clocks(
    assignment: AssignmentEvent, span: Span, stage: Sequence[FrontDoorEvent], late: timedelta
) -> Iterable[Owed]:
    for clock, within, answers in STAGES:
        due = span[0] + seconds(getattr(assignment.policy, within))
        answered = next((step.occurred_at + late for step in stage if name_of(step) in answers), FOREVER)
        if due < min(answered, span[1]):
            yield Owed(clock, assignment.epoch, due, due, min(answered, span[1]))


def _statutory_clock(
    assignment: AssignmentEvent, span: Span, steps: Sequence[FrontDoorEvent], late: timedelta
) -> Iterable[Owed]:
    due = _awake(
        assignment.filed_at,
        assignment.filed_at + seconds(assignment.policy.resolve_within),
        _waits(steps, late),
    )
    for begin, end in _open_times(assignment.filed_at, steps, late):
        start, stop = max(due, begin, span[0]), min(end, span[1])
        if start < stop:
            yield Owed("resolve_by", assignment.epoch, due, start, stop)


def _waits(steps: Sequence[FrontDoorEvent], late: timedelta) -> list[Span]:
    found: list[Span] = []
    begin: datetime | None = None
    for step in steps:
        if name_of(step) == "information_requested" and begin is None:
            begin = step.occurred_at + late
        elif begin is not None and name_of(step) in OVER | {"information_provided", "transferred"}:
            found.append((begin, step.occurred_at + late))
            begin = None
    return [*found, (begin, FOREVER)] if begin is not None else found


def _open_times(filed_at: datetime, steps: Sequence[FrontDoorEvent], late: timedelta) -> list[Span]:
    """When an answer was still owed: from filing or reopening until the answer or the end."""
    found: list[Span] = []
    begin: datetime | None = filed_at
    for step in steps:
        if begin is not None and name_of(step) in OVER:
            found.append((begin, step.occurred_at + late))
            begin = None
        elif begin is None and name_of(step) == "reopened":
            begin = step.occurred_at
    return [*found, (begin, FOREVER)] if begin is not None else found
