"""Topics that are filled, watched and read by the measurement itself, outside of any consumer group."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.admin import AdminSettings, create_topics
from chassis.producer import Producer
from contracts.records import Record
from contracts.topics import PARTITIONS, topics_read_by
from deploy.local.environment import Stack
from tests.bench.ground import Running
from tests.bench.results import MeasurementError

PORTION = 2_000
STALLED_S = 45.0
"""Nothing new for this long means that nothing more will come."""
FETCH_WAIT_MS = 20
"""How long the broker may hold back an answer: a record for a partition that was not asked for waits for the next."""


@dataclass(frozen=True)
class Written:
    """What the measurement needs of a record: its key, how long its value is, when it was written (writer's clock)."""

    key: bytes
    at_ms: int
    size: int


async def make_topics(stack: Stack, *more: str) -> None:
    """The topics of Tanggap under the stack's prefix, and `more` of the same width for bare loops."""
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    if more:
        async with _admin(stack) as client:
            await client.create_topics([NewTopic(stack.prefix + name, PARTITIONS, 1) for name in more])


async def fill(stack: Stack, records: Iterable[Record]) -> None:
    """Write the records and wait until the broker has them."""
    producer = Producer(stack.bootstrap, stack.prefix, "bench")
    await producer.start()
    try:
        rest = iter(records)
        while portion := list(islice(rest, PORTION)):
            await producer.deliver(portion)
    finally:
        await producer.stop()


@asynccontextmanager
async def reader(stack: Stack, *topics: str) -> AsyncIterator[Any]:
    """A consumer at the beginning of topics; it belongs to no group and commits nothing."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=stack.bootstrap, enable_auto_commit=False, fetch_max_wait_ms=FETCH_WAIT_MS
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(stack.prefix + topic, n) for topic in topics for n in range(PARTITIONS)])
        await consumer.seek_to_beginning()
        yield consumer
    finally:
        await consumer.stop()


async def size(consumer: Any) -> int:
    """How many records its topics have ever held."""
    return sum((await consumer.end_offsets(consumer.assignment())).values())


async def await_size(consumer: Any, records: int, writer: Running, look_every_s: float = 0.2) -> None:
    """Wait until the topic holds so many; raises `MeasurementError` when the writer stalls or ends."""
    await _await_count(lambda: size(consumer), records, writer, look_every_s)


async def await_worked_off(stack: Stack, service: str, worker: Running) -> None:
    """Wait until a service has committed all that its topics hold; raises `MeasurementError` when it stalls or ends.

    `worker` is its process that reads them, and has the name of its group.
    """
    async with reader(stack, *(topic.name for topic in topics_read_by(service))) as topics, _admin(stack) as client:

        async def committed() -> int:
            offsets = await client.list_consumer_group_offsets(stack.prefix + worker.program.name)
            return sum(max(0, offsets[place].offset) for place in topics.assignment() if place in offsets)

        await _await_count(committed, await size(topics), worker, look_every_s=0.2)


async def _await_count(count: Callable[[], Awaitable[int]], wanted: int, worker: Running, look_every_s: float) -> None:
    seen, since = -1, time.monotonic()
    while (now := await count()) < wanted:
        worker.check()
        if now > seen:
            seen, since = now, time.monotonic()
        if time.monotonic() - since > STALLED_S:
            raise MeasurementError(f"{worker.program.name} stopped at {now} of {wanted} records")
        await asyncio.sleep(look_every_s)


async def read_to_end(consumer: Any) -> list[Written]:
    """All that its topics hold just now; a compacted topic has fewer records than its size says."""
    ends = await consumer.end_offsets(consumer.assignment())
    found: list[Written] = []
    while any([await consumer.position(place) < end for place, end in ends.items()]):
        batches = await consumer.getmany(timeout_ms=5_000)
        if not batches:
            raise MeasurementError(f"only {len(found)} records could be read back")
        found += [
            Written(each.key, each.timestamp, len(each.value or b"")) for batch in batches.values() for each in batch
        ]
    return found


@asynccontextmanager
async def _admin(stack: Stack) -> AsyncIterator[Any]:
    client = AIOKafkaAdminClient(bootstrap_servers=stack.bootstrap)
    await client.start()
    try:
        yield client
    finally:
        await client.close()
