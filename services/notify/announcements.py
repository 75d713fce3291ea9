"""The relay: publishes what became of deliveries, from the deliveries' own documents to the topic `notifications`.

A crash between publishing and taking out repeats a fact under the same id, which its readers know as a repetition.
"""

import asyncio
from contextlib import suppress

from chassis import logs
from chassis.errors import DeliveryFailed, TemporarilyUnavailable
from chassis.process import cancel, spawn
from chassis.producer import Producer
from contracts.records import Record
from contracts.topics import NOTIFICATIONS
from services.notify import metrics
from services.notify.store import Deliveries

log = logs.get(__name__)

BATCH = 200
POLL_S = 0.2
AWAY_S = (0.5, 1.0, 2.0, 5.0)
STOP_S = 10.0


class Announcer:
    """A part that publishes and then takes out what waits."""

    name = "announcer"

    def __init__(self, store: Deliveries, producer: Producer) -> None:
        self._store, self._producer = store, producer
        self._stopping = asyncio.Event()
        self._away: str | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to publish."""
        self._task = spawn(self.name, self._run())

    async def stop(self) -> None:
        """Finish the batch in hand; what is left is published after the next start."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_S)
            await cancel(self._task)

    def not_ready_because(self) -> str | None:
        """Ready while store and broker answer."""
        return self._away

    async def publish_waiting(self) -> int:
        """Publish one batch and return its size; raises `DeliveryFailed` or `TemporarilyUnavailable`."""
        waiting = await self._store.unannounced(BATCH)
        if waiting:
            await self._producer.deliver(
                [Record(NOTIFICATIONS.name, each.complaint_id.encode(), each.body) for each in waiting]
            )
            await self._store.announced(waiting)
            metrics.announced.inc(len(waiting))
        return len(waiting)

    async def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                published = await self.publish_waiting()
            except (DeliveryFailed, TemporarilyUnavailable) as error:
                self._away = str(error)
                log.warning("cannot announce now, trying again", error=str(error))
                await self._pause(AWAY_S[min(failures, len(AWAY_S) - 1)])
                failures += 1
            else:
                failures, self._away = 0, None
                if not published:
                    await self._pause(POLL_S)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
