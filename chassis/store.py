"""The store as a component: opens the connections, has the store prepared, watches that writes are confirmed."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from chassis import logs
from chassis.background import BackgroundLoop
from chassis.errors import StoreUnavailable
from chassis.mongo import Driver
from chassis.retry import Retry

log = logs.get(__name__)

PROBE_EVERY_S = 2.0


class StoreComponent(BackgroundLoop):
    """Opens the drivers it is given and closes them again. The process starts even while the store is unavailable.

    `prepare` makes what the service needs in the store, once, as soon as the store answers. The first driver's
    database gets a small write now and then, so that a full disk is noticed before a complaint is lost to it.
    """

    def __init__(self, drivers: Sequence[Driver], instance: str, prepare: Callable[[], Awaitable[None]]) -> None:
        self._drivers, self._instance, self._prepare = drivers, instance, prepare
        self._probes = drivers[0].collection("store_probes")
        self._reason: str | None = "store unavailable: it is not prepared yet"
        self._is_prepared = False
        super().__init__("store", self._probe, pause_s=PROBE_EVERY_S, retry=Retry((PROBE_EVERY_S,)))

    async def start(self) -> None:
        """Open the drivers and ask the store once, so that a healthy process is ready from the start."""
        for driver in self._drivers:
            driver.open()
        await self._probe()
        await super().start()

    async def stop(self) -> None:
        """Close the connections."""
        await super().stop()
        for driver in self._drivers:
            driver.close()

    def not_ready_because(self) -> str | None:
        """Ready while the store is prepared and confirms writes."""
        return self._reason

    async def _probe(self) -> bool:
        try:
            if not self._is_prepared:
                await self._prepare()
                self._is_prepared = True
            now = datetime.now(UTC)
            await self._probes.update_one({"_id": self._instance}, {"$set": {"at": now}}, upsert=True)
        except StoreUnavailable as error:
            self._note(str(error))
        else:
            self._note(None)
        return False

    def _note(self, reason: str | None) -> None:
        if (reason is None) != (self._reason is None):
            log.warning("store unavailable", reason=reason) if reason else log.info("store answers")
        self._reason = reason
