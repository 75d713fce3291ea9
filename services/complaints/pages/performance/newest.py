"""The edition that is shown. Each process remembers it for a while, so that no crowd of readers reaches the store."""

from dataclasses import asdict
from datetime import datetime, timedelta

from chassis.errors import StoreUnavailable
from services.complaints.application.dependencies import Dependencies
from services.complaints.domain.performance import numbers_of
from services.complaints.publishing import columns_of, last_months, month_of, promised_clocks
from services.complaints.store.editions import Edition

REMEMBERED = timedelta(seconds=30)


class NewestEdition:
    """Finds the newest edition; one that is remembered stands in while the store is unavailable."""

    def __init__(self, deps: Dependencies) -> None:
        self._deps = deps
        self._known: Edition | None = None
        self._until: datetime | None = None

    async def get(self, anew: bool = False) -> Edition:
        """The edition to show: an empty one before the first. Raises `StoreUnavailable` when none is remembered.

        With `anew` the store is asked: whoever reads the rows needs them to be there until the end.
        """
        now = self._deps.clock()
        if anew or self._known is None or self._until is None or now >= self._until:
            try:
                self._known = await self._deps.store.editions.newest()
                self._until = now + REMEMBERED
            except StoreUnavailable:
                if self._known is None:
                    raise
        return self._known or self._nothing_yet(now)

    def _nothing_yet(self, now: datetime) -> Edition:
        city = self._deps.city
        months = last_months(month_of(now, city))
        columns = columns_of(promised_clocks(city))
        return Edition("none", "none", now, (months[0], months[-1]), columns, 0, asdict(numbers_of([])))
