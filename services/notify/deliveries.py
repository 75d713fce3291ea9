"""The sender: takes due deliveries in small batches and hands them to their transport, a few at a time.

Each delivery has its own retries (`services.notify.schedule`). While the server as a whole is away none of them is
used up: the sender gives back what it holds and asks the server again after 1, 2, 4 … at most 15 seconds. That is
cheap, and it catches up seconds after the server's return, where the retries of single deliveries wait for hours.

A crash between sending and recording leaves a claim that runs out; the mail is then sent again under the same message
id. A process that slept through its claim can no longer record: its token is gone from the delivery.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from chassis import logs
from chassis.errors import TemporarilyUnavailable
from chassis.process import cancel, spawn
from chassis.windows import EVERYTHING, next_window
from services.notify import metrics
from services.notify.attempts import Attempts
from services.notify.city import City
from services.notify.documents import Claimed
from services.notify.messages import Messages
from services.notify.store import Deliveries
from services.notify.transports.base import Transport

log = logs.get(__name__)

BATCH = 100
CONNECTIONS = 8
SPARE = timedelta(seconds=5)
"""What a lease has to spare beyond the transport's patience: the time to record the result."""
POLL_S = 0.2
AWAY_S = (1.0, 2.0, 4.0, 8.0, 15.0)
STOP_S = 20.0


class Sender:
    """A part that sends what is due by one transport. `wake` cuts the wait short when there is something new."""

    def __init__(
        self, transport: Transport, store: Deliveries, city: City, messages: Messages, wake: asyncio.Event,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self.name = f"{transport.name}-sender"
        self._transport, self._store, self._wake, self._now = transport, store, wake, now
        self._attempts = Attempts(store, city, messages, now)
        self._least_lease = transport.patience + SPARE
        self._lease = 2 * self._least_lease
        self._window = EVERYTHING
        self._stopping = asyncio.Event()
        self._away: str | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to send."""
        self._task = spawn(self.name, self._run())

    async def stop(self) -> None:
        """Finish the messages in hand, give back the others."""
        self._stopping.set()
        self._wake.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_S)
            await cancel(self._task)

    def not_ready_because(self) -> str | None:
        """Ready while both the server and the store answer."""
        return self._away

    async def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                busy = await self._round(probe=failures > 0)
            except TemporarilyUnavailable as error:
                await self._wait_for_return(error, failures)
                failures += 1
            else:
                failures, self._away = 0, None
                if not busy:
                    await self._wait_for_work()

    async def _wait_for_return(self, error: TemporarilyUnavailable, failures: int) -> None:
        wait = AWAY_S[min(failures, len(AWAY_S) - 1)]
        self._away = str(error)
        metrics.server_unavailable.labels(self._transport.name).inc()
        log.warning("cannot send now, trying again", transport=self._transport.name, error=str(error), wait_s=wait)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), wait)

    async def _wait_for_work(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), POLL_S)
        self._wake.clear()

    async def _round(self, probe: bool) -> bool:
        """Send one batch; True when there may be more. `probe` asks the server first, before anything is claimed."""
        if probe:
            async with self._transport.session():
                log.info("the server is back", transport=self._transport.name)
            self._away = None
        now = self._now()
        upto = min(self._window.upto or now, now)
        claimed = await self._store.claim(self._transport.name, upto, now + self._lease, BATCH)
        self._window = next_window(self._window, [each.due_at for each in claimed], BATCH, now)
        if claimed:
            await self._send_all(claimed)
        return self._window != EVERYTHING

    async def _send_all(self, claimed: Sequence[Claimed]) -> None:
        """Send over a few connections at once; what could not be begun is given back."""
        waiting = deque(claimed)
        lanes = [self._lane(waiting) for _ in range(min(CONNECTIONS, 1 + len(claimed) // 4))]
        results = await asyncio.gather(*lanes, return_exceptions=True)
        if waiting:
            await self._store.release(list(waiting), self._now())
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _lane(self, waiting: deque[Claimed]) -> None:
        while waiting and self._may_begin(waiting[0]):
            async with self._transport.session() as session:
                while waiting and session.usable and self._may_begin(waiting[0]):
                    claimed = waiting.popleft()
                    try:
                        await self._attempts.make(session, claimed)
                    except TemporarilyUnavailable:
                        waiting.appendleft(claimed)
                        raise

    def _may_begin(self, claimed: Claimed) -> bool:
        """Not when stopping, and not when the lease could run out before the result is recorded."""
        return not self._stopping.is_set() and claimed.until - self._now() > self._least_lease
