"""Breaches and escalations against the model: each that was due once, none before its time, none without a reason."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from contracts.events import AssignmentEvent, ComplaintEscalated, DeadlineEvent
from contracts.values import ClockScope
from verify.evidence import History
from verify.model import FOREVER, Owed, Span, episodes, owed, seconds, step_after, waits
from verify.report import Finding
from verify.timing import Timing


def check_deadlines(history: History, timing: Timing) -> Iterator[Finding]:
    """All findings about one complaint's breaches and levels."""
    must, may = owed(history), owed(history) + owed(history, timing.late)
    yield from _breaches_stated(history, may, timing)
    yield from _breaches_missing(history, must, timing)
    yield from _levels_stated(history, may, timing)
    yield from _levels_missing(history, must, timing)
    yield from _ladders_begun_anew(history, must, timing)


def still_to_come(history: History) -> bool:
    """Whether a breach or a level will still follow if nobody acts any more."""
    endless = Timing(until=FOREVER)
    must = owed(history)
    missing = [*_breaches_missing(history, must, endless), *_levels_missing(history, must, endless)]
    return bool(missing)


def _breaches_stated(history: History, may: list[Owed], timing: Timing) -> Iterator[Finding]:
    withdrawn = Counter(_mark(history, each) for each in history.withdrawn_breaches)
    for mark, times in Counter(_mark(history, each) for each in history.breaches).items():
        if times > 1 + withdrawn[mark]:
            yield Finding(
                "breach_twice", history.complaint_id, f"{mark[0]}, assignment_number {mark[1]}: {times} times"
            )
    for breach in history.breaches:
        known = any(
            each.clock == breach.clock and abs(each.due - breach.due_at) <= timing.exact
            for each in may
            if _mark(history, breach)[1] in (0, each.assignment_number)
        )
        if not known or breach.occurred_at < breach.due_at - timing.exact:
            detail = f"{breach.clock}: stated {breach.occurred_at:%H:%M:%S.%f}, due {breach.due_at:%H:%M:%S.%f}"
            yield Finding("breach_early", history.complaint_id, detail if known else f"{detail}, never owed then")


def _breaches_missing(history: History, must: list[Owed], timing: Timing) -> Iterator[Finding]:
    stated = {_mark(history, each) for each in history.breaches}
    said: set[tuple[str, int]] = set()
    for each in must:
        mark = _once(history, each.clock, each.assignment_number)
        if mark not in stated | said and each.start + timing.grace < min(each.end, timing.until):
            said.add(mark)
            yield Finding("breach_missing", history.complaint_id, f"{each.clock} due {each.due:%H:%M:%S.%f}")


def _levels_stated(history: History, may: list[Owed], timing: Timing) -> Iterator[Finding]:
    pauses = waits(history)
    before: dict[int, ComplaintEscalated] = {}
    seen: set[tuple[int, int, int]] = set()
    for step in history.escalations:
        where = _where(step)
        if where in seen:
            yield Finding("escalated_twice", history.complaint_id, f"{_words(where)} under two event ids")
            continue
        seen.add(where)
        yield from _one_level(history, step, before.get(step.round), may, pauses, timing)
        before[step.round] = step


def _one_level(
    history: History,
    step: ComplaintEscalated,
    before: ComplaintEscalated | None,
    may: list[Owed],
    pauses: list[Span],
    timing: Timing,
) -> Iterator[Finding]:
    words = _words(_where(step))
    if not any(each.start - timing.exact <= step.occurred_at <= each.end for each in may):
        yield Finding(
            "escalated_early", history.complaint_id, f"{words} at {step.occurred_at:%H:%M:%S.%f}: nothing owed"
        )
    assignment = _assignment(history, step.assignment_number)
    if assignment is None:
        return
    steps = assignment.policy.ladder
    if step.role != steps[min(step.level, len(steps)) - 1].role:
        yield Finding("wrong_role", history.complaint_id, f"{words} names {step.role}")
    if (step.level, step.repeat) != _follower(before, len(steps)):
        yield Finding("level_missing", history.complaint_id, f"{words} came without the one before it")
    elif before is not None:
        earliest = step_after(before, _assignment(history, before.assignment_number) or assignment, pauses)
        if earliest is None or step.occurred_at < earliest - timing.exact:
            yield Finding("escalated_early", history.complaint_id, f"{words} at {step.occurred_at:%H:%M:%S.%f}")


def _levels_missing(history: History, must: list[Owed], timing: Timing) -> Iterator[Finding]:
    """The next level of each time in which something was owed: due, and yet it did not come."""
    pauses = waits(history)
    for begin, end in episodes(must):
        steps = [r for r in history.escalations if begin - timing.exact <= r.occurred_at <= end + timing.late]
        last = max(steps, key=lambda step: (step.round, step.level, step.repeat), default=None)
        due = _next_due(history, begin, last, pauses)
        if due is not None and due + timing.grace < min(end, timing.until):
            after = _words(_where(last)) if last else "the breach"
            yield Finding("level_missing", history.complaint_id, f"what follows {after}, due {due:%H:%M:%S.%f}")


def _next_due(
    history: History, begin: datetime, last: ComplaintEscalated | None, pauses: list[Span]
) -> datetime | None:
    if last is not None:
        assignment = _assignment(history, last.assignment_number)
        due = step_after(last, assignment, pauses) if assignment else None
        return None if due is None or due >= FOREVER else due
    reigning = [each for each in history.assignments if each.occurred_at <= begin] or history.assignments[:1]
    return begin + seconds(reigning[-1].policy.ladder[0].after)


def _ladders_begun_anew(history: History, must: list[Owed], timing: Timing) -> Iterator[Finding]:
    """While something is owed without a break there is one ladder; a second one tells the same people again."""
    before: datetime | None = None
    for begin, end in episodes(must):
        since = max(begin - timing.exact, before + timing.late) if before else begin - timing.exact
        rounds = {step.round for step in history.escalations if since < step.occurred_at < end}
        if len(rounds) > 1:
            yield Finding("escalated_twice", history.complaint_id, f"rounds {sorted(rounds)} at the same time")
        before = end


def _follower(before: ComplaintEscalated | None, levels: int) -> tuple[int, int]:
    if before is None:
        return 1, 0
    return (before.level + 1, 0) if before.level < levels else (before.level, before.repeat + 1)


def _assignment(history: History, assignment_number: int) -> AssignmentEvent | None:
    return next((each for each in history.assignments if each.assignment_number == assignment_number), None)


def _mark(history: History, event: DeadlineEvent) -> tuple[str, int]:
    return _once(history, event.clock, event.assignment_number)


def _once(history: History, clock: str, number: int) -> tuple[str, int]:
    """A stage clock can be breached once in each assignment, a statutory one once at all."""
    statutory = {
        rule.name for each in history.assignments for rule in each.policy.clocks if rule.scope is ClockScope.STATUTORY
    }
    return clock, 0 if clock in statutory else number


def _where(step: ComplaintEscalated) -> tuple[int, int, int]:
    return step.round, step.level, step.repeat


def _words(where: Iterable[int]) -> str:
    turn, level, repeat = where
    return f"round {turn} level {level}" + (f" repetition {repeat}" if repeat else "")
