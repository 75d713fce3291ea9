"""The loop that searches for patterns, judges effects and makes editions: in the process that holds the lease."""

import time
from collections.abc import Callable
from datetime import timedelta

from chassis import logs
from chassis.background import BackgroundLoop
from chassis.outbox import Lease
from chassis.retry import Retry
from services.improvements import metrics
from services.improvements.application.count import count
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.judge import judge_due
from services.improvements.application.publish import publish_next
from services.improvements.application.search import search
from services.improvements.domain.performance.periods import kind_of
from services.improvements.record import Counts

log = logs.get(__name__)

LEASE = "findings-search"
LEASE_S = 30.0
LOOK_EVERY_S = 5.0


class Searching(BackgroundLoop):
    """Searches and makes editions when `every` has passed since any process did so last. It is always ready."""

    def __init__(
        self,
        deps: Dependencies,
        lease: Lease,
        every: timedelta,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deps, self._lease, self._every, self._monotonic = deps, lease, every, monotonic
        self._counts: Counts | None = None
        pause_s = min(LOOK_EVERY_S, every.total_seconds())
        super().__init__(
            "searching",
            self.step,
            pause_s=pause_s,
            retry=Retry((pause_s, 60.0)),
            decides_readiness=False,
            lease=lease,
        )

    async def start(self) -> None:
        """Begin; the store may be unavailable."""
        metrics.numbers.counts = self.counts
        await super().start()

    async def step(self) -> bool:
        """Judge, search and publish what is due, if it is to be done here; whether more may be due at once."""
        if self._lease.token() is None:
            return False
        if await judge_due(self._deps):
            return True
        is_more = await self._search_and_publish()
        self._counts = await count(self._deps)
        return is_more

    def counts(self) -> Counts | None:
        """What is open and made, as it was at the last step; None where another process does all this."""
        return self._counts if self._lease.token() is not None else None

    async def _search_and_publish(self) -> bool:
        last = await self._deps.findings.searched_at()
        if last is None or self._deps.clock() - last >= self._every:
            await self._search()
        else:  # another process may have searched, or this one before it was started again
            metrics.last_search.set(last.timestamp())
        return await self._publish()

    async def _publish(self) -> bool:
        """Make an edition that is due; whether there was one."""
        started = self._monotonic()
        edition = await publish_next(self._deps, self._every)
        if edition is None:
            return False
        kind = kind_of(edition.name)
        metrics.editions.labels(kind).inc()
        metrics.edition_seconds.labels(kind).set(self._monotonic() - started)
        log.info("edition published", period=edition.name, units=len(edition.report.units))
        return True

    async def _search(self) -> None:
        started = self._monotonic()
        done = await search(self._deps)
        took_s = self._monotonic() - started
        metrics.search_seconds.set(took_s)
        metrics.last_search.set(self._deps.clock().timestamp())
        log.info(
            "searched",
            observations=done.observations,
            patterns=done.patterns,
            changes=done.changes,
            took_s=round(took_s, 2),
        )
