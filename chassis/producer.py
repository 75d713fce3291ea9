"""The one producer of a process: idempotent, acknowledged by all replicas, every delivery awaited."""

import asyncio
import time
from collections.abc import Collection, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import InvalidTimestampError, KafkaError
from aiokafka.partitioner import DefaultPartitioner

from chassis import logs
from chassis.broker import close
from chassis.errors import ClockRefused, DeliveryFailed
from chassis.watchdog import Watchdog
from contracts.records import Record
from contracts.topics import PARTITIONS

TIMEOUT_S = 30.0
"""The client itself retries for ever in some states (no producer id, out of order); then a new one is needed."""

log = logs.get(__name__)

_partitioner = DefaultPartitioner()
"""The same rule as every Kafka client: murmur2 of the key."""


class Producer:
    """Delivers records in the order given. `prefix` is the environment's; a watchdog keeps a zombie from writing."""

    name = "producer"

    def __init__(self, bootstrap: str, prefix: str, client_id: str, watchdog: Watchdog | None = None) -> None:
        self._bootstrap, self._prefix, self._client_id, self._watchdog = bootstrap, prefix, client_id, watchdog
        self._kafka: AIOKafkaProducer | None = None
        self._refused: str | None = None
        self._is_started = False
        self._connecting = asyncio.Lock()

    async def start(self) -> None:
        """Connect; raises `DeliveryFailed` when no broker answers."""
        self._is_started = True
        await self._connected()

    async def stop(self) -> None:
        """Close the connection."""
        self._is_started = False
        await self._give_up(self._kafka)

    def not_ready_because(self) -> str | None:
        """Ready while it holds a connection, and the broker takes what it is given."""
        if self._refused is not None:
            return self._refused
        return None if self._kafka is not None else "broker unavailable: not connected"

    async def deliver(self, records: Sequence[Record]) -> dict[tuple[str, int], int]:
        """Return when the broker has confirmed every record; raises `DeliveryFailed` when it has not.

        The answer is the offset after the last of them, by topic (without prefix) and partition. After `ClockRefused`
        the next call connects anew.
        """
        if not records:
            return {}
        kafka = await self._connected()
        if self._watchdog is not None:
            self._watchdog.check()
        try:
            delivered = await self._send(kafka, records)
        except InvalidTimestampError as error:
            refusal = ClockRefused()
            self._refused = str(refusal)
            # The client has lost count of its records with the refusal.
            await self._give_up(kafka)
            raise refusal from error
        except DeliveryFailed as error:
            if self._refused is not None and self._kafka is not kafka:
                # Another call was refused, and closed the client under this one.
                raise ClockRefused from error
            raise
        if self._refused is not None:
            self._refused = None
            log.info("the broker takes our time stamps again")
        return delivered

    async def _connected(self) -> AIOKafkaProducer:
        async with self._connecting:
            if not self._is_started:
                raise DeliveryFailed("broker unavailable: not connected")
            if self._kafka is None:
                self._kafka = await self._connect()
            return self._kafka

    async def _connect(self) -> AIOKafkaProducer:
        kafka = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            enable_idempotence=True,
            acks="all",
            linger_ms=0,
            max_batch_size=256 * 1024,
            max_request_size=1024 * 1024,
            request_timeout_ms=20_000,
        )
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await kafka.start()
        except (KafkaError, TimeoutError) as error:
            await close(kafka)
            raise DeliveryFailed(f"broker unavailable: no answer at {self._bootstrap}: {error}") from error
        return kafka

    async def _give_up(self, kafka: Any) -> None:
        """Close a client, unless another call has done so."""
        async with self._connecting:
            if self._kafka is not None and self._kafka is kafka:
                self._kafka = None
                await close(kafka)

    async def _send(self, kafka: AIOKafkaProducer, records: Sequence[Record]) -> dict[tuple[str, int], int]:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                batches = await self._batches(kafka, records)
                confirmations = [
                    await kafka.send_batch(batch, topic, partition=partition) for topic, partition, batch in batches
                ]
                delivered = await asyncio.gather(*confirmations)
        except InvalidTimestampError:
            raise
        except (KafkaError, TimeoutError) as error:
            raise DeliveryFailed(f"broker unavailable: {type(error).__name__}: {error}") from error
        return {
            (topic.removeprefix(self._prefix), partition): metadata.offset + batch.record_count()
            for (topic, partition, batch), metadata in zip(batches, delivered, strict=True)
        }

    async def _batches(self, kafka: AIOKafkaProducer, records: Sequence[Record]) -> list[tuple[str, int, Any]]:
        """The records as Kafka batches, in order within a partition: far cheaper than handing over one by one."""
        batches: list[tuple[str, int, Any]] = []
        open_batches: dict[tuple[str, int], Any] = {}
        for record in records:
            topic = self._prefix + record.topic
            partition = await _partition(kafka, topic, record)
            batch = open_batches.get((topic, partition))
            if batch is None or not _append(batch, record):
                batch = open_batches[topic, partition] = kafka.create_batch()
                batches.append((topic, partition, batch))
                if not _append(batch, record):
                    raise DeliveryFailed(f"a record for {topic} is larger than a batch may be")
        return batches


def _append(batch: Any, record: Record) -> bool:
    now_ms = int(time.time() * 1000)
    added = batch.append(timestamp=now_ms, key=record.key, value=record.value, headers=list(record.headers))
    return added is not None


def partition_of_key(key: bytes | None, known: Collection[int]) -> int:
    """Where the records of a key are, in a topic with these partitions: it stays the same when some are added."""
    partitions = sorted(known)[:PARTITIONS]
    return int(_partitioner(key, partitions, partitions))


async def _partition(kafka: AIOKafkaProducer, topic: str, record: Record) -> int:
    """The record's own partition, or its key's: that one stays the same when somebody adds partitions to a topic."""
    known = await kafka.partitions_for(topic)
    if record.partition is None:
        return partition_of_key(record.key, known)
    if record.partition not in known:
        await kafka.client.force_metadata_update()
        if record.partition not in await kafka.partitions_for(topic):
            raise DeliveryFailed(f"{topic} has no partition {record.partition}: every keyed topic needs as many")
    return record.partition
