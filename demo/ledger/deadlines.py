"""Breaches and escalations against the model: each that was due once, none before its time, none without a reason."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from contracts.events import AssignmentEvent, ComplaintEscalated, DeadlineEvent
from demo.ledger.evidence import History
from demo.ledger.model import FOREVER, Owed, Span, episodes, owed, rung_after, seconds, waits
from demo.ledger.report import Finding
from demo.ledger.timing import Timing


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
    withdrawn = Counter(_mark(each) for each in history.withdrawn_breaches)
    for mark, times in Counter(_mark(each) for each in history.breaches).items():
        if times > 1 + withdrawn[mark]:
            yield Finding("breach_twice", history.complaint_id, f"{mark[0]}, epoch {mark[1]}: {times} times")
    for breach in history.breaches:
        known = any(
            each.clock == breach.clock and abs(each.due - breach.due_at) <= timing.exact
            for each in may
            if _mark(breach)[1] in (0, each.epoch)
        )
        if not known or breach.occurred_at < breach.due_at - timing.exact:
            detail = f"{breach.clock}: stated {breach.occurred_at:%H:%M:%S.%f}, due {breach.due_at:%H:%M:%S.%f}"
            yield Finding("breach_early", history.complaint_id, detail if known else f"{detail}, never owed then")


def _breaches_missing(history: History, must: list[Owed], timing: Timing) -> Iterator[Finding]:
    stated = {_mark(each) for each in history.breaches}
    said: set[tuple[str, int]] = set()
    for each in must:
        mark = (each.clock, 0 if each.clock == "resolve_by" else each.epoch)
        if mark not in stated | said and each.start + timing.grace < min(each.end, timing.until):
            said.add(mark)
            yield Finding("breach_missing", history.complaint_id, f"{each.clock} due {each.due:%H:%M:%S.%f}")


def _levels_stated(history: History, may: list[Owed], timing: Timing) -> Iterator[Finding]:
    pauses = waits(history)
    before: dict[int, ComplaintEscalated] = {}
    seen: set[tuple[int, int, int]] = set()
    for rung in history.escalations:
        where = _where(rung)
        if where in seen:
            yield Finding("escalated_twice", history.complaint_id, f"{_words(where)} under two event ids")
            continue
        seen.add(where)
        yield from _one_level(history, rung, before.get(rung.round), may, pauses, timing)
        before[rung.round] = rung


def _one_level(
    history: History,
    rung: ComplaintEscalated,
    before: ComplaintEscalated | None,
    may: list[Owed],
    pauses: list[Span],
    timing: Timing,
) -> Iterator[Finding]:
    words = _words(_where(rung))
    if not any(each.start - timing.exact <= rung.occurred_at <= each.end for each in may):
        yield Finding(
            "escalated_early", history.complaint_id, f"{words} at {rung.occurred_at:%H:%M:%S.%f}: nothing owed"
        )
    assignment = _assignment(history, rung.epoch)
    if assignment is None:
        return
    steps = assignment.policy.ladder
    if rung.role != steps[min(rung.level, len(steps)) - 1].role:
        yield Finding("wrong_role", history.complaint_id, f"{words} names {rung.role}")
    if (rung.level, rung.repeat) != _follower(before, len(steps)):
        yield Finding("level_missing", history.complaint_id, f"{words} came without the one before it")
    elif before is not None:
        earliest = rung_after(before, _assignment(history, before.epoch) or assignment, pauses)
        if earliest is None or rung.occurred_at < earliest - timing.exact:
            yield Finding("escalated_early", history.complaint_id, f"{words} at {rung.occurred_at:%H:%M:%S.%f}")


def _levels_missing(history: History, must: list[Owed], timing: Timing) -> Iterator[Finding]:
    """The next level of each time in which something was owed: due, and yet it did not come."""
    pauses = waits(history)
    for begin, end in episodes(must):
        rungs = [r for r in history.escalations if begin - timing.exact <= r.occurred_at <= end + timing.late]
        last = max(rungs, key=lambda rung: (rung.round, rung.level, rung.repeat), default=None)
        due = _next_due(history, begin, last, pauses)
        if due is not None and due + timing.grace < min(end, timing.until):
            after = _words(_where(last)) if last else "the breach"
            yield Finding("level_missing", history.complaint_id, f"what follows {after}, due {due:%H:%M:%S.%f}")


def _next_due(
    history: History, begin: datetime, last: ComplaintEscalated | None, pauses: list[Span]
) -> datetime | None:
    if last is not None:
        assignment = _assignment(history, last.epoch)
        due = rung_after(last, assignment, pauses) if assignment else None
        return None if due is None or due >= FOREVER else due
    reigning = [each for each in history.assignments if each.occurred_at <= begin] or history.assignments[:1]
    return begin + seconds(reigning[-1].policy.ladder[0].after)


def _ladders_begun_anew(history: History, must: list[Owed], timing: Timing) -> Iterator[Finding]:
    """While something is owed without a break there is one ladder; a second one tells the same people again."""
    before: datetime | None = None
    for begin, end in episodes(must):
        since = max(begin - timing.exact, before + timing.late) if before else begin - timing.exact
        rounds = {rung.round for rung in history.escalations if since < rung.occurred_at < end}
        if len(rounds) > 1:
            yield Finding("escalated_twice", history.complaint_id, f"rounds {sorted(rounds)} at the same time")
        before = end


def _follower(before: ComplaintEscalated | None, levels: int) -> tuple[int, int]:
    if before is None:
        return 1, 0
    return (before.level + 1, 0) if before.level < levels else (before.level, before.repeat + 1)


def _assignment(history: History, epoch: int) -> AssignmentEvent | None:
    return next((each for each in history.assignments if each.epoch == epoch), None)


def _mark(event: DeadlineEvent) -> tuple[str, int]:
    """A stage clock can be breached once in each epoch, the statutory one once at all."""
    return event.clock, 0 if event.clock == "resolve_by" else event.epoch


def _where(rung: ComplaintEscalated) -> tuple[int, int, int]:
    return rung.round, rung.level, rung.repeat


def _words(where: Iterable[int]) -> str:
    turn, level, repeat = where
    return f"round {turn} level {level}" + (f" repetition {repeat}" if repeat else "")
