"""Feeds numbers to counting workers, reads what they emit, and starts, stops and kills them."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.admin import AdminSettings, create_topics
from chassis.producer import Producer
from contracts.records import Record
from deploy.local.environment import REPOSITORY, Stack

COUNTING = "tests.component.chassis.counting"
TIMEOUT_S = 90.0
"""The longest wait for a condition; a passing test waits a few seconds at most."""


@dataclass
class Worker:
    """A counting worker as a process of its own."""

    process: subprocess.Popen[bytes]
    ops_port: int

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    async def ready(self) -> None:
        """Return once it owns partitions, has its table and reads."""
        async with asyncio.timeout(TIMEOUT_S), httpx.AsyncClient() as http:
            while not await self._is_ready(http):
                await asyncio.sleep(0.1)

    async def _is_ready(self, http: httpx.AsyncClient) -> bool:
        try:
            return (await http.get(f"http://127.0.0.1:{self.ops_port}/readyz")).status_code == 200
        except httpx.HTTPError:
            return False

    async def gone(self) -> int:
        """Its exit code, once it has ended."""
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), TIMEOUT_S)


@contextmanager
def worker(
    stack: Stack, folder: Path, instance: str = "w-0", *, killpoint: str = "", module: str = COUNTING, **extra: str
) -> Iterator[Worker]:
    """A running worker; `killpoint` is `step moment number` as in `tests.faults.killpoint`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m"]
    if killpoint:
        step, moment, number = killpoint.split()
        command += ["tests.faults.killpoint", f"chassis.streams.worker:StreamWorker.{step}", moment, number]
    command.append(module)
    environment = {
        **os.environ,
        "KAFKA_BOOTSTRAP": stack.bootstrap,
        "TOPIC_PREFIX": stack.prefix,
        "INSTANCE": instance,
        "OPS_PORT": str(port),
        "SESSION_TIMEOUT_S": "6",
        "APP_DATADIR": str(folder / instance),
        **extra,
    }
    with (folder / f"{instance}.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stderr=log)
    try:
        yield Worker(process, port)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@asynccontextmanager
async def topics(stack: Stack) -> AsyncIterator[Producer]:
    """The topics under the stack's prefix, and a producer that feeds them."""
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    producer = Producer(stack.bootstrap, stack.prefix, "feeder")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


def numbers(keys: int, upto: int, start: int = 1) -> list[Record]:
    """The numbers `start` … `upto` for each key, in order within a key."""
    return [
        Record("complaints", b"key-%d" % key, b"%d" % number)
        for number in range(start, upto + 1)
        for key in range(keys)
    ]


async def read_all(stack: Stack, topic: str) -> list[tuple[bytes | None, bytes | None, dict[str, str]]]:
    """Every record of a topic from its beginning to its present end: key, value, headers."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        name = stack.prefix + topic
        places = [TopicPartition(name, number) for number in sorted(consumer.partitions_for_topic(name) or ())]
        if not places:
            await consumer._client.force_metadata_update()
            places = [TopicPartition(name, number) for number in (await _partitions(consumer, name))]
        consumer.assign(places)
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(places)
        records = []
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                for each in batch:
                    records.append((each.key, each.value, {name: value.decode() for name, value in each.headers}))
        return records
    finally:
        await consumer.stop()


async def _partitions(consumer: AIOKafkaConsumer, name: str) -> list[int]:
    consumer.subscribe([name])
    await consumer.getmany(timeout_ms=1000)
    found = sorted(consumer.partitions_for_topic(name) or ())
    consumer.unsubscribe()
    return found


async def emitted(stack: Stack) -> dict[bytes, list[tuple[int, int]]]:
    """What the workers emitted: for each key (number, sum), in log order."""
    sums: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
    for key, value, _ in await read_all(stack, "deadlines"):
        sums[key or b""].append(tuple(orjson.loads(value or b"[]")))
    return sums


def wrong(sums: dict[bytes, list[tuple[int, int]]], keys: int, upto: int) -> list[str]:
    """Every way in which the outputs differ from one correct sum for each number. Repetitions are allowed."""
    faults = []
    for key in (b"key-%d" % number for number in range(keys)):
        expected = {(number, number * (number + 1) // 2) for number in range(1, upto + 1)}
        found = set(sums.get(key, ()))
        faults += [f"{key!r}: lost {each}" for each in sorted(expected - found)]
        faults += [f"{key!r}: never should have been {each}" for each in sorted(found - expected)]
    return faults


async def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(TIMEOUT_S):
        while not condition():
            await asyncio.sleep(0.1)


async def all_emitted(stack: Stack, keys: int, upto: int) -> dict[bytes, list[tuple[int, int]]]:
    """Wait until the last number of every key was emitted; raises TimeoutError with what is missing."""
    sums: dict[bytes, list[tuple[int, int]]] = {}
    try:
        async with asyncio.timeout(TIMEOUT_S):
            while True:
                sums = await emitted(stack)
                if all(any(n == upto for n, _ in sums.get(b"key-%d" % key, ())) for key in range(keys)):
                    return sums
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise TimeoutError(f"not emitted after {TIMEOUT_S} s: {wrong(sums, keys, upto)[:5]}") from None
