"""Rounds of kills: topics that nobody has read, a worker killed again and again; then what is left is judged.

Every key gets the numbers 1, 2, 3 …; a worker that keeps a table emits number and sum, one without a table the number.
So what was lost, doubled or summed up wrongly shows in the outputs alone.
"""

import asyncio
import random
import signal
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from chassis.producer import Producer
from contracts.topics import CLOCKS_CHANGELOG, DEADLINES, PARTITIONS
from tests.faults.kills.forks import Forks
from tests.faults.kills.sums import SOURCES, Result, judge, numbers

STUCK_S = 60.0
"""A partition whose records wait longer than this stays stuck: a worker needs a few seconds."""
SLOW = {"PAUSE_S": "0.08", "MAX_POLL": "20"}
"""A worker that is to be killed takes small batches slowly, so that kills hit between the steps of one."""
JOINS_AT_S, READS_BY_S = 0.1, 2.2
"""A forked worker joins and begins to read between these moments. faust's own reading lost records there, when it still
waited a second for tables: between 1.1 and 3.2 s."""
BESIDE_ANOTHER = {"PAUSE_S": "0.01", "MAX_POLL": "100"}
PAIR = ("w-0", "w-1")
ABSENT_S = 8.0
"""Longer than a session, so that the other worker takes everything over."""


@dataclass(frozen=True)
class Field:
    """A broker, its clients and a folder for logs. `table` says whether the workers keep a table."""

    bootstrap: str
    folder: Path
    table: bool
    admin: Any
    reader: Any

    def environment(self, prefix: str, instance: str, **more: str) -> dict[str, str]:
        """The settings of a worker."""
        return {
            "KAFKA_BOOTSTRAP": self.bootstrap,
            "TOPIC_PREFIX": prefix,
            "INSTANCE": instance,
            "OPS_PORT": "0",
            "SESSION_TIMEOUT_S": "6",
            "APP_DATADIR": str(self.folder / f"{prefix}{instance}"),
            "KEEPS_A_TABLE": str(int(self.table)),
            **more,
        }

    async def make_topics(self, prefix: str) -> None:
        """Topics that nobody has read yet."""
        names: dict[str, dict[str, str]] = {topic.name: {} for topic in (*SOURCES, DEADLINES)} | {
            CLOCKS_CHANGELOG.name: {"cleanup.policy": "compact"}
        }
        await self.admin.create_topics(
            [NewTopic(prefix + name, PARTITIONS, 1, topic_configs=config) for name, config in names.items()]
        )

    async def behind(self, prefix: str) -> list[str]:
        """Which partitions have records that no worker has committed yet."""
        places = [TopicPartition(prefix + topic.name, number) for topic in SOURCES for number in range(PARTITIONS)]
        ends = await self.reader.end_offsets(places)
        try:
            committed = await self.admin.list_consumer_group_offsets(f"{prefix}sla", partitions=places)
        except KafkaError:
            return ["the coordinator does not answer"]
        done = {place: committed[place].offset if place in committed else 0 for place in places}
        return [
            f"{place.topic}[{place.partition}] at {done[place]} of {ends[place]}"
            for place in places
            if done[place] < ends[place]
        ]

    async def outputs(self, prefix: str) -> Mapping[bytes, list[tuple[int, int]]]:
        """What workers emitted: for each key (number, sum), in the order of the log."""
        places = [TopicPartition(prefix + DEADLINES.name, number) for number in range(PARTITIONS)]
        found: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
        reader = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False)
        await reader.start()
        try:
            reader.assign(places)
            await reader.seek_to_beginning()
            ends = await reader.end_offsets(places)
            while any([await reader.position(place) < end for place, end in ends.items()]):
                for records in (await reader.getmany(timeout_ms=300)).values():
                    for record in records:
                        found[record.key].append(tuple(orjson.loads(record.value)))
        finally:
            await reader.stop()
        return found


@asynccontextmanager
async def field_of(bootstrap: str, folder: Path, table: bool) -> AsyncIterator[Field]:
    """A broker to play on."""
    folder.mkdir(parents=True, exist_ok=True)
    admin, reader = AIOKafkaAdminClient(bootstrap_servers=bootstrap), AIOKafkaConsumer(bootstrap_servers=bootstrap)
    await admin.start()
    await reader.start()
    try:
        yield Field(bootstrap, folder, table, admin, reader)
    finally:
        await reader.stop()
        await admin.close()


