"""How the state of a complaint is kept in the table: small, for there may be a million of them.

A value is a line with the next moment (epoch milliseconds, 0 for none), by which timers are set without reading the
rest, then a JSON array. Times count in milliseconds from the filing. A policy is kept once in each partition, under a
key of its own, and referred to by its fingerprint; a clock is referred to by its place in the policy. The first element
is the version of this form. Form 2, of version 0.2, is brought into it; what version 0.1 wrote (a JSON object) is read
by `state_0_1`.
"""

import math
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

from chassis.streams import SHARED
from city.calendars import EPOCH
from contracts.values import PolicySnapshot
from services.sla import state_0_1
from services.sla.domain.deadlines import Noticed
from services.sla.domain.history import Assignment, History, Step
from services.sla.domain.ladder import Ladder
from services.sla.domain.ladders import ONE_FOR_ALL, Ladders
from services.sla.domain.state import ClockState, Emitted

FORM = 3
MILLISECOND = timedelta(milliseconds=1)

Shared = Callable[[bytes], bytes | None]
"""The value that a partition's states share under a key."""

_CODES = {
    "acknowledged": "ak",
    "started": "st",
    "information_requested": "ir",
    "information_provided": "ip",
    "progress_reported": "pr",
    "resolved": "rs",
    "rejected": "rj",
    "transferred": "tr",
    "reopened": "ro",
    "withdrawn": "wd",
    "closed": "cl",
}
"""Steps that come often; others are written out."""
_TRACE = re.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_STEPS = {code: kind for kind, code in _CODES.items()}


class MissingPolicy(Exception):
    """The table refers to a policy that it does not hold: its changelog is damaged."""


def due_ms(key: bytes, value: bytes | None) -> int:
    """The next moment of a complaint, 0 for none. Shared values have none."""
    return int(value[: value.index(b"\n")]) if value and not key.startswith(SHARED) else 0


def dump(state: ClockState, next_at: datetime | None) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """The state as bytes, and the shared values that it refers to."""
    history, emitted = state.history, state.emitted
    origin = _origin(history)
    content = [
        FORM,
        _packed(state.trace),
        _since(origin, history.latest),
        _ms(origin),
        history.channel,
        [_assignment(each, origin) for each in history.assignments],
        [_step(step, origin) for step in history.steps],
        emitted.clocks,
        _marks(emitted.noticed.warned, history.assignment),
        _marks(emitted.noticed.breached, history.assignment),
        emitted.rounds,
        [[name, *_ladder(ladder, origin)] for name, ladder in emitted.ladders.items()],
        history.settled,
        int(history.is_sandbox),
        int(history.is_improvement),
    ]
    while content[-1] in (0, [], "", None):
        content.pop()
    due = math.ceil((next_at - EPOCH) / MILLISECOND) if next_at else 0
    shared = {_policy_key(each.policy.fingerprint): each.policy.canonical for each in history.assignments}
    return b"%d\n" % due + orjson.dumps(content), tuple(shared.items())


def load(subject: str, value: bytes, shared: Shared) -> ClockState:
    """The state in these bytes."""
    content = orjson.loads(value[value.index(b"\n") + 1 :])
    if isinstance(content, dict):
        return state_0_1.load(subject, content)
    if content[0] == 2:
        content = _upcast(content)
    content += _EMPTY[len(content) :]
    _, trace, latest, origin_ms, channel, assignments, steps, clocks, *later = content
    warned, breached, rounds, ladders, settled, is_sandbox, is_improvement = later
    origin = EPOCH + origin_ms * MILLISECOND
    history = History(
        latest=_at(origin, latest),
        channel=channel,
        assignments=tuple(_assigned(each, origin, shared) for each in assignments),
        steps=tuple(
            Step(seq, number, _STEPS.get(kind, kind), _moment(origin, at), *unit)
            for seq, number, kind, at, *unit in steps
        ),
        settled=settled,
        is_sandbox=bool(is_sandbox),
        is_improvement=bool(is_improvement),
    )
    newest = history.assignment
    noticed = Noticed(_read_marks(warned, newest), _read_marks(breached, newest))
    return ClockState(subject, _unpacked(trace), history, Emitted(clocks, noticed, rounds, _ladders(ladders, origin)))


_EMPTY: list[Any] = [FORM, None, None, 0, None, [], [], "", [], [], 0, [], 0, 0, 0]
"""What elements that were left out at the end stand for."""


