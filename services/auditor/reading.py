"""Follows topics without a consumer group: from a moment on at first, then from where it was.

Nothing is committed, and no other reader notices. A record that is no event of its topic is passed by: whoever handles
it puts it among the dead letters.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from chassis.broker import answered, close
from chassis.errors import Poison
from chassis.records import Incoming
from chassis.streams.events import event_of
from contracts.codec import UnknownEvent
from contracts.events import Event
from contracts.topics import Topic
from contracts.values import RecordPlace
from services.auditor.application.histories import Said

TIMEOUT_S = 10.0
POLL_MS = 200
MAX_RECORDS = 2_000

Read = tuple[Event, Said]


class Reader:
    """Every method raises `BrokerUnavailable` when the broker does not answer; it then begins anew where it was."""

    def __init__(self, bootstrap: str, prefix: str, topics: Sequence[Topic], since: datetime) -> None:
        self._bootstrap, self._prefix, self._since = bootstrap, prefix, since
        self._topics: Mapping[str, Topic] = {prefix + topic.name: topic for topic in topics}
        self._consumer: Any = None
        self._at: dict[TopicPartition, int] = {}
        self._ends: dict[TopicPartition, int] = {}
        self._written: dict[TopicPartition, datetime] = {}

    async def look_for_end(self) -> None:
        """Connect if need be, and see where the topics end just now: up to there a round reads."""
        async with answered(TIMEOUT_S):
            if self._consumer is None:
                await self._connect()
            self._ends = await self._consumer.end_offsets(list(self._at))

    async def read(self) -> list[Read]:
        """What comes next."""
        async with answered(TIMEOUT_S):
            batches = await self._consumer.getmany(timeout_ms=POLL_MS, max_records=MAX_RECORDS)
        for place, records in batches.items():
            self._at[place] = records[-1].offset + 1
            self._written[place] = _moment(records[-1].timestamp)
        return [read for records in batches.values() for read in self._events(records)]

    @property
    def is_at_end(self) -> bool:
        """Whether all is read up to where the topics ended when the round began."""
        return not any(self._behind())

    def read_up_to(self, now: datetime) -> datetime:
        """The moment up to which everything is read: that of the partition that is furthest behind."""
        return min((self._written.get(place, self._since) for place in self._behind()), default=now)

    async def close(self) -> None:
        """Give up the connection; what was read is known."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await close(consumer)

    async def _connect(self) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        try:
            await consumer.start()
            places = [TopicPartition(name, n) for name, topic in self._topics.items() for n in range(topic.partitions)]
            consumer.assign(places)
            if not self._at:
                self._at = await self._begin(consumer, places)
            for place, offset in self._at.items():
                consumer.seek(place, offset)
        except BaseException:
            await close(consumer)
            raise
        self._consumer = consumer

    async def _begin(self, consumer: Any, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        since_ms = int(self._since.timestamp() * 1000)
        found = await consumer.offsets_for_times(dict.fromkeys(places, since_ms))
        ends = await consumer.end_offsets(places)
        return {place: found[place].offset if found.get(place) is not None else ends[place] for place in places}

    def _behind(self) -> Iterator[TopicPartition]:
        return (place for place, end in self._ends.items() if self._at[place] < end)

    def _events(self, records: Iterable[Any]) -> Iterator[Read]:
        for record in records:
            topic = self._topics[record.topic]
            try:
                event = event_of(Incoming(topic, record.partition, record.offset, record.key, record.value))
            except (Poison, UnknownEvent):
                continue
            place = RecordPlace(topic=topic.name, partition=record.partition, offset=record.offset)
            yield event, Said(place, _moment(record.timestamp), record.value)


def _moment(timestamp_ms: int) -> datetime:
    return datetime.fromtimestamp(timestamp_ms / 1000, UTC)
