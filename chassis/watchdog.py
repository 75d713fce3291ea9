"""Notices that this process was away (stopped, stalled) long enough for another to have taken its partitions."""

import time

from chassis.background import BackgroundLoop
from chassis.process import die
from chassis.retry import Retry

BEAT_S = 0.5


class Watchdog(BackgroundLoop):
    """A process that wakes up after its session has run out is a zombie: it must not write a single record.

    `limit_s` lies below the session timeout, so that it leaves before the broker gives its partitions away.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._last = time.monotonic()
        super().__init__("watchdog", self._beat, pause_s=BEAT_S, retry=Retry((BEAT_S,)))

    async def start(self) -> None:
        """Begin to beat."""
        self._last = time.monotonic()
        await super().start()

    def check(self) -> None:
        """Leave the process when it was away too long. Asked before every send."""
        away = time.monotonic() - self._last
        if away > self._limit_s:
            die(f"this process was away for {away:.1f} s, its partitions may have a new owner")

    async def _beat(self) -> bool:
        self.check()
        self._last = time.monotonic()
        return False
