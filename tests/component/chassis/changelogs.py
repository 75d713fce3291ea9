"""Changelog topics for tests: made small on purpose, written to, and compared with what a table makes of them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.producer import Producer
from chassis.settings import KafkaSettings
from chassis.streams import State
from contracts.records import Record
from contracts.topics import Topic

PARTITIONS = 4
SMALL_SEGMENTS = {
    "cleanup.policy": "compact",
    "segment.ms": "200",
    "min.cleanable.dirty.ratio": "0.01",
    "delete.retention.ms": "0",
}


@dataclass
class Recorder:
    """An observer that writes down what it hears."""

    rebuilt: list[tuple[int, int]] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    written: list[tuple[int, bytes, bytes | None, bytes | None]] = field(default_factory=list)

    def on_written(self, partition: int, key: bytes, before: bytes | None, after: bytes | None) -> None:
        self.written.append((partition, key, before, after))

    async def on_rebuilt(self, partition: int, values: Mapping[bytes, bytes]) -> None:
        self.rebuilt.append((partition, len(values)))

    def on_lost(self, partition: int) -> None:
        self.lost.append(partition)


@dataclass
class Changelog:
    """A changelog topic with its producer; `values` is what a table must hold, by partition."""

    settings: KafkaSettings
    topic: Topic
    producer: Producer
    values: dict[int, dict[bytes, bytes]] = field(default_factory=lambda: {n: {} for n in range(PARTITIONS)})

    async def write(self, *changes: tuple[int, bytes, bytes | None]) -> None:
        """Write changes, as a worker does; None deletes."""
        await self.producer.deliver(
            [Record(self.topic.name, key, value, partition) for partition, key, value in changes]
        )
        for partition, key, value in changes:
            if value is None:
                self.values[partition].pop(key, None)
            else:
                self.values[partition][key] = value

    async def count(self) -> int:
        """How many records the broker still has."""
        reader = AIOKafkaConsumer(bootstrap_servers=self.settings.kafka_bootstrap, enable_auto_commit=False)
        await reader.start()
        try:
            places = [TopicPartition(self.settings.topic_prefix + self.topic.name, n) for n in range(PARTITIONS)]
            reader.assign(places)
            await reader.seek_to_beginning()
            ends, count = await reader.end_offsets(places), 0
            while any([await reader.position(place) < end for place, end in ends.items()]):
                count += sum(map(len, (await reader.getmany(timeout_ms=300)).values()))
            return count
        finally:
            await reader.stop()

    def table(self) -> tuple[State, Recorder]:
        """A table of this changelog, and what its observer hears."""
        state, recorder = State(self.settings, self.topic), Recorder()
        state.observe(recorder)
        return state, recorder

    def differences(self, state: State, partitions: set[int]) -> list[str]:
        """How a table differs from what was written."""
        keys = {key for values in self.values.values() for key in values}
        return [
            f"{partition} {key!r}: {state.read(partition, key)!r}"
            for partition in range(PARTITIONS)
            for key in sorted(keys)
            if state.read(partition, key) != (self.values[partition].get(key) if partition in partitions else None)
        ]


async def changelog(bootstrap: str) -> Changelog:
    """A new one. Its producer is started; whoever asks stops it."""
    prefix = f"c{uuid.uuid4().hex[:8]}-"
    settings = KafkaSettings(ops_port=0, kafka_bootstrap=bootstrap, topic_prefix=prefix)
    topic = Topic("table-changelog", "sla", ("sla",), (), "a table", retention_ms=None, compacted=True)
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        answer = await admin.create_topics([NewTopic(prefix + topic.name, PARTITIONS, 1, topic_configs=SMALL_SEGMENTS)])
        assert [code for _, code, *_ in answer.topic_errors] == [0], answer.topic_errors
    finally:
        await admin.close()
    producer = Producer(bootstrap, prefix, "changelog")
    await producer.start()
    return Changelog(settings, topic, producer)
