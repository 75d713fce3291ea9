"""Sends a `deadline.fired` to a complaint's own partition when its moment has come; the agent decides what it means.

The timers live in memory and are rebuilt from the table. A timer that went off is set again when the agent writes the
complaint's clocks; firing one twice is harmless, for the agent looks at the clocks and not at the timer.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from chassis import logs
from chassis.errors import DeliveryFailed
from chassis.process import cancel, spawn
from chassis.producer import Producer
from contracts.events import DeadlineFired
from contracts.ids import event_id
from contracts.records import Record
from contracts.topics import DEADLINES_FIRED
from services.sla import metrics, state
from services.sla.timer_queue import Timer, TimerQueue

log = logs.get(__name__)

TICK_S = 0.1
MOST = 1000
"""Timers in one tick: the rest follow in the next."""


class Timers:
    """The part that fires. `is_paused` tells when partitions are being moved: then others may own the complaints."""

    name = "timers"

    def __init__(self, producer: Producer) -> None:
        self._producer = producer
        self._queue = TimerQueue()
        self._task: asyncio.Task[None] | None = None
        self.is_paused: Callable[[], bool] = lambda: True

    async def start(self) -> None:
        """Begin to look at the clock."""
        self._task = spawn(self.name, self._run())

    async def stop(self) -> None:
        """Stop looking; nothing is lost, for the table knows every deadline."""
        await cancel(self._task)

    def not_ready_because(self) -> str | None:
        """Ready when the process is."""
        return None

    def on_written(self, partition: int, key: bytes, value: bytes | None) -> None:
        """Set the timer that a complaint's newest clocks ask for."""
        due_ms = state.due_ms(value) if value else 0
        if due_ms:
            self._queue.set(partition, key.decode(), due_ms)
        else:
            self._queue.discard(partition, key.decode())

    def on_recovered(self, items: Iterable[tuple[int, bytes, bytes]]) -> None:
        """Forget all timers and set those of the table."""
        self._queue = TimerQueue()
        for partition, key, value in items:
            self.on_written(partition, key, value)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            metrics.timers.set(len(self._queue))
            if not self.is_paused():
                await self._fire(datetime.now(UTC))

    async def _fire(self, now: datetime) -> None:
        due = self._queue.due(int(now.timestamp() * 1000), MOST)
        try:
            await self._producer.deliver([_fired(timer, now) for timer in due])
        except DeliveryFailed as error:
            log.warning("timers could not be sent, trying again", timers=len(due), error=str(error))
            for timer in due:
                self._queue.put_back(timer)


def _fired(timer: Timer, now: datetime) -> Record:
    event = DeadlineFired(
        id=event_id(timer.key, f"{DeadlineFired.kind()}:{timer.due_ms}", round(now.timestamp() * 1000)),
        subject=timer.key,
        occurred_at=now,
        due_at=datetime.fromtimestamp(timer.due_ms / 1000, UTC),
    )
    return DEADLINES_FIRED.record(event, timer.partition)
