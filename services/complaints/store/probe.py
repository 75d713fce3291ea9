"""Watches the store: readiness turns red when a small write is not confirmed; missing indexes are created."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from chassis import logs
from chassis.process import cancel, spawn
from services.complaints.store import StoreUnavailable
from services.complaints.store.driver import Driver

log = logs.get(__name__)

PROBE_EVERY_S = 2.0


class StoreProbe:
    """Opens the drivers it is given and closes them again. The process starts even while the store is unavailable."""

    name = "store"

    def __init__(self, drivers: tuple[Driver, ...], instance: str, prepare: Callable[[], Awaitable[None]]) -> None:
        self._drivers, self._instance, self._prepare = drivers, instance, prepare
        self._probes = drivers[0].collection("store_probes")
        self._reason: str | None = "not asked yet"
        self._prepared = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the drivers and ask the store once, so that a healthy process is ready from the start."""
        for driver in self._drivers:
            driver.open()
        await self._probe()
        self._task = spawn(self.name, self._watch())

    async def stop(self) -> None:
        """Close the connections."""
        await cancel(self._task)
        for driver in self._drivers:
            driver.close()

    def not_ready_because(self) -> str | None:
        """Ready while the store confirms writes."""
        return self._reason

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(PROBE_EVERY_S)
            await self._probe()

    async def _probe(self) -> None:
        try:
            if not self._prepared:
                await self._prepare()
                self._prepared = True
            now = datetime.now(UTC)
            await self._probes.update_one({"_id": self._instance}, {"$set": {"at": now}}, upsert=True)
        except StoreUnavailable as error:
            self._note(f"the store does not confirm writes: {error}")
        else:
            self._note(None)

    def _note(self, reason: str | None) -> None:
        if (reason is None) != (self._reason is None):
            log.warning("store is unavailable", reason=reason) if reason else log.info("store answers")
        self._reason = reason
