"""When was something owed? A small model of deadlines around the clock, written without looking at sla's code.

It reads the rules of the policies plainly: from the step or assignment that starts a clock so many seconds; waiting for
the complainant does not count, as far as the policy allows; whoever did what was asked owes nothing any more. Intervals
are half open.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.events import ComplaintEvent
from contracts.values import ClockOwner, ClockRule, PolicySnapshot
from verify.evidence import History
from verify.runs import FOREVER, Run, RunId, Span, runs

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Owed:
    """From `start` (its deadline, or later) until `end` something was owed on a clock.

    `ladder` is the one on which it escalates, or None; `policy` is the one that says who hears of it, and `numbers` are
    the assignments of its stage. sla has known of it since the event `known_by` was written.
    """

    clock: str
    run: RunId
    rank: int
    ladder: str | None
    policy: PolicySnapshot
    numbers: frozenset[int]
    known_by: str
    due: datetime
    start: datetime
    end: datetime


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

    def reminders(self) -> dict[float, datetime]:
        """When the complainant must be reminded, by share of the time."""
        length = self.due - self.started_at
        return {share: self.started_at + length * share for share in self.rule.remind_shares}


def seconds(duration: str) -> timedelta:
    """An ISO 8601 duration around the clock: a day has 24 hours."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?", duration)
    if found is None:
        raise ValueError(f"{duration!r} is not a duration")
    days, hours, minutes, rest = (float(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=rest)


def owed(history: History, late: timedelta = NOTHING) -> list[Owed]:
    """All intervals in which a unit owed something. `late` is how much later each step counts than it was taken."""
    units = (run for run in runs(history) if run.rule.owed_by is not ClockOwner.COMPLAINANT)
    return sorted((each for run in units for each in _of_run(run, late)), key=lambda each: each.start)


def awaited(history: History, late: timedelta = NOTHING) -> list[Awaited]:
    """All that was ever awaited from the complainant."""
    return [
        Awaited(run.rule, run.id, run.started_at, run.started_seq, run.known_by, _due(run, late), end)
        for run in runs(history)
        if run.rule.owed_by is ClockOwner.COMPLAINANT
        for _, end in _open_times(run, late)[:1]
    ]


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
    """When a clock of a unit waited for the complainant."""
    units = [run for run in runs(history) if run.rule.owed_by is not ClockOwner.COMPLAINANT]
    return sorted(pause for run in units for pause in _pauses(run.rule, run.steps, NOTHING))


def awake(since: datetime, moment: datetime, pauses: Sequence[Span]) -> datetime:
    """The moment that was `moment` before the pauses after `since` moved it."""
    covered = since
    for begin, end in pauses:
        if begin < moment and end > covered:
            moment = FOREVER if end == FOREVER else moment + (end - max(begin, covered))
            covered = end
    return moment


def _of_run(run: Run, late: timedelta) -> Iterable[Owed]:
    due = _due(run, late)
    for begin, end in _open_times(run, late):
        for place in run.places:
            start = max(due, begin, place.span[0])
            stop = min(end, place.span[1] + late if place.span[1] < FOREVER else FOREVER)
            if start < stop:
                yield Owed(
                    clock=run.rule.name,
                    run=run.id,
                    rank=run.rank,
                    ladder=place.ladder if run.rule.escalates else None,
                    policy=place.policy,
                    numbers=place.numbers,
                    known_by=run.known_by,
                    due=due,
                    start=start,
                    end=stop,
                )


def _due(run: Run, late: timedelta) -> datetime:
    due = run.started_at + seconds(run.rule.within)
    return awake(run.started_at, due, _pauses(run.rule, run.steps, late))


def _pauses(rule: ClockRule, steps: Sequence[ComplaintEvent], late: timedelta) -> list[Span]:
    """When the clock waited: as often, and as long in all, as its rule allows."""
    ending = {*rule.resumed_by, *rule.met_by, *rule.ended_by} - {*rule.paused_by}
    allowed = None if rule.max_pause is None else seconds(rule.max_pause)
    found: list[Span] = []
    begin: datetime | None = None
    for step in steps:
        if begin is None and step.step() in rule.paused_by:
            begin = step.occurred_at + late if rule.max_pauses is None or len(found) < rule.max_pauses else None
        elif begin is not None and step.step() in ending:
            found.append((begin, step.occurred_at + late))
            begin = None
    return list(_within(allowed, [*found, (begin, FOREVER)] if begin is not None else found))


def _within(allowed: timedelta | None, pauses: Sequence[Span]) -> Iterable[Span]:
    """The pauses as far as they are allowed: then the clock runs on, whatever is still missing."""
    for begin, end in pauses:
        if allowed is None:
            yield begin, end
            continue
        stop = min(end, begin + allowed)
        allowed -= stop - begin
        yield begin, stop


def _open_times(run: Run, late: timedelta) -> list[Span]:
    """When what the clock asks for was still to do: from its start or a restoration until it was met or ended."""
    rule, found = run.rule, list[Span]()
    begin: datetime | None = run.started_at
    for step in run.steps:
        if begin is not None and step.step() in (*rule.met_by, *rule.ended_by):
            found.append((begin, step.occurred_at + late))
            begin = None
        elif begin is None and step.step() in rule.restored_by:
            begin = step.occurred_at
    return [*found, (begin, FOREVER)] if begin is not None else found
