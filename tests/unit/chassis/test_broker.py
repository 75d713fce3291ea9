"""Clients of the broker are closed whatever they do meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from chassis import broker


class Client:
    """One that closes as it is told to."""

    def __init__(self, closing: Callable[[], Awaitable[None]]) -> None:
        self._closing, self.has_closed = closing, False

    async def stop(self) -> None:
        await self._closing()
        self.has_closed = True


async def well() -> None:
    await asyncio.sleep(0)


async def with_the_cancellation_of_its_own_task() -> None:
    task = asyncio.create_task(asyncio.Event().wait())
    task.cancel()
    await task


async def with_an_error() -> None:
    raise ConnectionError("no broker")


async def never() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("closing", [well, with_the_cancellation_of_its_own_task, with_an_error, never])
async def test_whoever_closes_a_client_goes_on(
    closing: Callable[[], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "CLOSE_TIMEOUT_S", 0.01)
    client = Client(closing)
    await broker.close(client)
    assert client.has_closed == (closing is well)


async def test_a_client_goes_on_closing_when_whoever_closes_it_is_cancelled() -> None:
    may_close = asyncio.Event()

    async def once_it_may() -> None:
        await may_close.wait()

    client = Client(once_it_may)
    closer = asyncio.create_task(broker.close(client))
    await asyncio.sleep(0)
    closer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closer
    may_close.set()
    while not client.has_closed:
        await asyncio.sleep(0)
