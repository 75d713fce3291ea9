"""Limits guessing at tracking codes: wrong ones are answered ever more slowly, then not at all for a while.

They are counted by the caller's address and the first letters of the code together. So whoever guesses is limited
where they guess, and nobody behind the same gateway is kept from a complaint of their own. Over all codes an address
has only its wrong answers slowed down.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from services.complaints.store.guesses import GuessStore
from services.complaints.tracking import TrackingCodes, beginning

SLOW_FROM, LIMIT = 5, 10
"""How many wrong codes with the same beginning, within a minute, slow answers down and block."""
ADDRESS_SLOW_FROM = 31
"""From which wrong code within a minute the wrong answers to an address slow down, whatever the codes."""
FIRST_DELAY_S, MAX_DELAY_S = 0.25, 4.0

Sleep = Callable[[float], Awaitable[None]]


def delay_s(wrong: int, slow_from: int) -> float:
    """How long an answer waits after so many wrong codes: twice as long with each."""
    return 0.0 if wrong < slow_from else min(MAX_DELAY_S, FIRST_DELAY_S * 2.0 ** min(wrong - slow_from, 10))


class Throttle:
    """Both methods return the seconds until this caller may try such a code again, or 0 to be answered now.

    They wait before they return, without holding on to the store, and raise `StoreUnavailable`.
    """

    def __init__(self, guesses: GuessStore, codes: TrackingCodes, sleep: Sleep = asyncio.sleep) -> None:
        self._guesses, self._codes, self._sleep = guesses, codes, sleep

    async def before(self, address: str, code: str, now: datetime) -> float:
        """Whether a code may be looked up. One read; a right code needs no more."""
        wrong, until = await self._guesses.wrong(self._key(address, beginning(code)), now)
        return await self._wait(wrong, until, now, delay_s(wrong, SLOW_FROM))

    async def after_wrong(self, address: str, code: str, now: datetime) -> float:
        """Count a wrong code. Of many at once those beyond the limit are not told that they were wrong."""
        wrong, until = await self._guesses.add_wrong(self._key(address, beginning(code)), now)
        of_address, _ = await self._guesses.add_wrong(self._key(address), now)
        delay = max(delay_s(wrong, SLOW_FROM), delay_s(of_address, ADDRESS_SLOW_FROM))
        return await self._wait(wrong - 1, until, now, delay)

    async def _wait(self, wrong: int, until: datetime, now: datetime, delay: float) -> float:
        if wrong >= LIMIT:
            return max((until - now).total_seconds(), 0.001)
        if delay:
            await self._sleep(delay)
        return 0.0

    def _key(self, address: str, *more: str) -> str:
        return self._codes.opaque(" ".join((address, *more)))


class FilingLimit:
    """Limits how many complaints are filed on the pages from one address; behind a gateway that is a whole village."""

    WINDOW = timedelta(hours=1)

    def __init__(self, counts: GuessStore, codes: TrackingCodes, limit: int) -> None:
        """`counts` last for `WINDOW`."""
        self._counts, self._codes, self._limit = counts, codes, limit

    async def before(self, address: str, now: datetime) -> float:
        """Count one more complaint: 0 when it may be filed, else the seconds until the next one may be."""
        count, until = await self._counts.add_wrong(self._codes.opaque(f"filing {address}"), now)
        return max((until - now).total_seconds(), 1.0) if count > self._limit else 0.0
