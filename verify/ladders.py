"""Escalations against the model: each level that was due once, none before its time, to the right role, in full.

A complaint has a ladder for each stage, one for its statutory clocks and one for each contributing unit. A leader's
promise holds those that have reached a level; silence after it resumes one level higher.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from contracts.events import ComplaintEscalated, EscalationAcknowledged
from contracts.values import ClockScope, PolicySnapshot
from verify.evidence import History
from verify.levels import clock, follower, in_words, place
from verify.model import NOTHING, Owed, awake, episodes, seconds, waits
from verify.report import Finding
from verify.runs import FOREVER, STATUTORY_LADDER, Span, stages
from verify.timing import Timing


def check_ladders(history: History, must: Sequence[Owed], may: Sequence[Owed], timing: Timing) -> Iterator[Finding]:
    """All findings about one complaint's levels."""
    yield from _twice(history)
    if not history.assignments:
        return
    for ladder in _ladders(history, must, may):
        yield from _wrong_levels(history, ladder, timing)
        yield from _second_rounds(history, ladder, timing)
    yield from missing_levels(history, must, timing)


def missing_levels(history: History, must: Sequence[Owed], timing: Timing) -> Iterator[Finding]:
    """The next level of each time in which something was owed: due, and yet it did not come."""
    for missing in levels_due(history, must, timing):
        after = in_words(missing.last) if missing.last else "the breach"
        detail = f"{missing.ladder}: what follows {after}, due {missing.due:%H:%M:%S.%f}"
        yield Finding("level_missing", history.complaint_id, detail)


@dataclass(frozen=True, slots=True)
class MissingLevel:
    """What follows the step `last` of a ladder (None: its first one), due when sla could know it, at `due`.

    Something is owed until `end`.
    """

    ladder: str
    last: ComplaintEscalated | None
    due: datetime
    end: datetime


def levels_due(history: History, must: Sequence[Owed], timing: Timing) -> Iterator[MissingLevel]:
    """The same as data."""
    for ladder in _ladders(history, must, must):
        for begin, end in episodes(ladder.must):
            last, due = _next_of(history, ladder, begin, end, timing)
            if due is None or due >= FOREVER:
                continue
            known = [history.written_at[each.known_by] for each in ladder.must if each.start < end and each.end > begin]
            known_at = max(due, min(known))
            if timing.is_demanded(known_at, end):
                yield MissingLevel(ladder.name, last, known_at, end)


@dataclass(frozen=True)
class _Ladder:
    """The levels that were emitted of one ladder, what its clocks owed for sure (`must`) and perhaps (`may`)."""

    name: str
    levels: tuple[ComplaintEscalated, ...]
    must: tuple[Owed, ...]
    may: tuple[Owed, ...]
    promises: tuple[EscalationAcknowledged, ...]
    pauses: tuple[Span, ...]


def _ladders(history: History, must: Sequence[Owed], may: Sequence[Owed]) -> Iterator[_Ladder]:
    promises = tuple(step for step in history.steps if isinstance(step, EscalationAcknowledged))
    levels = [(_name(history, each), each) for each in history.escalations]
    names = dict.fromkeys([*(each.ladder for each in may if each.ladder), *(name for name, _ in levels)])
    for name in names:
        sure = tuple(each for each in must if each.ladder == name)
        yield _Ladder(
            name,
            tuple(each for own, each in levels if own == name),
            sure,
            tuple(each for each in may if each.ladder == name),
            promises,
            tuple(waits(sure)),
        )


def _name(history: History, level: ComplaintEscalated) -> str:
    if level.ladder is ClockScope.STATUTORY:
        return STATUTORY_LADDER
    if level.ladder is ClockScope.CONTRIBUTION:
        return f"contribution:{level.unit}"
    own = (stage.ladder for stage in stages(history) if level.assignment_number in stage.numbers)
    return next(own, f"stage:{level.assignment_number}")


def _twice(history: History) -> Iterator[Finding]:
    seen: set[tuple[int, int, int]] = set()
    for level in history.escalations:
        if place(level) in seen:
            yield Finding("escalated_twice", history.complaint_id, f"{in_words(level)} under two event ids")
        seen.add(place(level))


def _wrong_levels(history: History, ladder: _Ladder, timing: Timing) -> Iterator[Finding]:
    before: dict[int, ComplaintEscalated] = {}
    for level in ladder.levels:
        last = before.get(level.round)
        if last is None or place(last) != place(level):
            yield from _one_level(history, ladder, level, last, timing)
        before[level.round] = level


def _one_level(
    history: History, ladder: _Ladder, level: ComplaintEscalated, before: ComplaintEscalated | None, timing: Timing
) -> Iterator[Finding]:
    words, at = in_words(level), level.occurred_at
    if not any(each.start - timing.exact <= at <= each.end for each in ladder.may):
        yield Finding("escalated_early", history.complaint_id, f"{words} at {at:%H:%M:%S.%f}: nothing owed")
    policy = _policy(history, level)
    steps = policy.ladder
    if level.role != steps[min(level.level, len(steps)) - 1].role:
        yield Finding("wrong_role", history.complaint_id, f"{words} names {level.role}")
    if (level.level, level.repeat) != follower(before, len(steps)):
        yield Finding("level_missing", history.complaint_id, f"{words} came without the one before it")
    elif before is not None:
        earliest = _earliest_after(before, level, _policy(history, before), ladder, timing)
        if earliest is None or at < earliest - timing.exact:
            yield Finding("escalated_early", history.complaint_id, f"{words} at {at:%H:%M:%S.%f}")
    yield from _wrong_next(history, level, policy, timing)


