"""Counts the open work of units: soon after it may have changed, and every unit now and then all the same.

Counting anew cannot drift; adding and subtracting would, with the first crash between two writes.
"""

import asyncio
import math
from collections.abc import Sequence
from datetime import UTC, datetime

from chassis import logs
from chassis.process import cancel, spawn
from services.complaints import metrics
from services.complaints.domain.complaint import OPEN
from services.complaints.record import UnitCount
from services.complaints.store import StoreUnavailable
from services.complaints.store.projection import ProjectionStore

log = logs.get(__name__)

EVERY_S = 1.0
ROUND_S = 30.0


class UnitCounter:
    """Every second it counts the units that were touched, and a few of the others in turn."""

    name = "unit counts"

    def __init__(self, store: ProjectionStore, units: Sequence[str]) -> None:
        self._store, self._units = store, tuple(units)
        self._touched: set[str] = set()
        self._next = 0
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to count."""
        self._task = spawn(self.name, self._run())

    async def stop(self) -> None:
        """End."""
        await cancel(self._task)

    def not_ready_because(self) -> str | None:
        """Never a reason to send no work."""
        return None

    def touch(self, unit: str) -> None:
        """The unit's numbers may have changed."""
        self._touched.add(unit)

    async def count_now(self) -> None:
        """Count what is due; a unit that could not be counted stays due."""
        self._touched.update(self._in_turn())
        due, self._touched = self._touched, set()
        while due:
            try:
                export(await self._store.count(min(due), datetime.now(UTC)))
            except StoreUnavailable:
                self._touched |= due
                raise
            due.remove(min(due))

    def _in_turn(self) -> list[str]:
        """So many units that each has its turn once in every round."""
        share = math.ceil(len(self._units) * EVERY_S / ROUND_S)
        chosen = [self._units[(self._next + step) % len(self._units)] for step in range(share)]
        self._next = (self._next + share) % len(self._units)
        return chosen

    async def _run(self) -> None:
        while True:
            try:
                await self.count_now()
            except StoreUnavailable as error:
                log.warning("units not counted", error=str(error))
            await asyncio.sleep(EVERY_S)


def export(count: UnitCount) -> None:
    """Show a count as metrics; states without complaints are shown as zero."""
    for state in OPEN:
        metrics.open_complaints.labels(count.unit, state.value).set(count.states.get(state.value, 0))
    metrics.overdue_complaints.labels(count.unit).set(count.overdue)
