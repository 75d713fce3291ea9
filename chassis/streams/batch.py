"""Deciding a batch in memory, without any I/O: later records of a batch see the state that earlier ones left."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final

from chassis.dead_letters import dead_letter
from chassis.errors import Poison
from chassis.records import Incoming
from contracts.codec import UnknownEvent
from contracts.records import Record


class Unchanged(Enum):
    """The type of `UNCHANGED`: a decision that leaves the state of its key as it is."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED


@dataclass(frozen=True, slots=True)
class Kept:
    """What the table holds for a record: the `value` of its key, and values that many keys of its partition share."""

    value: bytes | None
    shared: Callable[[bytes], bytes | None]


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from one record. `outcome` is a metrics label, so it must be one of a few.

    `shared` are values that `state` refers to by their keys: each is written once in a partition, before the state.
    Their keys begin with a byte that no subject begins with (`SHARED`). `age_from` is the moment from which on it is
    measured how long the record took; None measures nothing.
    """

    outcome: str
    outputs: tuple[Record, ...] = ()
    state: bytes | Unchanged | None = UNCHANGED
    shared: tuple[tuple[bytes, bytes], ...] = ()
    effect: Any = None
    age_from: datetime | None = None


SHARED = b"\xff"
"""No text in UTF-8 has this byte."""

Decide = Callable[[Incoming, Kept], Decision]
"""(record, what the table holds for it) → decision. Pure.

Raises `UnknownEvent` for an event of a newer producer, `Poison` for a record that can never be handled.
"""

Read = Callable[[int, bytes], bytes | None]
"""(partition, key) → the value in the table."""

Apply = Callable[[Sequence[Any]], Awaitable[None]]
"""Writes the effects of a batch to a store. Idempotent; raises `TemporarilyUnavailable` to be called again."""


@dataclass(slots=True)
class Batch:
    """All that follows from the records of one batch."""

    outputs: list[Record] = field(default_factory=list)
    effects: list[Any] = field(default_factory=list)
    changes: dict[tuple[int, bytes], bytes | None] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    poisons: list[tuple[Incoming, Poison]] = field(default_factory=list)
    ages_from: list[datetime] = field(default_factory=list)


def decide_batch(records: Iterable[Incoming], decide: Decide, read: Read, stage: str) -> Batch:
    """Decide every record in order. Poison becomes a dead letter among the outputs, an unknown event is passed by.

    Other errors are the caller's.
    """
    batch = Batch()
    for record in records:
        try:
            _take(batch, record, decide(record, _kept(batch, record, read)), read)
        except UnknownEvent:
            batch.outcomes["unknown"] += 1
        except Poison as poison:
            batch.poisons.append((record, poison))
            batch.outcomes["dead_letter"] += 1
            batch.outputs.append(dead_letter(record, poison, stage))
    return batch


def _kept(batch: Batch, record: Incoming, read: Read) -> Kept:
    if record.key is None:
        raise Poison("no_key", f"records of this topic are keyed by the id of a {record.topic.subject}")
    partition = record.partition

    def shared(key: bytes) -> bytes | None:
        return _now(batch, partition, key, read)

    return Kept(_now(batch, partition, record.key, read), shared)


def _now(batch: Batch, partition: int, key: bytes, read: Read) -> bytes | None:
    place = (partition, key)
    return batch.changes[place] if place in batch.changes else read(partition, key)


def _take(batch: Batch, record: Incoming, decision: Decision, read: Read) -> None:
    batch.outcomes[decision.outcome] += 1
    batch.outputs.extend(decision.outputs)
    if decision.effect is not None:
        batch.effects.append(decision.effect)
    if decision.age_from is not None:
        batch.ages_from.append(decision.age_from)
    if not isinstance(decision.state, Unchanged) and record.key is not None:
        for key, value in decision.shared:
            if _now(batch, record.partition, key, read) is None:
                batch.changes[record.partition, key] = value
        # To the end: its shared values, which may be new, come before it in the changelog.
        batch.changes.pop((record.partition, record.key), None)
        batch.changes[record.partition, record.key] = decision.state
