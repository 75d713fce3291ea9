"""The relay: reads a batch of the outbox, publishes it, notes it as published. A crash repeats, never loses."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from chassis import logs
from chassis.errors import DeliveryFailed
from chassis.process import cancel, spawn
from chassis.producer import Producer
from chassis.windows import EVERYTHING, next_window
from contracts.records import Record
from contracts.topics import COMPLAINTS
from services.complaints import metrics
from services.complaints.record import Pending
from services.complaints.relay.lease import Lease
from services.complaints.store import StoreUnavailable
from services.complaints.store.outbox import Outbox

log = logs.get(__name__)

BATCH = 500
PORTION = 100
"""Complaints between two looks at the lease: what a relay that has just lost it may still send."""
POLL_S = 0.1
GATHER_S = 0.1
"""Pause after a batch, in which more complaints gather: few large batches spare the store."""
BACKOFF_S = (0.5, 5.0)


class Relay:
    """Runs in every intake API; only the one that holds the lease publishes. The API never waits for it."""

    name = "relay"

    def __init__(self, outbox: Outbox, lease: Lease, producer: Producer) -> None:
        self._outbox, self._lease, self._producer = outbox, lease, producer
        self._news = asyncio.Event()
        self._window = EVERYTHING
        self._oldest: float | None = None
        self._failures = 0
        self._task: asyncio.Task[None] | None = None
        metrics.outbox_oldest.set_function(self._oldest_seconds)

    async def start(self) -> None:
        """Begin; the broker may be away."""
        self._lease.start()
        self._task = spawn(self.name, self._run())

    async def stop(self) -> None:
        """End, leaving what is unpublished to the next relay."""
        await cancel(self._task)
        await self._lease.stop()
        await self._producer.stop()

    def not_ready_because(self) -> str | None:
        """Complaints are taken in whatever becomes of the relay; its own metrics tell when it is behind."""
        return None

    def wake(self) -> None:
        """Something was kept that is to be published."""
        self._news.set()

    async def _run(self) -> None:
        while True:
            try:
                more = await self._round()
            except StoreUnavailable as error:
                await self._back_off("store", error)
            except DeliveryFailed as error:
                await self._back_off("broker", error)
                await self._producer.stop()
            else:
                self._failures = 0
                await self._rest(more)

    async def _round(self) -> bool:
        """Publish one batch; whether more is waiting."""
        token = self._lease.token()
        if token is None:
            self._oldest = None
            return False
        batch = await self._outbox.pending(self._window.upto, BATCH)
        self._oldest = min((each.since.timestamp() for each in batch), default=None)
        self._window = next_window(self._window, [each.since for each in batch], BATCH, datetime.now(UTC))
        if batch and self._producer.not_ready_because() is not None:
            await self._producer.start()
        for portion in portions(batch, PORTION):
            if self._lease.token() != token:
                return False
            await self._producer.deliver(records_of(portion))
            await self._outbox.mark(portion, token)
            metrics.relay_published.inc(sum(len(each.bodies) for each in portion))
        more = self._window != EVERYTHING
        self._oldest = self._oldest if more else None
        return more

    async def _rest(self, more: bool) -> None:
        if more:
            return
        await asyncio.sleep(GATHER_S)
        try:
            async with asyncio.timeout(POLL_S):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()

    async def _back_off(self, reason: str, error: Exception) -> None:
        low, high = BACKOFF_S
        pause = min(high, low * 2**self._failures) * random.uniform(0.5, 1.0)
        self._failures = min(self._failures + 1, 10)
        metrics.relay_failures.labels(reason).inc()
        log.warning("relay cannot go on; it tries again", reason=reason, error=str(error), pause_s=round(pause, 2))
        await asyncio.sleep(pause)

    def _oldest_seconds(self) -> float:
        return 0.0 if self._oldest is None else max(0.0, time.time() - self._oldest)


def records_of(portion: Sequence[Pending]) -> list[Record]:
    """The records to publish: each complaint's events in the order of their numbers, keyed by the complaint."""
    return [Record(COMPLAINTS.name, each.complaint_id.encode(), body) for each in portion for body in each.bodies]


def portions(batch: Sequence[Pending], size: int) -> Iterator[Sequence[Pending]]:
    """The batch in parts of at most `size` complaints."""
    return (batch[start : start + size] for start in range(0, len(batch), size))
