"""Reads the topics from their first record on, without a consumer group: nothing is committed, no group notices."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from contracts.codec import DecodeError, UnknownEvent, decode
from contracts.topics import TOPICS, Topic, dead_letter_topics
from verify.evidence import Entry

ALL_TOPICS: tuple[str, ...] = (*(topic.name for topic in TOPICS), *dead_letter_topics())
_EVENT_TOPICS = frozenset(topic.name for topic in TOPICS if topic.events)
PUBLISHED: tuple[str, ...] = tuple(
    topic.name for topic in TOPICS if topic.events and topic.consumers != (topic.producer,)
)
"""The topics whose events say what became of complaints: all but those that a service writes for itself."""


class NotReadable(Exception):
    """The topics cannot be read; the message says why."""


class TopicReader:
    """Follows topics. `prefix` is the environment's; topics are named without it. Entering may raise `NotReadable`."""

    def __init__(self, bootstrap: str, prefix: str = "", topics: Iterable[str] = PUBLISHED) -> None:
        self._bootstrap, self._prefix, self._topics = bootstrap, prefix, tuple(topics)
        self._consumer: Any = None
        self._partitions: list[TopicPartition] = []

    async def __aenter__(self) -> "TopicReader":
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        try:
            await self._start()
        except KafkaError as error:
            await self._consumer.stop()
            raise NotReadable(f"no broker answers at {self._bootstrap}: {error}") from error
        except NotReadable:
            await self._consumer.stop()
            raise
        return self

    async def _start(self) -> None:
        await self._consumer.start()
        topics = {self._prefix + topic.name: topic.partitions for topic in map(_described, self._topics)}
        if missing := sorted(set(topics) - await self._consumer.topics()):
            raise NotReadable(f"{self._bootstrap} has no topic {', '.join(missing)}")
        self._partitions = [TopicPartition(name, number) for name, count in topics.items() for number in range(count)]
        self._consumer.assign(self._partitions)
        await self._consumer.seek_to_beginning(*self._partitions)

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    async def read(self, wait_ms: int = 200) -> list[Entry]:
        """What has come since the last time; waits at most `wait_ms` for something."""
        batches = await self._consumer.getmany(timeout_ms=wait_ms, max_records=2_000)
        return [self._entry(record) for records in batches.values() for record in records]

    async def read_to_end(self) -> list[Entry]:
        """Everything up to the records that are the last ones just now."""
        ends = await self._consumer.end_offsets(self._partitions)
        found: list[Entry] = []
        while True:
            found += await self.read()
            if all([await self._consumer.position(each) >= end for each, end in ends.items()]):
                return sorted(found, key=lambda entry: (entry.topic, entry.partition, entry.offset))

    def _entry(self, record: Any) -> Entry:
        topic = record.topic.removeprefix(self._prefix)
        parts = [record.key, record.value, *(value for _, value in record.headers or ())]
        raw = b"\n".join(part for part in parts if part)
        event = None
        if topic in _EVENT_TOPICS:
            try:
                event = decode(record.value or b"")
            except (DecodeError, UnknownEvent):
                event = None
        written_at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
        return Entry(topic, record.partition, record.offset, written_at, event, raw)


def _described(name: str) -> Topic:
    """Dead-letter topics have one partition and no description of their own."""
    known = {topic.name: topic for topic in TOPICS}
    return known.get(name) or Topic(name, "", (), (), "dead letters", partitions=1)
