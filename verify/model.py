"""When was something owed? A small model of deadlines around the clock, written without looking at sla's code.

It reads the rules of the policies plainly: from the step or assignment that starts a clock so many seconds; waiting for
the complainant does not count, as far as the policy allows; whoever did what was asked owes nothing any more. Intervals
are half open.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from contracts.values import ClockOwner, ClockRule
from verify.evidence import History
from verify.runs import FOREVER, Run, RunId, Span, runs

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Owed:
    """From `start` (its deadline, or later) until `end` something was owed on a clock.

    `ladder` is the one on which it escalates, or None, and `numbers` are the assignments of its stage. sla has known of
    it since the event `known_by` was written. While it `pauses` nobody hears of it.
    """

    clock: str
    run: RunId
    rank: int
    ladder: str | None
    numbers: frozenset[int]
    known_by: str
    due: datetime
    start: datetime
    end: datetime
    pauses: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Awaited:
    """What the complainant had to do until `due`, and could until `end`: when it was done or nobody asked any more."""

    rule: ClockRule
    run: RunId
    started_at: datetime
    started_seq: int
    known_by: str
    due: datetime
    end: datetime

    def reminders(self) -> list[tuple[float, datetime, datetime]]:
        """Each share of the time with its moment, and the moment of what follows."""
        length, shares = self.due - self.started_at, sorted(self.rule.remind_shares)
        moments = [self.started_at + length * share for share in shares]
        return list(zip(shares, moments, [*moments[1:], self.due], strict=False))


def seconds(duration: str) -> timedelta:
    """An ISO 8601 duration around the clock: a day has 24 hours."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?", duration)
    if found is None:
        raise ValueError(f"{duration!r} is not a duration")
    days, hours, minutes, rest = (float(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=rest)


def owed(history: History) -> list[Owed]:
    """All intervals in which a unit owed something."""
    return _in_order(each for run in _units(history) for each in _of_run(run))


def perhaps_owed(history: History, late: timedelta) -> list[Owed]:
    """The same as sla may have seen it: of each step and each next assignment it may have heard up to `late` after it.

    What it knew at a moment are the steps until one of them: those before count, those after do not yet.
    """
    return _in_order(
        replace(each, end=min(each.end, until))
        for run in _units(history)
        for known, until in _as_heard(run, late)
        for each in _of_run(known, late)
        if each.start < until
    )


def awaited(history: History) -> list[Awaited]:
    """All that was ever awaited from the complainant."""
    return [each for run in _of_complainant(history) for each in _asked(run)]


def perhaps_awaited(history: History, late: timedelta) -> list[Awaited]:
    """The same as sla may have seen it, as in `perhaps_owed`."""
    return [
        replace(each, end=min(each.end, until))
        for run in _of_complainant(history)
        for known, until in _as_heard(run, late)
        for each in _asked(known)
    ]


def unfinished(history: History) -> frozenset[str]:
    """The clocks of which what they ask for is still to be done, whoever owes it."""
    still = (run.rule.name for run in runs(history) if any(end == FOREVER for _, end in _course(run).open))
    return frozenset(still)


def episodes(intervals: Iterable[Owed]) -> list[Span]:
    """The same, with what overlaps or touches taken together."""
    merged: list[Span] = []
    for each in sorted(intervals, key=lambda one: one.start):
        if merged and each.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], each.end))
        else:
            merged.append((each.start, each.end))
    return merged


def waits(intervals: Iterable[Owed]) -> list[Span]:
    """When everything that was owed waited for the complainant."""
    known = list(intervals)
    edges = {edge for each in known for span in ((each.start, each.end), *each.pauses) for edge in span}
    return [span for span in pairwise(sorted(edges)) if _all_wait(known, span[0])]


def _all_wait(known: Sequence[Owed], moment: datetime) -> bool:
    owing = [each for each in known if each.start <= moment < each.end]
    return bool(owing) and all(any(begin <= moment < end for begin, end in each.pauses) for each in owing)


