"""Reads what matches in the order of a time, without asking for all of it at once.

A store may fetch and sort all that a query matches before it applies a limit. So each query matches a window of time,
which grows while little is found: a quiet year costs about a dozen queries, and a busy minute is read by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chassis.mongo import Collection, Document, Filter

FIRST_SPAN = timedelta(minutes=1)
GROWTH = 4
MAX_AT_ONE_TIME = 10_000
"""Documents of one millisecond: no more than a batch of events leads to."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the time and the id of its last document."""

    at: datetime
    id: str

    def __str__(self) -> str:
        """The place as clients hand it back."""
        return f"{self.at.isoformat()}~{self.id}"

    @classmethod
    def before(cls, time: datetime) -> "Place":
        """The place right before all documents of that time; the store keeps milliseconds."""
        return cls(time - timedelta(milliseconds=1), "")

    @classmethod
    def parse(cls, text: str) -> "Place":
        """The place that was handed out as `text`; ValueError when none was."""
        time, _, id = text.partition("~")
        at = datetime.fromisoformat(time)
        if at.tzinfo is None or not id:
            raise ValueError("must be a place as the page before named it")
        return cls(at, id)


@dataclass(frozen=True)
class ByTime:
    """The documents of a collection that match `where`, by the time in `field`; an index holds both."""

    collection: Collection
    where: Filter
    field: str

    async def newest(self, before: Place, since: datetime, limit: int) -> list[Document]:
        """Up to `limit` documents right before a place, the latest first, none older than `since`."""

        def window(edge: datetime, span: timedelta) -> tuple[datetime, Filter]:
            lower = max(since, edge - span)
            return lower, {"$gte": lower, "$lt": edge}

        return await self._read(before, before.id.__gt__, window, lambda edge: edge > since, -1, limit)

    async def oldest(self, after: Place, until: datetime, limit: int) -> list[Document]:
        """Up to `limit` documents right after a place, the earliest first, none later than `until`."""

        def window(edge: datetime, span: timedelta) -> tuple[datetime, Filter]:
            upper = min(until, edge + span)
            return upper, {"$gt": edge, "$lte": upper}

        return await self._read(after, after.id.__lt__, window, lambda edge: edge < until, 1, limit)

    async def _read(
        self,
        start: Place,
        is_beyond: Callable[[str], bool],
        window: Callable[[datetime, timedelta], tuple[datetime, Filter]],
        goes_on: Callable[[datetime], bool],
        order: int,
        limit: int,
    ) -> list[Document]:
        """First what has the very time of the place, then window after window."""
        sort = [(self.field, order), ("_id", order)]

        async def find(condition: dict[str, Any], room: int) -> list[Document]:
            return await self.collection.find({**self.where, **condition}, {}, room, sort)

        found: list[Document] = []
        if start.id:
            # Without a condition on the ids: some stores would then use no index at all.
            same_time = await find({self.field: {"$gte": start.at, "$lte": start.at}}, MAX_AT_ONE_TIME)
            found = [each for each in same_time if is_beyond(each["_id"])][:limit]
        edge, span = start.at, FIRST_SPAN
        while len(found) < limit and goes_on(edge):
            edge, times = window(edge, span)
            found += await find({self.field: times}, limit - len(found))
            span *= GROWTH
        return found
