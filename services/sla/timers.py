"""Sends a `deadline.fired` to a complaint's own partition when its moment has come; the agent decides what it means.

The timers follow the table of clocks. One that went off is set again when the agent writes the complaint's clocks;
firing one twice is harmless, for the agent looks at the clocks and not at the timer.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from chassis.background import BackgroundLoop
from chassis.errors import DeliveryFailed
from chassis.producer import Producer
from chassis.retry import Retry
from chassis.streams import State
from contracts.events import DeadlineFired
from contracts.ids import event_id
from contracts.records import Record
from contracts.topics import DEADLINES_FIRED
from services.sla import metrics, state
from services.sla.timer_queue import Timer, TimerQueue

TICK_S = 0.1
MAX_FIRED = 1000
"""Timers in one tick: the rest follow in the next."""
PORTION = 5_000
"""Timers that are set in one go after a rebuild: an answer of the process waits no longer than that takes."""


class Timers(BackgroundLoop):
    """Fires while the worker handles records: at other times another may own the complaints."""

    def __init__(self, producer: Producer, table: State) -> None:
        self._producer, self._table = producer, table
        self._queue = TimerQueue(self._due_of)
        table.observe(self)
        super().__init__("timers", self._look, pause_s=TICK_S, retry=Retry((TICK_S,)), decides_readiness=False)

    def on_written(self, partition: int, key: bytes, before: bytes | None, after: bytes | None) -> None:
        """Move the timer of a complaint whose clocks were written."""
        self._queue.set(partition, key, state.due_ms(key, before), state.due_ms(key, after))

    async def on_rebuilt(self, partition: int, values: Mapping[bytes, bytes]) -> None:
        """Set the timers of a partition anew."""
        self._queue.drop(partition)
        for number, (key, value) in enumerate(values.items(), 1):
            self._queue.set(partition, key, 0, state.due_ms(key, value))
            if number % PORTION == 0:
                await asyncio.sleep(0)

    def on_lost(self, partition: int) -> None:
        """Forget the timers of a partition."""
        self._queue.drop(partition)

    def _due_of(self, partition: int, key: bytes) -> int:
        return state.due_ms(key, self._table.read(partition, key))

    async def _look(self) -> bool:
        metrics.timers.set(len(self._queue))
        return self._table.is_open() and await self._fire(datetime.now(UTC))

    async def _fire(self, now: datetime) -> bool:
        """Fire what is due; whether more may be. After a failure they are in the queue again."""
        due = self._queue.due(int(now.timestamp() * 1000), MAX_FIRED)
        try:
            await self._producer.deliver([_fired(timer, now) for timer in due])
        except DeliveryFailed:
            for timer in due:
                self._queue.put_back(timer)
            raise
        return len(due) == MAX_FIRED


def _fired(timer: Timer, now: datetime) -> Record:
    subject = timer.key.decode()
    event = DeadlineFired(
        id=event_id(subject, f"{DeadlineFired.kind()}:{timer.due_ms}", round(now.timestamp() * 1000)),
        subject=subject,
        occurred_at=now,
        due_at=datetime.fromtimestamp(timer.due_ms / 1000, UTC),
    )
    return DEADLINES_FIRED.record(event, timer.partition)