def _wrong_next(
    history: History, level: ComplaintEscalated, policy: PolicySnapshot, timing: Timing
) -> Iterator[Finding]:
    """What a level says of the one after it: when it comes, and nothing where none follows."""
    expected = _without_promise(level, policy)
    said = level.next_at
    if (said is None) != (expected is None) or (said and expected and abs(said - expected) > timing.exact):
        detail = f"{in_words(level)} says {clock(said)}, by the policy it is {clock(expected)}"
        yield Finding("wrong_next", history.complaint_id, detail)


def _next_of(
    history: History, ladder: _Ladder, begin: datetime, end: datetime, timing: Timing
) -> tuple[ComplaintEscalated | None, datetime | None]:
    """The last level of that time, and when what follows it must have come."""
    levels = [each for each in ladder.levels if begin - timing.exact <= each.occurred_at <= end + timing.late]
    last = max(levels, key=place, default=None)
    return last, _latest_after(last, _policy(history, last), ladder, timing) if last else _first(history, ladder, begin)


def _second_rounds(history: History, ladder: _Ladder, timing: Timing) -> Iterator[Finding]:
    """While something is owed without a break there is one round; a second one would reach the same people again.

    Only a ladder that is used up may begin anew, when a further deadline passes.
    """
    before: datetime | None = None
    for begin, end in episodes(ladder.must):
        since = max(begin - timing.exact, before + timing.late) if before else begin - timing.exact
        levels = sorted((each for each in ladder.levels if since < each.occurred_at < end), key=place)
        for level, following in pairwise(levels):
            if following.round != level.round and not _may_follow(history, ladder, level, following):
                detail = f"rounds {[level.round, following.round]} at the same time"
                yield Finding("escalated_twice", history.complaint_id, detail)
        before = end


def _may_follow(history: History, ladder: _Ladder, last: ComplaintEscalated, first: ComplaintEscalated) -> bool:
    is_used_up = _without_promise(last, _policy(history, last)) is None
    return is_used_up and any(last.occurred_at < each.start <= first.occurred_at for each in ladder.must)


def _policy(history: History, level: ComplaintEscalated) -> PolicySnapshot:
    """The policy with which the stage began: it says who is on every ladder, and when the next level comes."""
    known = stages(history)
    return next((each for each in known if level.assignment_number in each.numbers), known[-1]).first.policy


def _first(history: History, ladder: _Ladder, begin: datetime) -> datetime:
    """When the first level is due of a ladder that begins now."""
    known = stages(history)
    policy = ([each for each in known if each.span[0] <= begin] or known)[-1].first.policy
    return awake(begin, begin + seconds(policy.ladder[0].after), ladder.pauses)


def _without_promise(level: ComplaintEscalated, policy: PolicySnapshot) -> datetime | None:
    """When the step that follows this one is due; None after the last repetition."""
    if level.level < len(policy.ladder):
        wait = seconds(policy.ladder[level.level].after) - seconds(policy.ladder[level.level - 1].after)
    elif level.repeat < policy.repeat_times:
        wait = seconds(policy.repeat_every)
    else:
        return None
    return level.occurred_at + max(wait, NOTHING)


def _earliest_after(
    level: ComplaintEscalated, following: ComplaintEscalated, policy: PolicySnapshot, ladder: _Ladder, timing: Timing
) -> datetime | None:
    """The first moment at which the next step may come: a promise made just now need not be known to sla yet."""
    known = [each for each in ladder.promises if level.occurred_at <= each.occurred_at <= following.occurred_at]
    sure = [each for each in known if each.occurred_at <= following.occurred_at - timing.late]
    perhaps = [*known[len(sure) :], *(each for each in ladder.promises if _is_just_before(each, level, timing))]
    planned = sure[-1].promised_until if sure else _planned(level, policy, ladder.pauses)
    moments = [planned, *(each.promised_until for each in perhaps)]
    return min((moment for moment in moments if moment is not None), default=None)


def _latest_after(
    level: ComplaintEscalated, policy: PolicySnapshot, ladder: _Ladder, timing: Timing
) -> datetime | None:
    """The moment at which the next step must have come, promises and waits counted."""
    holding = [
        each
        for each in ladder.promises
        if each.occurred_at >= level.occurred_at or _is_just_before(each, level, timing)
    ]
    if holding:
        until = holding[-1].promised_until
        return next((end for begin, end in ladder.pauses if begin <= until < end), until)
    return _planned(level, policy, ladder.pauses)


def _is_just_before(promise: EscalationAcknowledged, level: ComplaintEscalated, timing: Timing) -> bool:
    """Whether sla may have heard of the promise only after it had emitted the level."""
    return level.occurred_at - timing.late <= promise.occurred_at < level.occurred_at < promise.promised_until


def _planned(level: ComplaintEscalated, policy: PolicySnapshot, pauses: Sequence[Span]) -> datetime | None:
    due = _without_promise(level, policy)
    return None if due is None else awake(level.occurred_at, due, pauses)
