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
class Decision:
    """What follows from one record. `outcome` is a metrics label, so it must be one of a few."""

    outcome: str
    outputs: tuple[Record, ...] = ()
    state: bytes | Unchanged | None = UNCHANGED
    effect: Any = None
    occurred_at: datetime | None = None


Decide = Callable[[Incoming, bytes | None], Decision]
"""(record, state of its key) → decision. Pure; raises `Poison` for a record that can never be handled."""

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
    happened: list[datetime] = field(default_factory=list)


def decide_batch(
    records: Iterable[Incoming], decide: Decide, read_state: Callable[[bytes], bytes | None], stage: str
) -> Batch:
    """Decide every record in order. Poison becomes a dead letter among the outputs, an unknown event is passed by.

    Other errors are the caller's.
    """
    batch = Batch()
    for record in records:
        try:
            _take(batch, record, decide(record, _state(batch, record, read_state)))
        except UnknownEvent:
            batch.outcomes["unknown"] += 1
        except Poison as poison:
            batch.poisons.append((record, poison))
            batch.outcomes["dead_letter"] += 1
            batch.outputs.append(dead_letter(record, poison, stage))
    return batch


def _state(batch: Batch, record: Incoming, read_state: Callable[[bytes], bytes | None]) -> bytes | None:
    if record.key is None:
        raise Poison("no_key", f"records of this topic are keyed by the id of a {record.topic.subject}")
    place = (record.partition, record.key)
    return batch.changes[place] if place in batch.changes else read_state(record.key)


def _take(batch: Batch, record: Incoming, decision: Decision) -> None:
    batch.outcomes[decision.outcome] += 1
    batch.outputs.extend(decision.outputs)
    if decision.effect is not None:
        batch.effects.append(decision.effect)
    if decision.occurred_at is not None:
        batch.happened.append(decision.occurred_at)
    if not isinstance(decision.state, Unchanged) and record.key is not None:
        batch.changes[record.partition, record.key] = decision.state
