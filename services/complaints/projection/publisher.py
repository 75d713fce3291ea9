"""Publishes how promises are kept: a row of each complaint soon after it changed, and now and then an edition of them.

One of the projection's processes does it, the one that holds the lease. Rows follow the order in which complaints last
changed; begun anew from the first place, the same makes the rows of complaints that are older than the rows are.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import orjson

from chassis import logs
from chassis.background import BackgroundLoop
from chassis.outbox import Lease
from chassis.retry import Retry
from services.complaints.city import City
from services.complaints.domain.listings import changed_at
from services.complaints.domain.performance import Counting
from services.complaints.domain.published import NOT_SAID, Row, published
from services.complaints.publishing import cells, columns_of, last_months, month_of, promised_clocks, row_of
from services.complaints.store.editions import PART, Cells, Edition, EditionStore
from services.complaints.store.published import RowStore

log = logs.get(__name__)

LEASE = "published-rows"
LEASE_S = 10.0
PAUSE_S = 20.0
STEP = 200
"""Complaints whose rows are made in one step."""
LAG = timedelta(minutes=2)
"""A change is kept under the time at which it began; by then every one is, however slow the store or wrong a clock."""
EVERY_WHILE_EMPTY = timedelta(minutes=1)


class Publisher(BackgroundLoop):
    """Makes rows, then editions of them: one in `every`, sooner while there is nothing to show. It is always ready.

    `lag` is how old a change is before it counts; in a hurry it is no longer than the time between two editions.
    """

    def __init__(
        self,
        rows: RowStore,
        editions: EditionStore,
        city: City,
        lease: Lease,
        clock: Callable[[], datetime],
        every: timedelta,
        lag: timedelta = LAG,
    ) -> None:
        self._rows, self._editions, self._city = rows, editions, city
        self._lease, self._clock = lease, clock
        self._every, self._lag = every, min(lag, every)
        pause_s = min(PAUSE_S, every.total_seconds())
        super().__init__(
            "published rows",
            self.step,
            pause_s=pause_s,
            retry=Retry((pause_s, 60.0)),
            decides_readiness=False,
            lease=lease,
        )

    async def step(self) -> bool:
        """Do what is due, if it is to be done here; whether there are more rows to make at once."""
        if self._lease.token() is None:
            return False
        if await self.make_rows():
            return True
        newest = await self._editions.newest()
        if newest is None or self._clock() >= newest.made_at + self._pause_after(newest):
            await self.make_edition()
        return False

    def _pause_after(self, edition: Edition) -> timedelta:
        return self._every if edition.rows else min(self._every, EVERY_WHILE_EMPTY)

    async def make_rows(self) -> bool:
        """Make the rows of the complaints that changed next; whether there may be more of them."""
        after = await self._rows.place()
        found = await self._rows.changed(after, changed_at(self._clock() - self._lag), STEP)
        if found.records:
            made = {each.complaint.id: row_of(each, self._city) for each in found.records}
            await self._rows.keep(made, found.upto)
        return len(found.records) == STEP

    async def make_edition(self) -> Edition:
        """Publish what there is of the last months, a month in memory at a time."""
        now, clocks = self._clock(), promised_clocks(self._city)
        months = last_months(month_of(now, self._city))
        place, draft = await self._editions.next_place(), secrets.token_hex(8)
        counting, digest, rows, waiting = Counting(), hashlib.sha256(orjson.dumps(clocks)), 0, list[Cells]()
        async for row in self._published(months, frozenset(clocks)):
            counting.add(row)
            waiting.append(cells(row, clocks))
            rows += 1
            if len(waiting) == PART:
                await self._keep_part(place, draft, rows, waiting, digest.update)
                waiting = []
        if waiting:
            await self._keep_part(place, draft, rows, waiting, digest.update)
        edition = Edition(
            digest.hexdigest()[:16],
            draft,
            now,
            (months[0], months[-1]),
            columns_of(clocks),
            rows,
            asdict(counting.numbers()),
            place,
        )
        await self._editions.publish(edition)
        log.info("edition published", rows=rows)
        return edition

    async def _keep_part(
        self, place: str, draft: str, rows: int, part: list[Cells], digested: Callable[[bytes], None]
    ) -> None:
        digested(orjson.dumps(part))
        await self._editions.keep_part(place, draft, (rows - 1) // PART, part)

    async def _published(self, months: Sequence[str], clocks: frozenset[str]) -> AsyncIterator[Row]:
        for month in months:
            mine = [self._known(row, clocks) async for row in self._rows.of_month(month)]
            for row in await asyncio.to_thread(published, mine):  # a large month must not hold the worker up
                yield row

    def _known(self, row: Row, clocks: frozenset[str]) -> Row:
        """Codes that the city does not have are not published: whoever made them up could have written anything."""
        return replace(
            row,
            category=row.category if row.category in self._city.categories else NOT_SAID,
            unit=row.unit if row.unit in self._city.units else NOT_SAID,
            promises=tuple(each for each in row.promises if each[0] in clocks),
        )
