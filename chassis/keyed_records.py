"""Reads what topics hold about one thing: the records with its key, from the one partition of each that has them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiokafka.structs import TopicPartition

from chassis.broker import answered, reader_of_no_group
from chassis.producer import partition_of_key
from contracts.topics import Topic

CONNECT_S = 30.0
SILENCE_S = 30.0
"""A broker that brings nothing for so long, though there is something, does not answer."""
POLL_MS = 500
PORTION = 2_000

Progress = Callable[[int, int], None]
"""Hears how many records of how many are read."""


@dataclass(frozen=True, slots=True)
class Found:
    """One record of the key. `topic` is its name without the environment's prefix."""

    topic: str
    partition: int
    offset: int
    written_at: datetime
    value: bytes


class KeyedRecords:
    """A reader of no group: it leaves no trace on the broker. Every method raises `BrokerUnavailable`."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._bootstrap, self._prefix = bootstrap, prefix

    async def read(
        self, topics: Sequence[Topic], key: bytes, since: datetime | None, progress: Progress
    ) -> list[Found]:
        """All records of the key that were written since then, in the order of their writing.

        Of each topic the key's partition is read up to where it ends now. Topics that are not there hold nothing.
        """
        async with reader_of_no_group(self._bootstrap, CONNECT_S) as reader:
            async with answered(CONNECT_S):
                bounds = await self._bounds(reader, topics, key, since)
            found = await self._records(reader, bounds, key, progress)
        return sorted(found, key=lambda each: (each.written_at, each.topic, each.offset))

    async def _bounds(
        self, reader: Any, topics: Sequence[Topic], key: bytes, since: datetime | None
    ) -> dict[TopicPartition, tuple[int, int]]:
        known = await reader.topics()
        places = [
            TopicPartition(self._prefix + topic.name, partition_of_key(key, range(topic.partitions)))
            for topic in topics
            if self._prefix + topic.name in known
        ]
        reader.assign(places)
        if not places:
            return {}
        begins, ends = await reader.beginning_offsets(places), await reader.end_offsets(places)
        if since is not None:
            moments = await reader.offsets_for_times(dict.fromkeys(places, int(since.timestamp() * 1000)))
            begins = {each: moments[each].offset if moments[each] is not None else ends[each] for each in places}
        return {each: (begins[each], ends[each]) for each in places if begins[each] < ends[each]}

    async def _records(
        self, reader: Any, bounds: dict[TopicPartition, tuple[int, int]], key: bytes, progress: Progress
    ) -> list[Found]:
        total = sum(end - begin for begin, end in bounds.values())
        found: list[Found] = []
        if bounds:
            reader.assign(list(bounds))
        for place, (begin, _) in bounds.items():
            reader.seek(place, begin)
        left = dict(bounds)
        while left:
            async with answered(SILENCE_S):
                batches = await self._next(reader, left)
            for records in batches.values():
                found += [self._found(record) for record in records if record.key == key]
            at = {place: await reader.position(place) for place in bounds}
            left = {place: bound for place, bound in bounds.items() if at[place] < bound[1]}
            progress(sum(min(at[place], end) - begin for place, (begin, end) in bounds.items()), total)
        return [each for each in found if each.offset < bounds[self._place(each)][1]]

    async def _next(self, reader: Any, places: dict[TopicPartition, tuple[int, int]]) -> Any:
        """The next records; a compacted or a transaction's end may leave none although the position moves."""
        before = {place: await reader.position(place) for place in places}
        while True:
            batches = await reader.getmany(*places, timeout_ms=POLL_MS, max_records=PORTION)
            if batches or any([await reader.position(place) > at for place, at in before.items()]):
                return batches

    def _found(self, record: Any) -> Found:
        written_at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
        topic = record.topic.removeprefix(self._prefix)
        return Found(topic, record.partition, record.offset, written_at, record.value or b"")

    def _place(self, found: Found) -> TopicPartition:
        return TopicPartition(self._prefix + found.topic, found.partition)
