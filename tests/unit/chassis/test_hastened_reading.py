"""Records are let in without tasks when that is possible at once, and as faust does it when it is not."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from mode import Service

from chassis.streams.faust_private import hasten_intake

pytestmark = pytest.mark.filterwarnings("error")


class Consumer(Service):
    """As much of faust's consumer as takes part; `queue` has room for one record."""

    def __post_init__(self) -> None:
        self.queue: asyncio.Queue[str] = asyncio.Queue(1)
        self.suspended = asyncio.Event()
        self.cancelled = 0

    async def take(self, record: str) -> str:
        try:
            await self.queue.put(record)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return record

    async def refuse(self, at_once: bool) -> None:
        if not at_once:
            await asyncio.sleep(0)
        raise LookupError("refused")

    async def let_in(self, taking: Awaitable[Any]) -> Any:
        """What faust does for every record."""
        return await self.wait_first(taking, self.suspended.wait())


def with_consumer(scene: Callable[[Consumer], Awaitable[None]]) -> None:
    async def play() -> None:
        consumer = Consumer()
        hasten_intake(SimpleNamespace(consumer=consumer))
        await consumer.start()
        await scene(consumer)
        await consumer.stop()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(play())


def test_a_record_that_has_room_is_taken_before_anything_else_can_run() -> None:
    async def scene(consumer: Consumer) -> None:
        others: list[str] = []
        asyncio.get_running_loop().call_soon(others.append, "ran")
        assert (await consumer.let_in(consumer.take("a"))).results == ["a"]
        assert not others and consumer.queue.get_nowait() == "a"
        await asyncio.sleep(0)

    with_consumer(scene)


def test_a_record_without_room_waits_for_it() -> None:
    async def scene(consumer: Consumer) -> None:
        await consumer.let_in(consumer.take("a"))
        asyncio.get_running_loop().call_later(0.01, consumer.queue.get_nowait)
        assert (await consumer.let_in(consumer.take("b"))).results == ["b"]
        assert consumer.queue.get_nowait() == "b"
        await asyncio.sleep(0)

    with_consumer(scene)


def test_a_suspension_gives_up_the_record_that_waits() -> None:
    async def scene(consumer: Consumer) -> None:
        await consumer.let_in(consumer.take("a"))
        asyncio.get_running_loop().call_later(0.01, consumer.suspended.set)
        assert (await consumer.let_in(consumer.take("b"))).results == [True]
        await asyncio.sleep(0.01)
        assert consumer.cancelled == 1 and consumer.queue.qsize() == 1

    with_consumer(scene)


def test_a_cancellation_reaches_the_record_that_waits() -> None:
    async def scene(consumer: Consumer) -> None:
        await consumer.let_in(consumer.take("a"))
        waiting = asyncio.create_task(consumer.let_in(consumer.take("b")))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.wait([waiting])
        await asyncio.sleep(0.01)
        assert waiting.cancelled() and consumer.cancelled == 1

    with_consumer(scene)


@pytest.mark.parametrize("at_once", [True, False])
def test_what_the_taking_raises_is_raised(at_once: bool) -> None:
    async def scene(consumer: Consumer) -> None:
        with pytest.raises(LookupError, match="refused"):
            await consumer.let_in(consumer.refuse(at_once))
        await asyncio.sleep(0)

    with_consumer(scene)


def test_other_waits_are_left_to_faust() -> None:
    async def scene(consumer: Consumer) -> None:
        consumer.suspended.set()
        assert not (await consumer.wait(consumer.suspended.wait())).stopped
        asyncio.get_running_loop().call_later(0.01, consumer._stopped.set)
        assert (await consumer.wait(asyncio.Event().wait())).stopped
        consumer._stopped.clear()
        await asyncio.sleep(0)

    with_consumer(scene)
