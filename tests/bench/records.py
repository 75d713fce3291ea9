"""Topics that are filled, watched and read by the measurement itself, outside of any consumer group."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.admin import AdminSettings, create_topics
from chassis.producer import Producer
from contracts.records import Record
from contracts.topics import PARTITIONS
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
    """What the measurement needs of a record: its key, and when it was written (ms, the writer's clock)."""

    key: bytes
    at_ms: int


async def make_topics(stack: Stack, *more: str) -> None:
    """The topics of Tanggap under the stack's prefix, and `more` of the same width for bare loops."""
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    client = AIOKafkaAdminClient(bootstrap_servers=stack.bootstrap)
    await client.start()
    try:
        if more:
            await client.create_topics([NewTopic(stack.prefix + name, PARTITIONS, 1) for name in more])
    finally:
        await client.close()


async def fill(stack: Stack, records: Sequence[Record]) -> None:
    """Write the records and wait until the broker has them."""
    producer = Producer(stack.bootstrap, stack.prefix, "bench")
    await producer.start()
    try:
        for start in range(0, len(records), PORTION):
            await producer.deliver(records[start : start + PORTION])
    finally:
        await producer.stop()


@asynccontextmanager
async def reader(stack: Stack, topic: str) -> AsyncIterator[Any]:
    """A consumer at the beginning of a topic; it belongs to no group and commits nothing."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=stack.bootstrap, enable_auto_commit=False, fetch_max_wait_ms=FETCH_WAIT_MS
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(stack.prefix + topic, number) for number in range(PARTITIONS)])
        await consumer.seek_to_beginning()
        yield consumer
    finally:
        await consumer.stop()


async def size(consumer: Any) -> int:
    """How many records its topic has ever held."""
    return sum((await consumer.end_offsets(consumer.assignment())).values())


async def await_size(consumer: Any, records: int, writer: Running) -> None:
    """Wait until the topic holds so many; raises `MeasurementError` when the writer stalls or ends."""
    seen, since = -1, time.monotonic()
    while (now := await size(consumer)) < records:
        writer.check()
        if now > seen:
            seen, since = now, time.monotonic()
        if time.monotonic() - since > STALLED_S:
            raise MeasurementError(f"{writer.program.name} stopped at {now} of {records} records")
        await asyncio.sleep(0.2)


async def read(consumer: Any, records: int) -> list[Written]:
    """The first records of the topic, that many at least."""
    found: list[Written] = []
    while len(found) < records:
        batches = await consumer.getmany(timeout_ms=5_000)
        if not batches:
            raise MeasurementError(f"only {len(found)} of {records} records could be read back")
        found += [Written(each.key, each.timestamp) for batch in batches.values() for each in batch]
    return found
