"""The sender: takes due deliveries in small batches and hands them to their transport, a few at a time.

Each delivery has its own retries (`services.notify.domain.schedule`). While the server as a whole is unavailable none
of them is used up: the sender gives back what it holds and asks the server again after 1, 2, 4 … at most 15 seconds.
That is cheap, and it catches up seconds after the server's return, where the retries of single deliveries wait for
hours.

A crash between sending and recording leaves a claim that runs out; the mail is then sent again under the same message
id. A process that was stopped for longer than its claim can no longer record: its token is gone from the delivery.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from chassis import logs
from chassis.background import BackgroundLoop
from chassis.errors import StoreUnavailable, TemporarilyUnavailable
from chassis.retry import Retry
from chassis.windows import EVERYTHING, next_window
from services.notify import metrics
from services.notify.attempts import Attempts
from services.notify.domain.city import City
from services.notify.messages import Messages
from services.notify.store.deliveries import Deliveries
from services.notify.store.documents import Claimed
from services.notify.transports.base import Transport

log = logs.get(__name__)

MAX_BATCH = 100
CONNECTIONS = 8
SPARE = timedelta(seconds=5)
"""What a lease has to spare beyond the transport's time limit: the time to record the result."""
POLL_S = 0.2
RETRY = Retry((1.0, 2.0, 4.0, 8.0, 15.0))
STOP_TIMEOUT_S = 20.0


class Sender(BackgroundLoop):
    """Sends what is due by one transport. It is ready while both the server and the store answer."""

    def __init__(
        self, transport: Transport, store: Deliveries, city: City, messages: Messages,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._transport, self._store, self._now = transport, store, now
        self._attempts = Attempts(store, city, messages, now)
        self._least_lease = transport.timeout + SPARE
        self._lease = 2 * self._least_lease
        self._window = EVERYTHING
        self._has_failed = False
        super().__init__(
            f"{transport.name}-sender", self._send, pause_s=POLL_S, retry=RETRY, stop_timeout_s=STOP_TIMEOUT_S
        )

    async def _send(self) -> bool:
        """Send one batch; whether there may be more. After a failure the server is asked before anything is claimed."""
        now = self._now()
        try:
            if self._has_failed:
                await self._ask_server()
            more = await self._send_due(now)
        except TemporarilyUnavailable as error:
            self._window = self._window.closed(now)
            if not isinstance(error, StoreUnavailable):
                self._has_failed = True
                metrics.server_unavailable.labels(self._transport.name).inc()
            raise
        self._has_failed = False
        return more

    async def _ask_server(self) -> None:
        async with self._transport.session():
            log.info("the server answers again", transport=self._transport.name)

    async def _send_due(self, now: datetime) -> bool:
        upto = min(self._window.upto or now, now)
        claimed = await self._store.claim(self._transport.name, upto, now + self._lease, MAX_BATCH)
        self._window = next_window(self._window, [each.due_at for each in claimed], MAX_BATCH, now)
        if claimed:
            await self._send_all(claimed)
        return self._window != EVERYTHING

    async def _send_all(self, claimed: Sequence[Claimed]) -> None:
        """Send over a few connections at once; what could not be begun is given back."""
        waiting = deque(claimed)
        connections = [self._connect_and_send(waiting) for _ in range(min(CONNECTIONS, 1 + len(claimed) // 4))]
        results = await asyncio.gather(*connections, return_exceptions=True)
        if waiting:
            await self._store.release(list(waiting), self._now())
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _connect_and_send(self, waiting: deque[Claimed]) -> None:
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
        return not self.is_stopping and claimed.until - self._now() > self._least_lease