def _upcast(content: list[Any]) -> list[Any]:
    """What form 2 said, in this form: it had no channel, the newest assignment first, and one ladder for all clocks."""
    upcast = [FORM, *content[1:4], None, *content[4:]]
    upcast[5:6] = [sorted(content[4])] if len(content) > 4 else []
    if len(content) > 10:
        upcast[11] = [[ONE_FOR_ALL, *content[10]]]
    return upcast


def _origin(history: History) -> datetime:
    if history.assignments:
        return history.assignments[-1].filed_at
    return min((step.at for step in history.steps), default=history.latest or EPOCH)


def _step(step: Step, origin: datetime) -> list[Any]:
    kind, unit = _CODES.get(step.kind, step.kind), step.unit
    return [step.seq, step.assignment_number, kind, _since(origin, step.at), *([] if unit is None else [unit])]


def _assignment(each: Assignment, origin: datetime) -> list[Any]:
    flags = 2 * each.sets_statutory + each.continues
    filed = _since(origin, each.filed_at)
    content = [each.number, each.unit, _since(origin, each.at), each.policy.fingerprint]
    return [*content, filed, flags] if flags else [*content, filed] if filed else content


def _assigned(content: list[Any], origin: datetime, shared: Shared) -> Assignment:
    number, unit, at, fingerprint, filed, flags = [*content, 0, 0][:6]
    policy = shared(_policy_key(fingerprint))
    if policy is None:
        raise MissingPolicy(f"the table has no policy {fingerprint}")
    return Assignment(
        number=number,
        unit=unit,
        at=_moment(origin, at),
        filed_at=_moment(origin, filed),
        policy=_policy(policy),
        continues=bool(flags & 1),
        sets_statutory=bool(flags & 2),
    )


def _policy_key(fingerprint: str) -> bytes:
    return SHARED + b"policy/" + fingerprint.encode()


@lru_cache(maxsize=1024)
def _policy(canonical: bytes) -> PolicySnapshot:
    return PolicySnapshot.model_validate_json(canonical)


def _marks(marks: frozenset[str], newest: Assignment | None) -> list[str]:
    """In order, so that the same state is the same bytes in every process; a clock's name becomes its place."""
    places = _places(newest)
    return sorted(":".join([places.get(name, name), *number]) for name, *number in (mark.split(":") for mark in marks))


def _read_marks(content: Sequence[str], newest: Assignment | None) -> frozenset[str]:
    names = {place: name for name, place in _places(newest).items()}
    parts = (mark.split(":") for mark in content)
    return frozenset(":".join([names.get(place, place), *number]) for place, *number in parts)


def _places(newest: Assignment | None) -> dict[str, str]:
    return {rule.name: str(place) for place, rule in enumerate(newest.policy.clocks)} if newest else {}


def _ladder(ladder: Ladder, origin: datetime) -> list[Any]:
    content = [ladder.round, ladder.level, ladder.repeat, _since(origin, ladder.next_at), ladder.remaining_ms]
    more: list[Any] = [ladder.stage, int(ladder.is_held), list(ladder.told)]
    while more and more[-1] in (0, []):
        more.pop()
    return [*content, *more]


_NO_MORE: list[Any] = [0, 0, []]


def _ladders(content: list[Any], origin: datetime) -> Ladders:
    return {name: _read_ladder(each, origin) for name, *each in content}


def _read_ladder(content: list[Any], origin: datetime) -> Ladder:
    turn, level, repeat, next_at, remaining_ms, *more = content
    stage, is_held, told = [*more, *_NO_MORE[len(more) :]]
    return Ladder(turn, level, repeat, _at(origin, next_at), remaining_ms, bool(is_held), stage, tuple(told))


def _since(origin: datetime, moment: datetime | None) -> int | None:
    return None if moment is None else (moment - origin) // MILLISECOND


def _ms(moment: datetime) -> int:
    return (moment - EPOCH) // MILLISECOND


def _moment(origin: datetime, milliseconds: int) -> datetime:
    return origin + milliseconds * MILLISECOND


def _at(origin: datetime, milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else _moment(origin, milliseconds)


def _packed(trace: str | None) -> str | list[str] | None:
    """A W3C trace context as a list of one, in two thirds of its length; anything else as it is."""
    if trace is None or not _TRACE.fullmatch(trace):
        return trace
    return [b64encode(bytes.fromhex(trace[3:].replace("-", ""))).decode().rstrip("=")]


def _unpacked(trace: str | list[str] | None) -> str | None:
    if not isinstance(trace, list):
        return trace
    text = b64decode(trace[0] + "=" * (-len(trace[0]) % 4)).hex()
    return f"00-{text[:32]}-{text[32:48]}-{text[48:]}"
