"""faust's part of reading: membership of a consumer group, co-partitioned assignments, and the client's own thread.

faust leads the group; its streams and tables are not used, for they lose records when a process is killed (decision
0002 has the figures). Everything that faust 0.15.3 and aiokafka 0.14 do not publish and that we need is in this file;
both are pinned, and its tests fail loudly when a new version changes any of it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import faust
from aiokafka.errors import IllegalStateError
from faust.assignor import PartitionAssignor
from faust.tables import TableManager

from chassis.broker import answered
from chassis.errors import BrokerUnavailable
from chassis.process import die
from chassis.settings import KafkaSettings
from contracts.topics import PARTITIONS


class Partition(NamedTuple):
    """A partition of a topic, under the topic's name on the broker. faust and aiokafka have tuples equal to this."""

    topic: str
    partition: int


POLL_S = 1.0
"""How long one look for records may wait."""
MAX_POLL = 500
"""Records that one look may bring."""
FETCH_WAIT_MS = 100
"""How long the broker may hold back the answer to a fetch. The client has one fetch at a time under way, and it leaves
out the partitions whose records still wait to be handled: what comes in there meanwhile waits for the next one.
"""
REBALANCE_SESSIONS = 3
"""How many sessions long a rebalance waits for a member that still finishes its batch."""
NEVER_S = 365 * 24 * 60 * 60.0
CALL_S = 30.0
"""The longest that a question to the coordinator or a partition's leader may take."""

OnRevoked = Callable[[], Awaitable[None]]
OnAssigned = Callable[[frozenset[Partition]], None]


class Gate:
    """Which partitions the client may give records of; asked in the client's thread, for each look anew.

    The client takes an empty set of partitions for "all of them" and gives out records that nobody then handles, so a
    look carries this object in place of a set. It is never empty, and it lets nothing through once its reading is over.
    """

    def __init__(self, is_open: Callable[[], bool]) -> None:
        self._is_open = is_open

    def __contains__(self, _partition: object) -> bool:
        return self._is_open()

    def __bool__(self) -> bool:
        return True


