"""A worker's table: what it keeps of each key, in memory, rebuilt from a compacted changelog topic.

A value is written to the changelog first and put here once the broker has confirmed it, so this table never knows more
than the changelog. A value of None deletes its key, here and (as a tombstone) there.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from aiokafka import TopicPartition

from chassis import logs
from chassis.broker import answered, reader_of_no_group
from chassis.settings import KafkaSettings
from contracts.records import Record
from contracts.topics import Topic

log = logs.get(__name__)

PORTION = 2_000
"""Records between two moments at which others have their turn: no answer of the process waits longer than that."""
POLL_MS = 500
FETCH_BYTES = 256 * 1024
"""Of each partition at once: what a rebuild reads ahead stays in the process's memory for good."""


class Observer(Protocol):
    """Whoever keeps something beside the table that follows from it, such as timers."""

    def on_written(self, partition: int, key: bytes, before: bytes | None, after: bytes | None) -> None:
        """A value has changed."""

    async def on_rebuilt(self, partition: int, values: Mapping[bytes, bytes]) -> None:
        """A partition is ours from now on, with these values. Awaits now and then where there are many."""

    def on_lost(self, partition: int) -> None:
        """A partition has gone to another worker."""


@dataclass(slots=True)
class _Partition:
    """The values of a partition, and up to which offset its changelog is in them."""

    values: dict[bytes, bytes]
    read_to: int = 0


class State:
    """The values of the partitions that this process owns. `is_open` while records are being handled."""

    def __init__(self, settings: KafkaSettings, changelog: Topic) -> None:
        self._bootstrap, self._prefix, self.changelog = settings.kafka_bootstrap, settings.topic_prefix, changelog
        self._partitions: dict[int, _Partition] = {}
        self._observers: list[Observer] = []
        self.is_open: Callable[[], bool] = lambda: False

    def observe(self, observer: Observer) -> None:
        """Tell an observer of every change from now on."""
        self._observers.append(observer)

    def read(self, partition: int, key: bytes) -> bytes | None:
        """The value of a key; None when there is none, or the partition is another worker's."""
        owned = self._partitions.get(partition)
        return owned.values.get(key) if owned else None

    def __len__(self) -> int:
        return sum(len(owned.values) for owned in self._partitions.values())

    def records(self, changes: Mapping[tuple[int, bytes], bytes | None]) -> list[Record]:
        """The changelog records of these changes, on their own partitions and in their order."""
        return [Record(self.changelog.name, key, value, partition) for (partition, key), value in changes.items()]

    def write(self, changes: Mapping[tuple[int, bytes], bytes | None], ends: Mapping[tuple[str, int], int]) -> None:
        """Put values whose changelog records are delivered; `ends` are the offsets after them."""
        for (partition, key), value in changes.items():
            before = _put(self._partitions[partition].values, key, value)
            for observer in self._observers:
                observer.on_written(partition, key, before, value)
        for (topic, partition), end in ends.items():
            if topic == self.changelog.name:
                self._partitions[partition].read_to = end

    async def own(self, partitions: Iterable[int], is_wanted: Callable[[], bool]) -> bool:
        """Hold these partitions and no others, as their changelog has them now; False when no longer wanted.

        What was held before stays and only its tail is read. Raises `BrokerUnavailable` when the broker is silent.
        """
        owned = set(partitions)
        for lost in set(self._partitions) - owned:
            self._lose(lost)
        if not owned:
            return True
        began = time.monotonic()
        options = {"fetch_max_wait_ms": 100, "max_partition_fetch_bytes": FETCH_BYTES}
        async with answered(), reader_of_no_group(self._bootstrap, **options) as kafka:
            records = await self._read(kafka, sorted(owned), is_wanted)
        if not is_wanted():
            return False
        seconds = round(time.monotonic() - began, 2)
        log.info("table rebuilt", topic=self.changelog.name, records=records, keys=len(self), seconds=seconds)
        return True

    async def _read(self, kafka: Any, owned: list[int], is_wanted: Callable[[], bool]) -> int:
        places = [TopicPartition(self._prefix + self.changelog.name, partition) for partition in owned]
        kafka.assign(places)
        ends, beginnings = await kafka.end_offsets(places), await kafka.beginning_offsets(places)
        fresh = {place.partition: self._partitions.get(place.partition) or _Partition({}) for place in places}
        for place in places:
            kafka.seek(place, max(beginnings[place], fresh[place.partition].read_to))
        counts: Counter[int] = Counter()
        remaining = set(places)
        while remaining and is_wanted():
            remaining = {place for place in remaining if await kafka.position(place) < ends[place]}
            if remaining:
                found = await kafka.getmany(*remaining, timeout_ms=POLL_MS, max_records=PORTION)
                counts.update(_take(found, fresh))
                await asyncio.sleep(0)
        for place in places:
            if is_wanted():
                await self._hold(place.partition, fresh[place.partition], ends[place], counts[place.partition])
        return counts.total()

    async def _hold(self, partition: int, rebuilt: _Partition, end: int, changes: int) -> None:
        rebuilt.read_to = max(rebuilt.read_to, end)
        is_new = self._partitions.get(partition) is not rebuilt
        self._partitions[partition] = rebuilt
        if is_new or changes:
            for observer in self._observers:
                await observer.on_rebuilt(partition, MappingProxyType(rebuilt.values))

    def _lose(self, partition: int) -> None:
        del self._partitions[partition]
        for observer in self._observers:
            observer.on_lost(partition)


def _take(found: Mapping[Any, Sequence[Any]], fresh: Mapping[int, _Partition]) -> dict[int, int]:
    """Put records as they come; how many there were, by partition."""
    for place, records in found.items():
        values = fresh[place.partition].values
        for record in records:
            _put(values, record.key, record.value)
    return {place.partition: len(records) for place, records in found.items()}


def _put(values: dict[bytes, bytes], key: bytes, value: bytes | None) -> bytes | None:
    """Put or delete a value and return the one before. The newest key object stays, which observers may hold too."""
    before = values.pop(key, None)
    if value is not None:
        values[key] = value
    return before
