"""Threads for a library that blocks, and may block for ever: a few for each gateway, so that none takes them all."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from chassis.errors import TemporarilyUnavailable

THREADS, THREADS_OF_GATEWAY = 32, 4


class GatewayHangs(Exception):
    """All threads that a gateway may have wait for it."""


class Threads:
    """Runs calls that may hang, each in a thread that does not keep the process from ending."""

    def __init__(self, limit: int = THREADS, limit_of_gateway: int = THREADS_OF_GATEWAY) -> None:
        self._limit, self._limit_of_gateway = limit, limit_of_gateway
        self._running: Counter[str] = Counter()
        self._has_room = asyncio.Event()

    async def run(self, gateway: str, call: Callable[[], bool], timeout_s: float) -> bool:
        """The result of the call, or the error that it raised.

        Raises TimeoutError when there is none in time, and when the call was not begun `GatewayHangs` or
        `TemporarilyUnavailable`.
        """
        has_begun = False
        try:
            async with asyncio.timeout(timeout_s):
                while self._is_full() or self._is_full_for(gateway):
                    self._has_room.clear()
                    await self._has_room.wait()
                has_begun = True
                return await self._begin(gateway, call)
        except TimeoutError as error:
            if has_begun:
                raise
            if self._is_full_for(gateway) or not self._is_full():
                # One of its threads may have come free at this very moment: it was the gateway's all the same.
                raise GatewayHangs from error
            raise TemporarilyUnavailable("all threads wait for gateways that do not answer") from error

    def _begin(self, gateway: str, call: Callable[[], bool]) -> asyncio.Future[bool]:
        loop = asyncio.get_running_loop()
        result: asyncio.Future[bool] = loop.create_future()

        def end(value: bool, error: Exception | None) -> None:
            self._running -= Counter([gateway])
            self._has_room.set()
            if result.done():
                return
            if error is not None:
                result.set_exception(error)
            else:
                result.set_result(value)

        def run() -> None:
            value, error = False, None
            try:
                value = call()
            except Exception as caught:
                error = caught
            with suppress(RuntimeError):  # the process ends, and nobody waits any more
                loop.call_soon_threadsafe(end, value, error)

        self._running[gateway] += 1
        threading.Thread(target=run, name="apprise", daemon=True).start()
        return result

    def _is_full(self) -> bool:
        return self._running.total() >= self._limit

    def _is_full_for(self, gateway: str) -> bool:
        return self._running[gateway] >= self._limit_of_gateway
