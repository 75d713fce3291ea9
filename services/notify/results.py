"""Keeps the results of attempts, a few dozen in one write: whatever was sent is recorded within a moment.

Between sending and recording a crash repeats a message under its own id, so that moment is short and what may wait in
it is bounded: a sender that is too far ahead waits here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from chassis import logs
from chassis.errors import StoreUnavailable
from chassis.mongo import Document
from chassis.process import finish, spawn
from chassis.retry import Retry
from contracts.events import NotificationEvent
from services.notify import metrics
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.digests import moved_on
from services.notify.domain.outcomes import Accepted, Outcome, status
from services.notify.store.documents import Claimed
from services.notify.store.stores import Stores

log = logs.get(__name__)

GATHER_S = 0.02
MAX_AT_ONCE = 32
STORE_RETRY = Retry((0.5, 1.0, 2.0))
STOP_TIMEOUT_S = 15.0

Kept = TypeVar("Kept")
Noted = Callable[[Delivery, Outcome, datetime], Awaitable[None]]
"""Hears of every result that was kept."""


@dataclass(frozen=True)
class Result:
    """What an attempt at a delivery came to: `attempted` as its transport left it, `after` as it goes on."""

    claimed: Claimed
    delivery: Delivery
    attempted: Delivery
    after: Delivery
    outcome: Outcome
    proof: Document
    event: NotificationEvent | None


class Results:
    """Of one sender. What is added is kept by a task of its own, which `stop` waits for."""

    def __init__(self, stores: Stores, city: City, noted: Noted, now: Callable[[], datetime]) -> None:
        self._deliveries, self._digests = stores.deliveries, stores.digests
        self._city, self._noted, self._now = city, noted, now
        self._waiting: list[Result] = []
        self._news, self._room = asyncio.Event(), asyncio.Event()
        self._is_stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self, name: str) -> None:
        """Begin."""
        self._task = spawn(f"{name}: results", self._run(), may_end=True)

    async def stop(self) -> None:
        """Keep what is left."""
        self._is_stopping = True
        self._news.set()
        await finish(self._task, STOP_TIMEOUT_S)

    @property
    def ids(self) -> set[str]:
        """The deliveries whose results are not kept yet."""
        return {result.delivery.id for result in self._waiting}

    async def add(self, result: Result) -> None:
        """Have a result kept; waits while too many are not."""
        self._waiting.append(result)
        self._news.set()
        while len(self._waiting) >= 2 * MAX_AT_ONCE:
            self._room.clear()
            await self._room.wait()

    async def _run(self) -> None:
        while self._waiting or not self._is_stopping:
            await self._news.wait()
            self._news.clear()
            if len(self._waiting) < MAX_AT_ONCE and not self._is_stopping:
                await asyncio.sleep(GATHER_S)
            while self._waiting:
                kept = self._waiting[:MAX_AT_ONCE]
                await self._keep(kept)
                # Others have come in meanwhile.
                del self._waiting[: len(kept)]
                self._room.set()

    async def _keep(self, results: list[Result]) -> None:
        await until_kept(lambda: self._record(results))
        for each in results:
            _count(each)

    async def _record(self, results: list[Result]) -> None:
        waiting = [each.after for each in results if each.after.waits]
        await self._digests.expect(waiting)
        await self._deliveries.record([(each.claimed, each.after, each.proof, each.event) for each in results])
        await self._digests.move_late([each.id for each in waiting], self._moved_on)
        for each in results:
            await self._noted(each.delivery, each.outcome, each.proof["at"])

    def _moved_on(self, late: Delivery) -> Delivery:
        return moved_on(late, self._city, self._now())


async def until_kept(keep: Callable[[], Awaitable[Kept]]) -> Kept:
    """What `keep` returns, once the store is available: what was sent is out, and would be sent again if forgotten."""
    failures = 0
    while True:
        try:
            return await keep()
        except StoreUnavailable as error:
            failures += 1
            log.warning("results not kept yet, trying again", error=str(error))
            await asyncio.sleep(STORE_RETRY.wait_s(failures))


def _count(result: Result) -> None:
    attempted, outcome = result.attempted, result.outcome
    metrics.count(attempted.transport, _outcome(result), attempted.level)
    if isinstance(outcome, Accepted):
        ended = result.event.occurred_at if result.event else result.proof["at"]
        metrics.delivered(attempted.transport, attempted.level, attempted.occurred_at, attempted.occurred_at, ended)
    else:
        # The reply may repeat an address, so only its code is logged; the whole of it is kept as proof.
        log.warning("not delivered", delivery=attempted.id, cause=attempted.cause, status=status(outcome),
                    attempts=attempted.attempts, state=attempted.state,
                    **{f"{attempted.about}_id": attempted.subject_id})  # fmt: skip


def _outcome(result: Result) -> str:
    if result.after is not result.attempted:
        return "fallback"
    return "retried" if result.after.state == "pending" else result.after.state
