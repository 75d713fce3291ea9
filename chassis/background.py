"""The one way in which something repeats in the background of a process: a component that takes a step, then rests.

A component that is such a loop derives from `BackgroundLoop` and hands its own method over as the step.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from chassis import logs
from chassis.errors import TemporarilyUnavailable
from chassis.process import finish, spawn
from chassis.retry import Retry

log = logs.get(__name__)

STOP_TIMEOUT_S = 10.0

Step = Callable[[], Awaitable[bool]]
"""Does a bounded piece of work; whether there is more to do at once. Raises `TemporarilyUnavailable` to try again."""


class BackgroundLoop:
    """Repeats `step`, with a rest of `pause_s` whenever there is nothing more to do; `wake` ends a rest early.

    A rest lasts `gather_s` at least, so that what comes in meanwhile is done with the next step. While the step raises
    `TemporarilyUnavailable`, the loop waits as `retry` says. With `decides_readiness` that is also a reason to send no
    work here. Any other error stops the process, as does a loop that ends by itself. A `lease` is sought as long as the
    loop runs, and given back after its last step; the step itself looks at whether it is held.
    """

    def __init__(
        self,
        name: str,
        step: Step,
        *,
        pause_s: float,
        gather_s: float = 0.0,
        retry: Retry,
        decides_readiness: bool = True,
        stop_timeout_s: float = STOP_TIMEOUT_S,
        lease: "BackgroundLoop | None" = None,
    ) -> None:
        self.name, self._sought = name, lease
        self._step, self._pause_s, self._gather_s, self._retry = step, pause_s, gather_s, retry
        self._decides_readiness, self._stop_timeout_s = decides_readiness, stop_timeout_s
        self._news, self._stopping = asyncio.Event(), asyncio.Event()
        self._failures = 0
        self._failure: str | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin; whatever the step needs may be unavailable."""
        if self._sought is not None:
            await self._sought.start()
        self._task = spawn(self.name, self._run())

    async def stop(self) -> None:
        """Finish the step in hand, or end it when it takes longer than the limit."""
        self._stopping.set()
        self._news.set()
        await finish(self._task, self._stop_timeout_s)
        if self._sought is not None:
            await self._sought.stop()

    def not_ready_because(self) -> str | None:
        """What the last step failed with, if readiness depends on it."""
        return self._failure if self._decides_readiness else None

    @property
    def is_stopping(self) -> bool:
        """Whether a long step should come to its end."""
        return self._stopping.is_set()

    def wake(self) -> None:
        """There is something to do."""
        self._news.set()

    async def _run(self) -> None:
        while not self.is_stopping:
            try:
                more = await self._step()
            except TemporarilyUnavailable as error:
                await self._wait_after(error)
            else:
                self._note_success()
                if not more:
                    await self._rest()

    async def _wait_after(self, error: TemporarilyUnavailable) -> None:
        self._failures, self._failure = self._failures + 1, str(error)
        wait_s = self._retry.wait_s(self._failures)
        log.warning("cannot go on, trying again", component=self.name, error=str(error), wait_s=round(wait_s, 2))
        await up_to(wait_s, self._stopping)

    def _note_success(self) -> None:
        if self._failures:
            log.info("goes on again", component=self.name, failures=self._failures)
        self._failures, self._failure = 0, None

    async def _rest(self) -> None:
        await up_to(self._gather_s, self._stopping)
        await up_to(self._pause_s, self._news)
        self._news.clear()


async def up_to(seconds: float, event: asyncio.Event) -> None:
    """Wait so long, or until the event."""
    if seconds > 0:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
