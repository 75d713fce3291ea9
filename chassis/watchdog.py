"""Ends a process that must not write any more: it was suspended, its loop stands still, or something else says so.

A process that was stopped or stalled longer than its session may have lost its partitions to another, and would write
beside it once it wakes up.
"""

import threading
import time
from collections.abc import Callable

from chassis.background import BackgroundLoop
from chassis.process import die
from chassis.retry import Retry

BEAT_S = 0.5

Check = Callable[[], str | None]
"""Why this process must end, or None."""


class Watchdog(BackgroundLoop):
    """`limit_s` lies below the session timeout, so the process ends before its partitions are given away."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._checks: list[Check] = [self._asleep]
        self._last = time.monotonic()
        self._stopped = threading.Event()
        super().__init__("watchdog", self._beat, pause_s=BEAT_S, retry=Retry((BEAT_S,)))

    def add(self, check: Check) -> None:
        """One thing more to look at."""
        self._checks.append(check)

    async def start(self) -> None:
        """Begin to watch: the loop by its beats, and from a thread whether it still beats."""
        self._last = time.monotonic()
        await super().start()
        threading.Thread(target=self._watch_the_loop, name=self.name, daemon=True).start()

    async def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()
        await super().stop()

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

    async def _beat(self) -> bool:
        self.check()
        self._last = time.monotonic()
        return False

    def _watch_the_loop(self) -> None:
        while not self._stopped.wait(BEAT_S):
            if reason := self._asleep():
                die(reason)