class Group:
    """One member of a consumer group.

    `on_revoked` is awaited before partitions are given to others; `on_assigned` hears which ones are ours from now on.
    """

    def __init__(
        self,
        name: str,
        topics: Sequence[str],
        settings: KafkaSettings,
        on_revoked: OnRevoked,
        on_assigned: OnAssigned,
    ) -> None:
        self._app = _faust_app(name, settings)
        self._app.agent(self._app.topic(*topics), name=name)(_expect_nothing)
        self._app.on_partitions_revoked.connect(self._revoked, weak=False)
        self._app.on_partitions_assigned.connect(self._assigned, weak=False)
        self._on_revoked, self._on_assigned = on_revoked, on_assigned
        self._answered_at = time.monotonic()

    async def start(self) -> None:
        """Join the group."""
        consumer = self._app.consumer
        consumer._getmany, consumer.perform_seek = _read_nothing, _seek_nowhere
        await self._app.start()
        self._client._fetcher._fetch_max_wait_ms = FETCH_WAIT_MS  # faust's own is 1.5 s
        coordinator = self._client._coordinator
        coordinator._do_heartbeat = self._noting(coordinator._do_heartbeat)

    async def stop(self) -> None:
        """Leave."""
        await self._app.stop()

    async def until_crashed(self) -> Any:
        """Return when faust has crashed inside, with the reason if it gives one."""
        while not self._app.crashed:
            await asyncio.sleep(0.2)
        return self._app.crash_reason

    async def poll(self, gate: Gate, timeout_s: float = POLL_S) -> Mapping[Partition, Sequence[Any]]:
        """Records in the order of their offsets, by partition; none when there are none in time."""
        return await self._in_thread(self._fetch, gate, timeout_s)  # type: ignore[no-any-return]  # from faust

    async def seek_to_committed(
        self, partitions: frozenset[Partition], begin: Callable[[Mapping[Partition, int]], bool]
    ) -> None:
        """Begin to read partitions at what was committed, or at their beginning.

        `begin` hears where each one begins, in the client's thread and with nothing in between; it answers False
        when that reading is over already. Raises `BrokerUnavailable` when the broker does not say.
        """
        await self._in_thread(self._seek, partitions, begin)

    async def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Commit these next offsets."""
        if offsets:
            await self._app.consumer._commit(offsets)

    async def ends(self, partitions: Iterable[Partition]) -> Mapping[Partition, int]:
        """The offset after the last record of each partition; raises `BrokerUnavailable`."""
        return await self._in_thread(self._ends, list(partitions))  # type: ignore[no-any-return]  # from faust

    def silence_s(self) -> float:
        """Seconds since the last heartbeat was sent that the coordinator answered, or since the last assignment."""
        return time.monotonic() - self._answered_at

    async def _in_thread(self, work: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        try:
            return await self._app.consumer._thread.call_thread(work, *arguments)
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise
            raise BrokerUnavailable("the client's thread has ended") from None  # why, is said by who watches faust

    @property
    def _client(self) -> Any:
        return self._app.consumer._thread._consumer

    async def _fetch(self, gate: Gate, timeout_s: float) -> Any:
        fetcher = self._client._fetcher
        with fetcher._subscriptions.fetch_context():
            return await fetcher.fetched_records(gate, timeout=timeout_s, max_records=MAX_POLL)

    async def _ends(self, partitions: list[Partition]) -> Any:
        async with answered(CALL_S):
            return await self._client.end_offsets(partitions)

    async def _seek(self, partitions: frozenset[Partition], begin: Callable[[Mapping[Partition, int]], bool]) -> None:
        client, wanted = self._client, sorted(partitions)
        async with answered(CALL_S):
            try:
                beginnings = await client.beginning_offsets(wanted)
                committed = await asyncio.gather(*map(client.committed, wanted))
            except IllegalStateError:
                return  # the partitions are no longer ours
        starts = {each: max(beginnings[each], done or 0) for each, done in zip(wanted, committed, strict=True)}
        if begin(starts):
            for each, offset in starts.items():
                client.seek(each, offset)

    def _noting(self, beat: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
        async def noted() -> bool:
            sent = time.monotonic()
            answered = await beat()
            if answered:
                self._answered_at = sent
            return answered

        return noted

    async def _revoked(self, _app: Any, _revoked: object, **_: Any) -> None:
        await self._on_revoked()

    async def _assigned(self, _app: Any, assigned: set[tuple[str, int]], **_: Any) -> None:
        self._answered_at = time.monotonic()
        self._on_assigned(frozenset(Partition(*each) for each in assigned))


class Assignor(PartitionAssignor):
    """Partition p of every topic goes to the same worker. faust asks an assignor only where it wants standbys."""

    def __init__(self, app: Any, replicas: int = 0) -> None:
        super().__init__(app, 0)


class NoTables(TableManager):
    """faust gives tables a second to be declared before it starts; here are none."""

    async def on_start(self) -> None:
        """Start at once."""
        await self._update_channels()
        await self.recovery.start()


async def _expect_nothing(stream: Any) -> None:
    """The agent that faust wants for a subscription: it gets nothing, for `Group.poll` reads."""
    async for event in stream:
        die(f"faust handed out a record by itself: {event!r}")


async def _read_nothing(**_: Any) -> Mapping[Partition, Sequence[Any]]:
    """In place of the look by which faust's own fetcher would read."""
    await asyncio.sleep(POLL_S)
    return {}


async def _seek_nowhere() -> None:
    """In place of faust's seek, which leaves out every partition that has no commit."""


def _faust_app(name: str, settings: KafkaSettings) -> Any:
    return faust.App(
        settings.topic_prefix + name,
        broker=[f"aiokafka://{server}" for server in settings.kafka_bootstrap.split(",")],
        store="memory://",
        processing_guarantee="at_least_once",
        key_serializer="raw",
        value_serializer="raw",
        topic_partitions=PARTITIONS,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=1,
        PartitionAssignor=Assignor,
        TableManager=NoTables,
        consumer_group_instance_id=settings.instance,
        consumer_auto_offset_reset="earliest",
        consumer_metadata_max_age_ms=round(settings.metadata_max_age_s * 1000),
        broker_session_timeout=settings.session_timeout_s,
        broker_heartbeat_interval=max(0.5, settings.session_timeout_s / 10),
        broker_rebalance_timeout=settings.session_timeout_s * REBALANCE_SESSIONS,
        broker_max_poll_records=MAX_POLL,
        # A batch that waits for its store does not poll; after this interval the client would leave and not come back.
        broker_max_poll_interval=NEVER_S,
        stream_wait_empty=False,
        stream_recovery_delay=0,
        # faust would report its idle streams as faults; readiness reports what stands still.
        stream_processing_timeout=NEVER_S,
        broker_commit_livelock_soft_timeout=NEVER_S,
        producer_threaded=False,
        web_enabled=False,
        autodiscover=False,
        loghandlers=[],
    )
