"""Ends a process that must not write any more: it slept, its loop stands still, or something else says so.

A process that was stopped or stalled longer than its session may have lost its partitions to another, and would write
beside it once it wakes up.
"""

import asyncio
import threading
import time
from collections.abc import Callable

from chassis.process import cancel, die, spawn

BEAT_S = 0.5

Check = Callable[[], str | None]
"""Why this process must end, or None."""


class Watchdog:
    """`limit_s` lies below the session timeout, so the process ends before its partitions are given away."""

    name = "watchdog"

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._checks: list[Check] = [self._asleep]
        self._last = time.monotonic()
        self._stopped = threading.Event()
        self._task: asyncio.Task[None] | None = None

    def add(self, check: Check) -> None:
        """One thing more to look at."""
        self._checks.append(check)

    async def start(self) -> None:
        """Begin to watch: the loop by its beats, and from a thread whether it still beats."""
        self._last = time.monotonic()
        self._task = spawn(self.name, self._beat())
        threading.Thread(target=self._watch_the_loop, name=self.name, daemon=True).start()

    async def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()
        await cancel(self._task)

    def not_ready_because(self) -> str | None:
        """A process that is watched is ready."""
        return None

    def check(self) -> None:
        """End the process if anything says so. Asked before every send."""
        for check in self._checks:
            if reason := check():
                die(reason)

    def _asleep(self) -> str | None:
        seconds = time.monotonic() - self._last
        if seconds > self._limit_s:
            return f"this process did nothing for {seconds:.1f} s, its partitions may have a new owner"
        return None

    async def _beat(self) -> None:
        while True:
            self.check()
            self._last = time.monotonic()
            await asyncio.sleep(BEAT_S)

    def _watch_the_loop(self) -> None:
        while not self._stopped.wait(BEAT_S):
            if reason := self._asleep():
                die(reason)
