"""Questions to the broker: who asks them, that they are answered in time, and how its clients are closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from chassis import logs
from chassis.errors import BrokerUnavailable

log = logs.get(__name__)

CLOSE_TIMEOUT_S = 5.0

_closing: set[asyncio.Task[None]] = set()
"""asyncio itself would forget a task that nobody waits for."""


class Client(Protocol):
    """A consumer or producer of aiokafka."""

    async def stop(self) -> None:
        """Close all connections."""


@asynccontextmanager
async def answered(within_s: float | None = None) -> AsyncIterator[None]:
    """What is asked inside is answered `within_s` seconds (None: whenever), or `BrokerUnavailable` is raised."""
    try:
        async with asyncio.timeout(within_s):
            yield
    except (KafkaError, TimeoutError) as error:
        raise BrokerUnavailable(repr(error)) from error


@asynccontextmanager
async def reader_of_no_group(bootstrap: str, within_s: float | None = None, **options: int) -> AsyncIterator[Any]:
    """A consumer that leaves no trace on the broker; nothing is assigned to it yet. `options` are aiokafka's own.

    Raises `BrokerUnavailable` when it is not connected within `within_s` seconds (None: whenever).
    """
    reader = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest", **options
    )
    try:
        async with answered(within_s):
            await reader.start()
        yield reader
    finally:
        await close(reader)


async def close(client: Client) -> None:
    """Close a client; one that does not close in time is abandoned. It goes on closing when the caller is cancelled.

    Without a broker a consumer ends with the `CancelledError` of one of its own tasks, which must not end the caller's.
    """
    closing = asyncio.create_task(client.stop())
    _closing.add(closing)
    closing.add_done_callback(_closed)
    done, _ = await asyncio.wait([closing], timeout=CLOSE_TIMEOUT_S)
    if not done:
        log.warning("a client of the broker did not close in time, and is abandoned", seconds=CLOSE_TIMEOUT_S)
        closing.cancel()


def _closed(closing: asyncio.Task[None]) -> None:
    _closing.discard(closing)
    if closing.cancelled() or (error := closing.exception()) is None:
        return
    log.info("a client of the broker closed with an error", error=repr(error))