async def play(on: Field, forks: Forks, rng: random.Random, kills: int, upto: int = 60) -> Result:
    """One round: so many kills of the only worker of a new group, then one that must finish."""
    prefix, result = f"k{uuid.uuid4().hex[:8]}-", Result()
    producer = Producer(on.bootstrap, prefix, "feeder")
    await on.make_topics(prefix)
    await producer.start()
    try:
        await producer.deliver(numbers(1, upto))
        for _ in range(kills):
            await _live_and_be_killed(on, forks, prefix, _moment(rng), result)
        last = await forks.spawn(on.environment(prefix, "w-0"), on.folder / f"{prefix}last.log")
        await producer.deliver(numbers(upto + 1, upto + 3))
        await finish(on, forks, prefix, [last], result)
        await forks.kill(last)
    finally:
        await producer.stop()
    judge(await on.outputs(prefix), upto + 3, on.table, result)
    return result


def _moment(rng: random.Random) -> float:
    """Seconds after a worker's start: now and then at once, mostly while it joins its group and begins to read."""
    return rng.uniform(0, JOINS_AT_S) if rng.random() < 0.2 else rng.uniform(JOINS_AT_S, READS_BY_S)


async def _live_and_be_killed(on: Field, forks: Forks, prefix: str, seconds: float, result: Result) -> None:
    pid = await forks.spawn(on.environment(prefix, "w-0", **SLOW), on.folder / f"{prefix}{len(result.kills)}.log")
    code = await forks.gone(pid, within_s=seconds)
    if code is not None:
        result.exits.append(code)
        return
    await forks.kill(pid)
    result.kills.append(round(seconds, 2))


async def play_pair(on: Field, forks: Forks, rng: random.Random, kills: int) -> Result:
    """One round: two workers share a new group under records that keep coming; one after the other is ended."""
    prefix, result = f"k{uuid.uuid4().hex[:8]}-", Result()
    producer = Producer(on.bootstrap, prefix, "feeder")
    await on.make_topics(prefix)
    await producer.start()

    async def begin(name: str) -> int:
        log = on.folder / f"{prefix}{name}.log"
        return await forks.spawn(on.environment(prefix, name, **BESIDE_ANOTHER), log)

    try:
        async with _feeding(producer) as fed:
            workers = {name: await begin(name) for name in PAIR}
            while len(result.kills) < kills:
                seconds, name = rng.uniform(0.5, 5), rng.choice(PAIR)
                if (code := await forks.gone(workers[name], within_s=seconds)) is not None:
                    result.exits.append(code)
                else:
                    await forks.kill(workers[name], rng.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
                    result.kills.append(round(seconds, 2))
                await asyncio.sleep(rng.choice((0, 0.5, ABSENT_S)))
                workers[name] = await begin(name)
        await finish(on, forks, prefix, list(workers.values()), result)
        for worker in workers.values():
            await forks.kill(worker)
    finally:
        await producer.stop()
    judge(await on.outputs(prefix), fed[-1], on.table, result)
    return result


@asynccontextmanager
async def _feeding(producer: Producer) -> AsyncIterator[list[int]]:
    """Meanwhile number after number is delivered; yields the newest one of each delivery."""
    fed = [0]

    async def feed() -> None:
        while True:
            await producer.deliver(numbers(fed[-1] + 1, fed[-1] + 2))
            fed.append(fed[-1] + 2)
            await asyncio.sleep(0.1)

    feeding = asyncio.create_task(feed())
    try:
        yield fed
    finally:
        feeding.cancel()
        await asyncio.wait([feeding])


async def finish(on: Field, forks: Forks, prefix: str, workers: Sequence[int], result: Result) -> None:
    """Wait until everything is committed; what does not move for long is stuck."""
    loop = asyncio.get_running_loop()
    before, since = [""], loop.time()
    while behind := await on.behind(prefix):
        if behind != before:
            before, since = behind, loop.time()
        if loop.time() - since > STUCK_S:
            result.stuck += behind
            return
        for worker in workers:
            if (code := await forks.gone(worker, within_s=0.2)) is not None:
                result.exits.append(code)
                return
