"""What is measured of a worker's batches, and whether it makes progress."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from chassis import logs, metrics
from chassis.dead_letters import REASONS
from chassis.streams.batch import Batch
from chassis.streams.group import Partition
from contracts.topics import Topic

log = logs.get(__name__)

_ID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What a key of ours looks like; any other may be whatever somebody has written there."""


class Measures:
    """The metrics of one stage, whose decisions have these `outcomes`. `topics` are by their names on the broker."""

    def __init__(self, stage: str, topics: Mapping[str, Topic], outcomes: Iterable[str] = ()) -> None:
        self._stage, self._topics = stage, topics
        self._began: float | None = None
        self._oldest_ms: int | None = None
        self._waiting: dict[Partition, tuple[int, float]] = {}
        self._last: set[tuple[str, str]] = set()
        metrics.oldest_waiting.labels(stage).set_function(self._oldest_waiting_s)
        metrics.initialise_stage(stage, outcomes, [topic.name for topic in topics.values()], REASONS)

    @contextmanager
    def batch(self, records: Sequence[Any]) -> Iterator[Callable[[Batch], None]]:
        """Measure the handling of these records; what it yields is called once they are done."""
        self._began, self._oldest_ms = time.monotonic(), min(record.timestamp for record in records)
        try:
            yield lambda batch: self._finished(records, batch)
        finally:
            self._began = self._oldest_ms = None

    def lag(self, positions: Mapping[Partition, int], ends: Mapping[Partition, int]) -> None:
        """Take note of how far each partition was read, and where it ended then."""
        behind = {each: at for each, at in positions.items() if ends.get(each, at) > at}
        for name, topic in self._topics.items():
            records = sum(ends[each] - at for each, at in behind.items() if each.topic == name)
            metrics.consumer_lag.labels(topic.name).set(records)
        before, now = self._waiting, time.monotonic()
        self._waiting = {
            each: before[each] if each in before and before[each][0] == at else (at, now) for each, at in behind.items()
        }

    def stalled_because(self, limit_s: float) -> str | None:
        """Why this worker makes no progress although records wait, or None."""
        if self._began is not None and (seconds := time.monotonic() - self._began) > limit_s:
            age = self._oldest_waiting_s()
            return f"the batch in hand has taken {seconds:.0f} s, its oldest record is {age:.0f} s old"
        worst = min(self._waiting, key=lambda each: self._waiting[each][1], default=None)
        if worst is not None and (seconds := time.monotonic() - self._waiting[worst][1]) > limit_s:
            place = f"{self._topics[worst.topic].name}[{worst.partition}]"
            return f"records wait in {place}, of which none was handled for {seconds:.0f} s"
        return None

    def poison(self, batch: Batch) -> None:
        """Count and log what became dead letters."""
        for record, poison in batch.poisons:
            metrics.dead_letters.labels(record.topic.name, poison.reason).inc()
            key = record.key or b""
            about = {f"{record.topic.subject}_id": key.decode()} if _ID.fullmatch(key) else {}
            log.warning("dead letter", topic=record.topic.name, partition=record.partition, offset=record.offset,
                        reason=poison.reason, **about)  # fmt: skip

    def rebalanced(self) -> None:
        """Count a rebalance. Where this process was last in its partitions is no news once others go on there."""
        metrics.rebalances.labels(self._stage).inc()
        for place in self._last:
            metrics.last_processed.remove(*place)
        self._last.clear()

    def _oldest_waiting_s(self) -> float:
        return 0.0 if self._oldest_ms is None else max(0.0, time.time() - self._oldest_ms / 1000)

    def _finished(self, records: Sequence[Any], batch: Batch) -> None:
        for outcome, count in batch.outcomes.items():
            metrics.events_processed.labels(self._stage, outcome).inc(count)
        now = datetime.now(UTC)
        metrics.event_age.labels(self._stage).observe_all([(now - since).total_seconds() for since in batch.ages_from])
        for topic, partition in {(record.topic, record.partition) for record in records}:
            place = self._topics[topic].name, str(partition)
            metrics.last_processed.labels(*place).set(time.time())
            self._last.add(place)
        if self._began is not None:
            metrics.batch_seconds.labels(self._stage).observe(time.monotonic() - self._began)
