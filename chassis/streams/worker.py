"""Safe batches: the order of steps in which a crash at any moment loses nothing and doubles no effect.

For every batch, never in another order:

1. decide all records in memory;
2. write the effects to the store (idempotent), then publish outputs and dead letters and await every delivery;
3. then write the table's changelog and await every delivery: state must never run ahead of the outputs it stands for,
   or a replayed record would be taken for a duplicate and its outputs be lost;
4. then write the local table;
5. then acknowledge the records, in order.

A crash between two steps only repeats outputs that carry the same ids. An unknown error leaves the process without
acknowledging. faust 0.15.3 does none of this by itself: it acknowledges a record whose agent raised.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import faust
from faust.types import TP

from chassis import logs, metrics
from chassis.dead_letters import PoisonLimit
from chassis.errors import TemporarilyUnavailable
from chassis.process import cancel, die, spawn
from chassis.producer import Producer
from chassis.records import Incoming
from chassis.settings import KafkaSettings
from chassis.streams import faust_private as private
from chassis.streams.decision import Apply, Batch, Decide, decide_batch
from chassis.watchdog import Watchdog
from contracts.records import Record
from contracts.topics import PARTITIONS, Topic

log = logs.get(__name__)

MOST = 1000
"""Records in one batch."""
LINGER_S = 0.005
"""How long a batch waits for more records after its first."""
RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Waits between attempts while something outside does not answer; the last one repeats."""


@dataclass(frozen=True)
class TableSpec:
    """A table in memory, keyed by complaint id, rebuilt from its changelog.

    `on_written(partition, key, value)` follows each local write; `on_recovered(items)` each rebuild.
    """

    name: str
    on_written: Callable[[int, bytes, bytes | None], None]
    on_recovered: Callable[[Iterable[tuple[int, bytes, bytes]]], None]


