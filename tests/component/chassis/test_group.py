"""Membership of a group: workers that come, go or are cut off, and partitions that are added, while records flow."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from chassis.errors import DeliveryFailed
from chassis.producer import Producer
from contracts.records import Record
from contracts.topics import ASSIGNMENTS, CLOCKS_CHANGELOG, COMPLAINTS, DEADLINES, PARTITIONS
from deploy.local.environment import Stack
from tests.component.chassis.harness import all_emitted, emitted, numbers, topics, until, worker, wrong
from tests.component.chassis.proxy import Proxy

KEYS, UPTO = 40, 20
KNOWN_WITHIN_S = 60.0
IN_HAND = 3
"""Numbers of one key that a worker may hold when it ends: outputs that are out, but not in its table, are repeated."""


async def test_partitions_that_are_added_are_read_and_keep_their_own_sums(stack: Stack, tmp_path: Path) -> None:
    added = PARTITIONS
    async with topics(stack) as producer:
        with worker(stack, tmp_path, METADATA_MAX_AGE_S="1") as first:
            await producer.deliver(numbers(KEYS, UPTO))
            await all_emitted(stack, KEYS, UPTO)
            await _add_a_partition(stack)
            await _delivered_once_known(producer, _one_key(added, UPTO))
            await producer.deliver(numbers(KEYS, 2 * UPTO, start=UPTO + 1))
            await _has_emitted(stack, b"new", UPTO)
            first.kill()
            await first.gone()
        with worker(stack, tmp_path, METADATA_MAX_AGE_S="1"):
            await producer.deliver([*_one_key(added, 2 * UPTO, start=UPTO + 1), *numbers(KEYS, 3 * UPTO, 2 * UPTO + 1)])
            await _has_emitted(stack, b"new", 2 * UPTO)
            sums = await all_emitted(stack, KEYS, 3 * UPTO)
    assert wrong(sums, KEYS, 3 * UPTO) == []
    assert set(sums[b"new"]) == {(number, number * (number + 1) // 2) for number in range(1, 2 * UPTO + 1)}


async def test_a_key_keeps_its_partition_when_partitions_are_added(stack: Stack) -> None:
    async with topics(stack) as producer:
        keyed = [Record(COMPLAINTS.name, b"key-%d" % number, b"1") for number in range(100)]
        before = await producer.deliver(keyed)
        await _add_a_partition(stack)
        newcomer = Producer(stack.bootstrap, stack.prefix, "newcomer")
        await newcomer.start()
        try:
            after = await newcomer.deliver(keyed)
        finally:
            await newcomer.stop()
    assert after == {place: 2 * records for place, records in before.items()}


async def test_a_worker_that_its_coordinator_no_longer_hears_ends_before_another_repeats_its_work(
    stack: Stack, tmp_path: Path
) -> None:
    async with topics(stack) as producer, Proxy(stack.bootstrap) as proxy:
        with (
            worker(stack, tmp_path, "w-0", KAFKA_BOOTSTRAP=proxy.bootstrap) as cut_off,
            worker(stack, tmp_path, "w-1") as other,
        ):
            await cut_off.ready()
            await other.ready()
            await producer.deliver(numbers(KEYS, 1))
            await all_emitted(stack, KEYS, 1)
            async with _more_and_more(producer, start=2) as fed:
                proxy.cut_coordinator()
                assert await cut_off.gone() == 70
                left_at = fed[-1]
                await until(lambda: fed[-1] >= left_at + 3 * UPTO, "more numbers after the other one took over")
            sums = await all_emitted(stack, KEYS, fed[-1])
    assert wrong(sums, KEYS, fed[-1]) == []
    repeated = Counter(key for key, outputs in sums.items() for _ in range(len(outputs) - len(set(outputs))))
    assert max(repeated.values(), default=0) <= IN_HAND


async def test_two_workers_that_come_and_go_by_turns_lose_and_repeat_nothing(stack: Stack, tmp_path: Path) -> None:
    async with topics(stack) as producer, _more_and_more(producer, start=1) as fed:
        with worker(stack, tmp_path, "w-0") as first:
            await all_emitted(stack, KEYS, 2)
            with worker(stack, tmp_path, "w-1") as second:
                await second.ready()
                await _progress(stack, fed)
                second.kill(signal.SIGTERM)
                assert await second.gone() == 0
            await _progress(stack, fed)
            with worker(stack, tmp_path, "w-1") as third:
                await third.ready()
                first.kill(signal.SIGTERM)
                assert await first.gone() == 0
                await _progress(stack, fed)
                sums = await all_emitted(stack, KEYS, fed[-1])
    assert wrong(sums, KEYS, max(number for number, _ in sums[b"key-0"])) == []
    assert all(len(outputs) == len(set(outputs)) for outputs in sums.values())


async def _add_a_partition(stack: Stack) -> None:
    """One more for every topic of the worker: first where it writes, then where it reads."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.bootstrap)
    await admin.start()
    try:
        for names in ((DEADLINES, CLOCKS_CHANGELOG), (COMPLAINTS, ASSIGNMENTS)):
            await admin.create_partitions({stack.prefix + topic.name: NewPartitions(PARTITIONS + 1) for topic in names})
    finally:
        await admin.close()


async def _delivered_once_known(producer: Producer, records: list[Record]) -> None:
    """A broker that is busy tells of a new partition a moment after it was made."""
    async with asyncio.timeout(KNOWN_WITHIN_S):
        while True:
            try:
                await producer.deliver(records)
            except DeliveryFailed:
                await asyncio.sleep(0.1)
            else:
                return


def _one_key(partition: int, upto: int, start: int = 1) -> list[Record]:
    return [Record(COMPLAINTS.name, b"new", b"%d" % number, partition) for number in range(start, upto + 1)]


async def _has_emitted(stack: Stack, key: bytes, number: int) -> None:
    async with asyncio.timeout(90):
        while all(found != number for found, _ in (await emitted(stack)).get(key, ())):
            await asyncio.sleep(0.2)


@asynccontextmanager
async def _more_and_more(producer: Producer, start: int) -> AsyncIterator[list[int]]:
    """Every key gets number after number meanwhile; yields those that were delivered, the newest last."""
    fed = [start - 1]

    async def feed() -> None:
        for number in count(start):
            await producer.deliver(numbers(KEYS, number, start=number))
            fed.append(number)
            await asyncio.sleep(0.1)

    feeding = asyncio.create_task(feed())
    try:
        yield fed
    finally:
        feeding.cancel()
        await asyncio.wait([feeding])


async def _progress(stack: Stack, fed: list[int]) -> None:
    """Return when everything is emitted that was fed until now."""
    await all_emitted(stack, KEYS, fed[-1])