def awake(since: datetime, moment: datetime, pauses: Sequence[Span]) -> datetime:
    """The moment that was `moment` before the pauses after `since` moved it."""
    covered = since
    for begin, end in pauses:
        if begin < moment and end > covered:
            moment = FOREVER if end == FOREVER else moment + (end - max(begin, covered))
            covered = end
    return moment


def _in_order(found: Iterable[Owed]) -> list[Owed]:
    return sorted(found, key=lambda each: each.start)


def _units(history: History) -> Iterator[Run]:
    return (run for run in runs(history) if run.rule.owed_by is not ClockOwner.COMPLAINANT)


def _of_complainant(history: History) -> Iterator[Run]:
    return (run for run in runs(history) if run.rule.owed_by is ClockOwner.COMPLAINANT)


def _as_heard(run: Run, late: timedelta) -> Iterator[tuple[Run, datetime]]:
    """The run with its first steps only, for each number of them, and until when no more may have been heard."""
    for count, following in enumerate(run.steps):
        yield replace(run, steps=run.steps[:count]), following.occurred_at + late
    yield run, FOREVER


def _asked(run: Run) -> Iterator[Awaited]:
    for _, end in _course(run).open[:1]:
        yield Awaited(run.rule, run.id, run.started_at, run.started_seq, run.known_by, _due(run), end)


def _of_run(run: Run, late: timedelta = NOTHING) -> Iterable[Owed]:
    """`late`: how long after the next assignment its ladders may still be those of this one."""
    due, course = _due(run), _course(run)
    for begin, end in course.open:
        for place in run.places:
            start = max(due, begin, place.span[0])
            stop = min(end, place.span[1] + late if place.span[1] < FOREVER else FOREVER)
            if start < stop:
                yield Owed(
                    clock=run.rule.name,
                    run=run.id,
                    rank=run.rank,
                    ladder=place.ladder if run.rule.escalates else None,
                    numbers=place.numbers,
                    known_by=run.known_by,
                    due=due,
                    start=start,
                    end=stop,
                    pauses=tuple(course.pauses),
                )


def _due(run: Run) -> datetime:
    due = run.started_at + seconds(run.rule.within)
    return awake(run.started_at, due, _course(run).pauses)


@dataclass(frozen=True, slots=True)
class _Course:
    """A clock after its steps: `open` while what it asks for was still to do, and its `pauses` as far as allowed."""

    open: list[Span]
    pauses: list[Span]


def _course(run: Run) -> _Course:
    rule, found = run.rule, _Course([], [])
    ending = (*rule.met_by, *rule.ended_by)
    begin: datetime | None = run.started_at
    paused: datetime | None = None
    for step in run.steps:
        name, at = step.step(), step.occurred_at
        if paused is not None and name in (*ending, *rule.resumed_by) and name not in rule.paused_by:
            found.pauses.append(_allowed(rule, (paused, at), found.pauses))
            paused = None
        if begin is None:
            begin = at if name in rule.restored_by else None
        elif name in ending:
            found.open.append((begin, at))
            begin = None
        elif name in rule.paused_by and paused is None and _may_pause(rule, found.pauses):
            paused = at
    if paused is not None:
        found.pauses.append(_allowed(rule, (paused, FOREVER), found.pauses))
    if begin is not None:
        found.open.append((begin, FOREVER))
    return found


def _may_pause(rule: ClockRule, pauses: Sequence[Span]) -> bool:
    return rule.max_pauses is None or len(pauses) < rule.max_pauses


def _allowed(rule: ClockRule, pause: Span, before: Sequence[Span]) -> Span:
    """The pause as far as it is allowed: then the clock runs on, whatever is still missing."""
    begin, end = pause
    if rule.max_pause is None:
        return pause
    left = seconds(rule.max_pause) - sum((each[1] - each[0] for each in before), NOTHING)
    return begin, min(end, begin + max(left, NOTHING))
