"""Lets one process at a time do something, such as publish. No clock of one machine is compared with another's: a
standby takes the lease over when it has seen no renewal for the whole term, and a holder stops relying on it well
before."""

import time
from collections.abc import Callable
from datetime import datetime

from chassis import logs
from chassis.background import BackgroundLoop
from chassis.errors import StoreUnavailable
from chassis.outbox.store import LeaseRecord, LeaseStore
from chassis.retry import Retry

log = logs.get(__name__)

_TRUST = 2 / 3
"""Share of the term that a holder relies on after a renewal."""
_RENEWALS = 5
"""How often within a term it is renewed."""


class Lease(BackgroundLoop):
    """Seeks the lease, keeps it while it can, and tells at any moment whether it is held.

    `oldest_at` is since when the oldest unpublished event waits: its holder sets it, all others read it.
    """

    def __init__(
        self, store: LeaseStore, holder: str, term_s: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._store, self._holder, self._term_s, self._monotonic = store, holder, term_s, monotonic
        self._token: int | None = None
        self._trusted_until = 0.0
        self._seen: LeaseRecord | None = None
        self._seen_at = 0.0
        self.oldest_at: datetime | None = None
        every_s = term_s / _RENEWALS
        super().__init__(
            f"lease of {store.name}", self.step, pause_s=every_s, retry=Retry((every_s,)), stop_timeout_s=1.0
        )

    async def stop(self) -> None:
        """Give it back, so that a standby need not wait."""
        await super().stop()
        await self.give_back()

    async def give_back(self) -> None:
        """Let another process take it at once."""
        token, self._token = self._token, None
        if token is not None:
            try:
                await self._store.release(token)
            except StoreUnavailable as error:
                log.warning("lease not given back; it runs out by itself", lease=self._store.name, error=str(error))

    def token(self) -> int | None:
        """The fencing token while the lease is held, None otherwise. Ask before every send."""
        return self._token if self._monotonic() < self._trusted_until else None

    async def step(self) -> bool:
        """Renew the lease, or look whether it can be taken; called several times within a term."""
        started = self._monotonic()
        if self._token is not None:
            if await self._store.renew(self._token, self.oldest_at):
                self._trusted_until = started + _TRUST * self._term_s
                return False
            log.warning("lease has gone to another process", lease=self._store.name, token=self._token)
            self._token = None
        await self._seek(started)
        return False

    async def _seek(self, started: float) -> None:
        record = await self._store.read()
        self.oldest_at = None if record is None else record.oldest_at
        if record is not None and not record.released and not self._is_silent(record):
            return
        taken = await self._store.take(record, self._holder)
        if taken is not None:
            self._token, self._trusted_until = taken.token, started + _TRUST * self._term_s
            log.info("lease taken", lease=self._store.name, token=taken.token)

    def _is_silent(self, record: LeaseRecord) -> bool:
        """Whether the holder has not renewed for the whole term, by our own watch."""
        now = self._monotonic()
        if record != self._seen:
            self._seen, self._seen_at = record, now
        return now - self._seen_at >= self._term_s
