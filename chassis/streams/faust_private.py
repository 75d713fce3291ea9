"""The names inside faust 0.15.3 that safe batches need and that it does not publish.

faust is pinned; the tests of this file fail loudly when a new version changes any of them.
"""

import asyncio
from collections.abc import Coroutine, Generator, Iterator, Mapping
from typing import Any

from faust.types import TP
from mode.services import WaitResults


class Inbox:
    """The queue behind an agent's stream, read directly: iterating the stream costs four tasks a record.

    After a table's recovery faust seeks, lets records in, and only then empties every queue that its flow control
    manages: records that came in between are gone, while later ones arrive. So this queue is taken out of its hands;
    what it should have emptied is told by its generation (`is_current`).
    """

    def __init__(self, app: Any, stream: Any) -> None:
        self._queue = aiter(stream.channel).queue
        app.flow_control._queues.discard(self._queue)

    async def next(self) -> Any:
        """The next event; raises `StopAsyncIteration` when faust stops the agent."""
        return await self._queue.get()

    def waiting(self, most: int) -> list[Any]:
        """Up to `most` events that are there already."""
        return [self._queue.get_nowait() for _ in range(min(most, self._queue.qsize()))]


def is_current(app: Any, event: Any) -> bool:
    """Whether the event was fetched under the present assignment; older ones will be fetched again."""
    return bool(event.message.generation_id == app.consumer_generation_id)


def is_settled(app: Any) -> bool:
    """Whether partitions are assigned, tables are recovered and no rebalance is under way."""
    return bool(not app.rebalancing and app.tables.actives_ready and app.flow_control.is_active() and app.assignor)


async def commit(app: Any, offsets: Mapping[TP, int]) -> None:
    """Commit these next offsets now. faust forgets its acknowledgements on a revoke before it commits them."""
    if offsets:
        await app.consumer._commit(offsets)


def write_local(table: Any, partition: int, key: bytes, value: bytes | None) -> None:
    """Put a value whose changelog record is already delivered into the memory store."""
    store = table.data
    if value is None:
        store.data.pop(key, None)
        store._key_partition.pop(key, None)
    else:
        store.data[key] = value
        store._key_partition[key] = partition


def read_local(table: Any, key: bytes) -> bytes | None:
    """The value of a key in the memory store."""
    value: bytes | None = table.data.data.get(key)
    return value


def local_items(table: Any) -> Iterator[tuple[int, bytes, bytes]]:
    """(partition, key, value) of all that the memory store holds."""
    store = table.data
    for key, value in list(store.data.items()):
        yield store._key_partition[key], key, value


async def until_crashed(app: Any) -> BaseException | None:
    """Return when faust has crashed inside, with the reason if it gives one."""
    while not app.crashed:
        await asyncio.sleep(0.2)
    reason: BaseException | None = app.crash_reason
    return reason


def hasten_intake(app: Any) -> None:
    """Let records into the queue without tasks. To be called once the app is started.

    For every record faust waits for what comes first, that the queue takes it or that the flow is suspended: four
    tasks, while the queue nearly always takes it at once. So that is tried by hand; faust waits only for the rest.
    """
    wait_first = app.consumer.wait_first

    async def first(*waits: Any, timeout: Any = None) -> Any:
        if len(waits) != 2 or not all(map(asyncio.iscoroutine, waits)):
            return await wait_first(*waits, timeout=timeout)
        taking, suspension = waits
        try:
            awaited = taking.send(None)
        except StopIteration as taken:
            suspension.close()
            return WaitResults([taking], [taken.value], False)
        except BaseException:
            suspension.close()
            raise
        return await wait_first(_Rest(taking, awaited), suspension, timeout=timeout)

    app.consumer.wait_first = first


class _Rest:
    """What remains of a coroutine that was started by hand and now waits for `awaited`."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], awaited: Any) -> None:
        self._coroutine, self._awaited = coroutine, awaited

    def __await__(self) -> Generator[Any, Any, Any]:
        awaited = self._awaited
        try:
            while True:
                try:
                    answer = yield awaited
                except BaseException as thrown:
                    awaited = self._coroutine.throw(thrown)
                else:
                    awaited = self._coroutine.send(answer)
        except StopIteration as done:
            return done.value