class StreamWorker:
    """Reads topics in safe batches. One worker has one consumer group: the environment's prefix and `stage`."""

    def __init__(
        self,
        *,
        stage: str,
        settings: KafkaSettings,
        topics: Sequence[Topic],
        decide: Decide,
        producer: Producer,
        watchdog: Watchdog,
        apply: Apply | None = None,
        table: TableSpec | None = None,
    ) -> None:
        self.name = stage
        self._prefix = settings.topic_prefix
        self._topics = {self._prefix + topic.name: topic for topic in topics}
        self._decide, self._producer, self._watchdog, self._apply_effects = decide, producer, watchdog, apply
        self._spec = table
        self._app = _faust_app(stage, settings)
        self._table: Any = self._new_table(table) if table else None
        self._app.agent(self._app.topic(*self._topics), name=stage)(self._read)
        self._app.on_partitions_revoked.connect(self._on_revoked, weak=False)
        self._handling = asyncio.Lock()
        self._done: dict[TP, int] = {}
        self._expected: dict[TP, int] = {}
        self._revoking = False
        self._limit = PoisonLimit()
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Join the group; records come once partitions are assigned and the table is recovered."""
        await self._app.start()
        private.hasten_intake(self._app)
        self._watch = spawn(f"{self.name}: watch on faust", self._die_with_faust())

    async def stop(self) -> None:
        """Finish the batch in hand, commit it, leave."""
        await cancel(self._watch)
        async with self._handling:
            self._revoking = True
            await private.commit(self._app, self._done)
        await self._app.stop()

    def not_ready_because(self) -> str | None:
        """Ready when partitions are assigned and the table is recovered."""
        return None if private.is_settled(self._app) else "waiting for partitions or for the table's recovery"

    async def _die_with_faust(self) -> None:
        die(f"{self.name}: faust crashed", await private.until_crashed(self._app))

    async def _read(self, stream: Any) -> None:
        inbox = private.Inbox(self._app, stream)
        while True:
            try:
                events = await self._next_events(inbox)
            except StopAsyncIteration:
                return
            async with self._handling:
                current = [event for event in events if private.is_current(self._app, event)]
                self._check_for_gaps(current)
                if current and not self._revoking:
                    await self._handle_or_die(current)

    def _check_for_gaps(self, events: Sequence[Any]) -> None:
        """Our topics have no holes, so a skipped offset is a record that was not delivered: restart and read again."""
        for event in events:
            tp, offset = event.message.tp, event.message.offset
            if offset > self._expected.get(tp, offset):
                die(f"{self.name}: {tp.topic}[{tp.partition}] went from {self._expected[tp]} to {offset}")
            self._expected[tp] = offset + 1

    async def _next_events(self, inbox: private.Inbox) -> list[Any]:
        events = [await inbox.next(), *inbox.waiting(MOST - 1)]
        if len(events) < MOST:
            await asyncio.sleep(LINGER_S)
            events += inbox.waiting(MOST - len(events))
        return events

    async def _handle_or_die(self, events: Sequence[Any]) -> None:
        try:
            await self._handle(events)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            die(f"{self.name}: batch of {len(events)} records failed", error)

    async def _handle(self, events: Sequence[Any]) -> None:
        begun = time.perf_counter()
        batch = decide_batch(map(self._incoming, events), self._decide, self._read_state, self.name)
        self._check_poison(batch, len(events))
        if batch.effects and not await self._apply(batch):
            return
        await self._publish(batch.outputs)
        await self._write_changelog(batch)
        self._write_table(batch)
        self._acknowledge(events)
        self._measure(events, batch, begun)

    def _incoming(self, event: Any) -> Incoming:
        message = event.message
        topic = self._topics[message.topic]
        return Incoming(topic, message.partition, message.offset, message.key, message.value)

    def _read_state(self, key: bytes) -> bytes | None:
        return private.read_local(self._table, key) if self._table is not None else None

    def _check_poison(self, batch: Batch, records: int) -> None:
        for record, poison in batch.poisons:
            metrics.dead_letters.labels(record.topic.name, poison.reason).inc()
            log.warning("dead letter", topic=record.topic.name, partition=record.partition, offset=record.offset,
                        reason=poison.reason)  # fmt: skip
        if self._limit.exceeded(len(batch.poisons), records - len(batch.poisons)):
            die(f"{self.name}: most records cannot be handled; the producer or this version's decoder is broken")

    async def _apply(self, batch: Batch) -> bool:
        """Write the effects; False when the partitions are being taken away meanwhile, so others will do it."""
        assert self._apply_effects is not None, "decisions with effects need `apply`"
        attempt = 0
        while not self._revoking:
            try:
                await self._apply_effects(batch.effects)
                return True
            except TemporarilyUnavailable as error:
                wait = RETRY_S[min(attempt, len(RETRY_S) - 1)]
                log.warning("store unavailable, trying again", stage=self.name, error=str(error), wait_s=wait)
                await asyncio.sleep(wait)
                attempt += 1
        return False

    async def _publish(self, records: Sequence[Record]) -> None:
        await self._producer.deliver(records)

    async def _write_changelog(self, batch: Batch) -> None:
        if batch.changes:
            topic = f"{self._app.conf.id}-{self._table.name}-changelog".removeprefix(self._prefix)
            await self._producer.deliver(
                [Record(topic, key, value, partition) for (partition, key), value in batch.changes.items()]
            )

    def _write_table(self, batch: Batch) -> None:
        if self._spec is not None:
            for (partition, key), value in batch.changes.items():
                private.write_local(self._table, partition, key, value)
                self._spec.on_written(partition, key, value)

    def _acknowledge(self, events: Sequence[Any]) -> None:
        for event in events:
            event.ack()
            self._done[event.message.tp] = event.message.offset + 1

    def _measure(self, events: Sequence[Any], batch: Batch, begun: float) -> None:
        for outcome, count in batch.outcomes.items():
            metrics.events_processed.labels(self.name, outcome).inc(count)
        now = datetime.now(UTC)
        for happened in batch.happened:
            metrics.event_age.labels(self.name).observe((now - happened).total_seconds())
        for tp in {event.message.tp for event in events}:
            metrics.last_processed.labels(tp.topic.removeprefix(self._prefix), str(tp.partition)).set(time.time())
        metrics.batch_seconds.labels(self.name).observe(time.perf_counter() - begun)

    async def _on_revoked(self, _app: Any, revoked: set[TP], **_: Any) -> None:
        metrics.rebalances.inc()
        self._revoking = True
        try:
            async with self._handling:
                await private.commit(self._app, {tp: at for tp, at in self._done.items() if tp in revoked})
                self._done.clear()
                self._expected.clear()
        finally:
            self._revoking = False

    def _new_table(self, spec: TableSpec) -> Any:
        table = self._app.Table(spec.name, key_type=bytes, value_type=bytes, partitions=PARTITIONS)

        @table.on_recover
        async def rebuilt() -> None:
            spec.on_recovered(private.local_items(table))

        return table


def _faust_app(stage: str, settings: KafkaSettings) -> Any:
    return faust.App(
        settings.topic_prefix + stage,
        broker=[f"aiokafka://{server}" for server in settings.kafka_bootstrap.split(",")],
        store="memory://",
        processing_guarantee="at_least_once",
        key_serializer="raw",
        value_serializer="raw",
        topic_partitions=PARTITIONS,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        consumer_group_instance_id=settings.instance,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=settings.session_timeout_s,
        broker_heartbeat_interval=max(0.5, settings.session_timeout_s / 10),
        broker_rebalance_timeout=settings.session_timeout_s * 3,
        broker_commit_interval=1.0,
        broker_max_poll_records=500,
        stream_buffer_maxsize=8192,
        stream_wait_empty=False,
        stream_recovery_delay=0,
        producer_threaded=False,
        web_enabled=False,
        autodiscover=False,
        loghandlers=[],
    )
