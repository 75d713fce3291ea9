"""Safe batches: the order of steps in which a crash at any moment loses nothing and doubles no effect.

For every batch, never in another order:

1. decide all records in memory;
2. write the effects to the store (idempotent), then publish outputs and dead letters and await every delivery;
3. then write the table's changelog and await every delivery: state must never run ahead of the outputs it stands for,
   or a replayed record would be taken for a duplicate and its outputs be lost;
4. then write the table in memory;
5. then the records count as done, and their offsets are committed soon.

A crash between two steps only repeats outputs that carry the same ids. An unknown error leaves the process before
anything of its batch counts as done.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from chassis import logs, tracing
from chassis.background import BackgroundLoop, up_to
from chassis.dead_letters import PoisonLimit
from chassis.errors import ClockRefused, TemporarilyUnavailable
from chassis.process import cancel, die, spawn
from chassis.producer import Producer
from chassis.records import Incoming
from chassis.retry import Retry
from chassis.settings import KafkaSettings
from chassis.streams.batch import Apply, Batch, Decide, decide_batch
from chassis.streams.group import REBALANCE_SESSIONS, Group, Partition
from chassis.streams.measures import Measures
from chassis.streams.reading import Reading, Records
from chassis.streams.state import State
from chassis.watchdog import Watchdog
from contracts.records import Record
from contracts.topics import Topic

log = logs.get(__name__)

COMMIT_EVERY_S = 1.0
RETRY = Retry((0.2, 0.5, 1.0, 2.0, 5.0))
"""Of effects that the store does not confirm."""
CLOCK_AGAIN_S = 5.0
LAG_EVERY_S = 5.0
STALLED_S = 60.0
"""A batch that takes longer than this makes the worker unready."""
REVOKE_SESSIONS = REBALANCE_SESSIONS - 1
"""How many sessions long the batch in hand may go on once its partitions are revoked: less than the group waits."""


class StreamWorker:
    """Reads topics in safe batches. One worker has one consumer group: the environment's prefix and `stage`.

    `outcomes` are all that its decisions may have.
    """

    def __init__(
        self,
        *,
        stage: str,
        settings: KafkaSettings,
        topics: Sequence[Topic],
        decide: Decide,
        outcomes: Sequence[str],
        producer: Producer,
        watchdog: Watchdog,
        apply: Apply | None = None,
        state: State | None = None,
    ) -> None:
        self.name = stage
        self._topics = {settings.topic_prefix + topic.name: topic for topic in topics}
        spans = tracing.spans()
        self._spans = spans.handling(stage, decide) if spans is not None else None
        self._decide = self._spans.decide if self._spans is not None else decide
        self._producer, self._apply_effects, self._state = producer, apply, state
        self._group = Group(stage, tuple(self._topics), settings, self._on_revoked, self._on_assigned)
        self._reading = Reading(stage, self._group, self._prepare)
        self._handling, self._stopping = asyncio.Lock(), asyncio.Event()
        self._done: dict[Partition, int] = {}
        self._committed_at = time.monotonic()
        self._limit = PoisonLimit()
        self._measures = Measures(stage, self._topics, outcomes)
        self._lag = BackgroundLoop(f"{stage}: lag", self._look_at_lag, pause_s=LAG_EVERY_S, retry=Retry((LAG_EVERY_S,)))
        self._tasks: list[asyncio.Task[None]] = []
        self._revoked_since: float | None = None
        self._revoke_limit_s = REVOKE_SESSIONS * settings.session_timeout_s
        watchdog.add(lambda: self._cut_off_for(settings.watchdog_limit_s))
        if state is not None:
            state.is_open = lambda: self._reading.is_open

    async def start(self) -> None:
        """Join the group; records come once partitions are assigned and the table is rebuilt."""
        await self._group.start()
        self._tasks = [
            spawn(f"{self.name}: reading", self._read()),
            spawn(f"{self.name}: watch on faust", self._die_with_faust()),
        ]
        await self._lag.start()

    async def stop(self) -> None:
        """Finish the batch in hand, commit it, leave. A batch that waits for the clock is left to the next start."""
        self._stopping.set()
        async with self._handling:
            await self._reading.stop()
            await self._commit()
        await self._lag.stop()
        for task in self._tasks:
            await cancel(task)
        await self._group.stop()

    def not_ready_because(self) -> str | None:
        """Ready when partitions are assigned, the table is rebuilt, and records that wait are being handled."""
        if not self._reading.is_open:
            return self._reading.doing
        return self._measures.stalled_because(STALLED_S)

    async def _die_with_faust(self) -> None:
        die(f"{self.name}: faust crashed", await self._group.until_crashed())

    async def _look_at_lag(self) -> bool:
        """Until it reads, how far behind it is stays what was known: it is not 0."""
        if self._reading.is_open:
            positions = dict(self._reading.positions)
            self._measures.lag(positions, await self._group.ends(positions) if positions else {})
        return False

    def _cut_off_for(self, limit_s: float) -> str | None:
        """Why this worker may no longer write: others get its partitions once its session has run out."""
        if self._revoked_since is not None and time.monotonic() - self._revoked_since > self._revoke_limit_s:
            return f"{self.name}: the partitions were revoked {self._revoke_limit_s:g} s ago, and the batch goes on"
        silence_s = self._group.silence_s()
        if self._reading.is_open and silence_s > limit_s:
            return f"{self.name}: the group's coordinator has not answered for {silence_s:.1f} s"
        return None

    async def _read(self) -> None:
        while True:
            records = await self._reading.next()
            async with self._handling:
                await self._handle_or_die(records)

    async def _handle_or_die(self, records: Records) -> None:
        try:
            if records.all and self._reading.is_current(records.reading):
                await self._handle(records)
                if self._spans is not None:
                    self._spans.end()
            if self._reading.is_open:
                await self._commit_now_and_then()
        except asyncio.CancelledError:
            raise
        except ClockRefused:
            log.info("stopped while the clock was wrong; nothing of the batch in hand is acknowledged", stage=self.name)
        except Exception as error:
            die(f"{self.name}: batch of {len(records.all)} records failed", error)

    async def _handle(self, records: Records) -> None:
        """Handle one batch, or none of it when its partitions are taken away before anything is published."""
        with self._measures.batch(records.all) as measure:
            batch = decide_batch(map(self._incoming, records.all), self._decide, self._read_state, self.name)
            self._check_poison(batch, len(records.all))
            if batch.effects and not await self._apply(batch, lambda: self._reading.is_current(records.reading)):
                return
            await self._publish(batch.outputs)
            await self._write_state(batch)
            self._acknowledge(records.all)
            measure(batch)

    def _incoming(self, record: Any) -> Incoming:
        headers = tuple(record.headers) if self._spans is not None else ()
        return Incoming(self._topics[record.topic], record.partition, record.offset, record.key, record.value, headers)

    def _read_state(self, partition: int, key: bytes) -> bytes | None:
        return self._state.read(partition, key) if self._state is not None else None

    def _check_poison(self, batch: Batch, records: int) -> None:
        self._measures.poison(batch)
        if self._limit.exceeded(len(batch.poisons), records - len(batch.poisons)):
            die(f"{self.name}: most records cannot be handled; the producer or this version's decoder is broken")

    async def _apply(self, batch: Batch, is_ours: Callable[[], bool]) -> bool:
        """Write the effects; False when the partitions are being taken away meanwhile, so others will do it."""
        assert self._apply_effects is not None, "decisions with effects need `apply`"
        failures = 0
        while is_ours():
            try:
                await self._apply_effects(batch.effects)
                return True
            except TemporarilyUnavailable as error:
                failures += 1
                wait_s = RETRY.wait_s(failures)
                log.warning("cannot write the effects, trying again", stage=self.name, error=str(error), wait_s=wait_s)
                await asyncio.sleep(wait_s)
        return False

    async def _publish(self, records: Sequence[Record]) -> None:
        await self._deliver(records)

    async def _deliver(self, records: Sequence[Record]) -> dict[tuple[str, int], int]:
        """Deliver, once the clock is right; raises `ClockRefused` when the worker is stopped before that."""
        while True:
            try:
                return await self._producer.deliver(records)
            except ClockRefused as error:
                log.error("cannot publish, trying again", stage=self.name, error=str(error), wait_s=CLOCK_AGAIN_S)
                await up_to(CLOCK_AGAIN_S, self._stopping)
                if self._stopping.is_set():
                    raise

    async def _write_state(self, batch: Batch) -> None:
        if batch.changes and self._state is not None:
            ends = await self._write_changelog(self._state.records(batch.changes))
            self._state.write(batch.changes, ends)

    async def _write_changelog(self, records: Sequence[Record]) -> dict[tuple[str, int], int]:
        return await self._deliver(records)

    def _acknowledge(self, records: Sequence[Any]) -> None:
        for record in records:
            self._done[Partition(record.topic, record.partition)] = record.offset + 1

    async def _commit_now_and_then(self) -> None:
        if self._done and time.monotonic() - self._committed_at >= COMMIT_EVERY_S:
            await self._commit()

    async def _commit(self) -> None:
        done, self._done = self._done, {}
        await self._group.commit(done)
        self._committed_at = time.monotonic()

    async def _on_revoked(self) -> None:
        """The batch in hand is finished and committed before the partitions go to others."""
        self._measures.rebalanced()
        self._reading.close()
        self._revoked_since = time.monotonic()
        async with self._handling:
            await self._commit()
        self._revoked_since = None

    def _on_assigned(self, partitions: frozenset[Partition]) -> None:
        self._reading.begin(partitions)

    async def _prepare(self, partitions: frozenset[Partition], is_wanted: Callable[[], bool]) -> bool:
        """Rebuild the table before any record of the new assignment is handled."""
        if self._state is None:
            return True
        return await self._state.own({each.partition for each in partitions}, is_wanted)
