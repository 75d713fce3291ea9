"""Breaches and escalations against the model: each that was due once, none before its time, none without a reason."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from contracts.events import AssignmentEvent, ComplaintEscalated, DeadlineEvent
from contracts.values import ClockScope
from verify.evidence import History
from verify.model import FOREVER, Owed, Span, episodes, owed, seconds, step_after, waits
from verify.report import Finding
from verify.timing import Timing


def check_deadlines(history: History, timing: Timing) -> Iterator[Finding]:
    """All findings about one complaint's breaches and levels."""
    must, may = owed(history), owed(history) + owed(history, timing.late)
    yield from _wrong_breaches(history, may, timing)
    yield from _missing_breaches(history, must, timing)
    yield from _wrong_levels(history, may, timing)
    yield from _missing_levels(history, must, timing)
    yield from _second_ladders(history, must, timing)


def still_to_come(history: History) -> bool:
    """Whether a breach or a level will still follow if nobody acts any more."""
    endless = Timing(until=FOREVER)
    must = owed(history)
    missing = [*_missing_breaches(history, must, endless), *_missing_levels(history, must, endless)]
    return bool(missing)


def _wrong_breaches(history: History, may: list[Owed], timing: Timing) -> Iterator[Finding]:
    withdrawn = Counter(_breach(history, each) for each in history.withdrawn_breaches)
    for breach, times in Counter(_breach(history, each) for each in history.breaches).items():
        if times > 1 + withdrawn[breach]:
            clock, number = breach
            detail = f"{clock}, assignment_number {number}: {times} times"
            yield Finding("breach_twice", history.complaint_id, detail)
    for event in history.breaches:
        known = any(
            each.clock == event.clock and abs(each.due - event.due_at) <= timing.exact
            for each in may
            if _breach(history, event)[1] in (0, each.assignment_number)
        )
        if not known or event.occurred_at < event.due_at - timing.exact:
            detail = f"{event.clock}: emitted {event.occurred_at:%H:%M:%S.%f}, due {event.due_at:%H:%M:%S.%f}"
            yield Finding("breach_early", history.complaint_id, detail if known else f"{detail}, never owed then")


def _missing_breaches(history: History, must: list[Owed], timing: Timing) -> Iterator[Finding]:
    found = {_breach(history, each) for each in history.breaches}
    for each in must:
        breach = _breach_of(history, each.clock, each.assignment_number)
        known_at = max(each.start, _written_at(history, _assignment(history, each.assignment_number)))
        if breach not in found and timing.is_demanded(known_at, each.end):
            found.add(breach)
            yield Finding("breach_missing", history.complaint_id, f"{each.clock} due {each.due:%H:%M:%S.%f}")


def _wrong_levels(history: History, may: list[Owed], timing: Timing) -> Iterator[Finding]:
    pauses = waits(history)
    before: dict[int, ComplaintEscalated] = {}
    seen: set[tuple[int, int, int]] = set()
    for step in history.escalations:
        level = _level(step)
        if level in seen:
            yield Finding("escalated_twice", history.complaint_id, f"{_in_words(level)} under two event ids")
            continue
        seen.add(level)
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
    words = _in_words(_level(step))
    if not any(each.start - timing.exact <= step.occurred_at <= each.end for each in may):
        detail = f"{words} at {step.occurred_at:%H:%M:%S.%f}: nothing owed"
        yield Finding("escalated_early", history.complaint_id, detail)
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


def _missing_levels(history: History, must: list[Owed], timing: Timing) -> Iterator[Finding]:
    """The next level of each time in which something was owed: due, and yet it did not come."""
    pauses = waits(history)
    for begin, end in episodes(must):
        steps = [each for each in history.escalations if begin - timing.exact <= each.occurred_at <= end + timing.late]
        last = max(steps, key=_level, default=None)
        assignment = _assignment(history, last.assignment_number) if last else _in_force(history, begin)
        if assignment is None:
            continue
        due = step_after(last, assignment, pauses) if last else begin + seconds(assignment.policy.ladder[0].after)
        if due is None or due >= FOREVER:
            continue
        if timing.is_demanded(max(due, _written_at(history, assignment)), end):
            after = _in_words(_level(last)) if last else "the breach"
            yield Finding("level_missing", history.complaint_id, f"what follows {after}, due {due:%H:%M:%S.%f}")


def _second_ladders(history: History, must: list[Owed], timing: Timing) -> Iterator[Finding]:
    """While something is owed without a break there is one ladder; a second one would reach the same people again.

    Only a ladder that is used up may be followed by another, when a further deadline passes.
    """
    pauses = waits(history)
    before: datetime | None = None
    for begin, end in episodes(must):
        since = max(begin - timing.exact, before + timing.late) if before else begin - timing.exact
        steps = sorted((step for step in history.escalations if since < step.occurred_at < end), key=_level)
        for step, following in pairwise(steps):
            if following.round != step.round and not _may_follow(history, step, following, must, pauses):
                rounds = [step.round, following.round]
                yield Finding("escalated_twice", history.complaint_id, f"rounds {rounds} at the same time")
        before = end


def _may_follow(
    history: History, last: ComplaintEscalated, first: ComplaintEscalated, must: Sequence[Owed], pauses: Sequence[Span]
) -> bool:
    assignment = _assignment(history, last.assignment_number)
    is_used_up = assignment is not None and step_after(last, assignment, pauses) is None
    return is_used_up and any(last.occurred_at < each.start <= first.occurred_at for each in must)


def _follower(before: ComplaintEscalated | None, levels: int) -> tuple[int, int]:
    if before is None:
        return 1, 0
    return (before.level + 1, 0) if before.level < levels else (before.level, before.repeat + 1)


def _assignment(history: History, assignment_number: int) -> AssignmentEvent | None:
    return next((each for each in history.assignments if each.assignment_number == assignment_number), None)


def _in_force(history: History, moment: datetime) -> AssignmentEvent:
    return ([each for each in history.assignments if each.occurred_at <= moment] or history.assignments[:1])[-1]


def _written_at(history: History, assignment: AssignmentEvent | None) -> datetime:
    """Since when the assignment is known: its deadlines may have passed before."""
    return history.written_at[assignment.id] if assignment is not None else FOREVER


def _breach(history: History, event: DeadlineEvent) -> tuple[str, int]:
    return _breach_of(history, event.clock, event.assignment_number)


def _breach_of(history: History, clock: str, number: int) -> tuple[str, int]:
    """What can be breached once: a stage clock in each assignment, a statutory one (number 0) in the whole life."""
    statutory = {
        rule.name for each in history.assignments for rule in each.policy.clocks if rule.scope is ClockScope.STATUTORY
    }
    return clock, 0 if clock in statutory else number


def _level(step: ComplaintEscalated) -> tuple[int, int, int]:
    return step.round, step.level, step.repeat


def _in_words(level: Iterable[int]) -> str:
    number, step, repeat = level
    return f"round {number} level {step}" + (f" repetition {repeat}" if repeat else "")
