"""Reads dead letters where `chassis.dead_letters` left them, and makes the original record of one again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiokafka.structs import TopicPartition

from chassis.broker import answered, reader_of_no_group
from contracts.records import Record
from contracts.topics import Topic, headers_of

PARTITION = 0
"""Dead letters have one partition."""
MAX_READ = 10_000
"""Letters of one topic that are looked at, the latest ones."""
TIMEOUT_S = 30.0
POLL_MS = 500


@dataclass(frozen=True)
class DeadLetter:
    """A record that could not be handled. `topic` is the one that it came from, `offset` its place among the letters.

    `stage` is who could not handle it, and `came_from` partition and offset of the original.
    """

    topic: Topic
    offset: int
    at: datetime
    stage: str
    reason: str
    detail: str
    came_from: tuple[int, int]
    key: bytes | None
    value: bytes

    @property
    def id(self) -> str:
        """What a person calls it by."""
        return f"{self.topic.name}/{PARTITION}/{self.offset}"

    @property
    def original(self) -> Record:
        """The record as it was: key, value and headers, on its own partition."""
        return Record(self.topic.name, self.key, self.value, self.came_from[0], headers_of(self.value))


class DeadLetterTopics:
    """The dead letters on a broker. Every method raises `BrokerUnavailable` when that does not answer."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._bootstrap, self._prefix = bootstrap, prefix

    async def read(self, topic: Topic, since: datetime | None = None, at_most: int = MAX_READ) -> list[DeadLetter]:
        """The letters of a topic that came since then, the latest `at_most` of them, the earliest first."""
        async with answered(TIMEOUT_S), reader_of_no_group(self._bootstrap) as reader:
            place = await self._place(reader, topic)
            if place is None:
                return []
            begin, end = await self._bounds(reader, place)
            begin = max(begin, end - at_most)
            if since is not None:
                found = await reader.offsets_for_times({place: int(since.timestamp() * 1000)})
                begin = max(begin, found[place].offset if found[place] is not None else end)
            return [_letter(topic, record) for record in await _records(reader, place, begin, end)]

    async def one(self, topic: Topic, offset: int) -> DeadLetter | None:
        """The letter at that offset, if it is still kept."""
        async with answered(TIMEOUT_S), reader_of_no_group(self._bootstrap) as reader:
            place = await self._place(reader, topic)
            if place is None:
                return None
            begin, end = await self._bounds(reader, place)
            if not begin <= offset < end:
                return None
            records = await _records(reader, place, offset, offset + 1)
            return _letter(topic, records[0]) if records and records[0].offset == offset else None

    async def _place(self, reader: Any, topic: Topic) -> TopicPartition | None:
        name = self._prefix + topic.dead_letter
        return TopicPartition(name, PARTITION) if name in await reader.topics() else None

    async def _bounds(self, reader: Any, place: TopicPartition) -> tuple[int, int]:
        reader.assign([place])
        begin, end = await reader.beginning_offsets([place]), await reader.end_offsets([place])
        return begin[place], end[place]


async def _records(reader: Any, place: TopicPartition, begin: int, end: int) -> list[Any]:
    found: list[Any] = []
    if begin >= end:
        return found
    reader.seek(place, begin)
    while await reader.position(place) < end:
        batches = await reader.getmany(place, timeout_ms=POLL_MS, max_records=end - begin)
        found += [record for record in batches.get(place, []) if record.offset < end]
    return found


def _letter(topic: Topic, record: Any) -> DeadLetter:
    headers: Mapping[str, str] = {name: value.decode("utf-8", "replace") for name, value in record.headers}
    return DeadLetter(
        topic=topic,
        offset=record.offset,
        at=datetime.fromtimestamp(record.timestamp / 1000, UTC),
        stage=headers.get("stage", "unknown"),
        reason=headers.get("reason", "unknown"),
        detail=headers.get("detail", ""),
        came_from=(int(headers.get("partition", "0")), int(headers.get("offset", "0"))),
        key=record.key,
        value=record.value or b"",
    )
