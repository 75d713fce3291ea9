"""Reads what the auditor has said, and single records of other topics, without a consumer group."""

from aiokafka.structs import TopicPartition

from chassis.broker import answered, reader_of_no_group
from chassis.errors import BrokerUnavailable
from contracts.codec import DecodeError, UnknownEvent, decode
from contracts.events import AuditEvent
from contracts.records import Record
from contracts.topics import AUDIT
from contracts.values import RecordPlace

TIMEOUT_S = 30.0
POLL_MS = 500


class AuditTopic:
    """The topic on a broker. Every method raises `BrokerUnavailable` when that does not answer."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._bootstrap, self._prefix = bootstrap, prefix

    async def read(self) -> list[AuditEvent]:
        """All that is kept, each complaint's in order."""
        async with answered(TIMEOUT_S), reader_of_no_group(self._bootstrap) as reader:
            name = self._prefix + AUDIT.name
            if name not in await reader.topics():
                raise BrokerUnavailable(f"there is no topic {name}; `python -m chassis.admin` makes it")
            places = [TopicPartition(name, number) for number in range(AUDIT.partitions)]
            reader.assign(places)
            await reader.seek_to_beginning(*places)
            ends = await reader.end_offsets(places)
            found: list[AuditEvent] = []
            while any([await reader.position(place) < end for place, end in ends.items()]):
                batches = await reader.getmany(timeout_ms=POLL_MS)
                found += [event for each in batches.values() for record in each if (event := _event(record.value))]
            return found

    async def record(self, wanted: RecordPlace) -> Record | None:
        """The record at that place as it was written: key, value and headers; None when it is kept no longer."""
        async with answered(TIMEOUT_S), reader_of_no_group(self._bootstrap) as reader:
            place = TopicPartition(self._prefix + wanted.topic, wanted.partition)
            if place.topic not in await reader.topics():
                return None
            reader.assign([place])
            begin, end = await reader.beginning_offsets([place]), await reader.end_offsets([place])
            if not begin[place] <= wanted.offset < end[place]:
                return None
            reader.seek(place, wanted.offset)
            first = await reader.getone(place)
            if first.offset != wanted.offset:
                return None
            return Record(wanted.topic, first.key, first.value, wanted.partition, tuple(first.headers))


def _event(value: bytes | None) -> AuditEvent | None:
    try:
        event = decode(value or b"")
    except (DecodeError, UnknownEvent):
        return None
    return event if isinstance(event, AuditEvent) else None
