"""The edition that is published: its numbers, and the rows that they were computed from, in parts of a bounded size.

A new edition is written beside the one that is read, then takes its place with one write; so numbers and rows always
belong together. There are three places for rows in turn: whoever reads slowly has the time of a whole edition for it.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from chassis.errors import StoreUnavailable
from chassis.mongo import Driver

PART = 500
"""Rows in one part."""
_NEXT = {"a": "b", "b": "c", "c": "a"}
_FIRST = "a"
_NEWEST = "newest"
Cells = tuple[Any, ...]
"""The values of one row in the order of the edition's columns."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What is published at a time. `id` follows from the rows: as long as these are the same it stays.

    `months` are the first and the last whose complaints it has, `columns` the names of the values in a row, `numbers`
    what was computed of them. `draft` names the attempt that made it, `place` is where its rows are.
    """

    id: str
    draft: str
    made_at: datetime
    months: tuple[str, str]
    columns: tuple[str, ...]
    rows: int
    numbers: Mapping[str, Any]
    place: str = _FIRST

    @property
    def parts(self) -> int:
        """In how many parts its rows are kept."""
        return -(-self.rows // PART)


class EditionStore:
    """Reads and writes editions, a document at a time; raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._editions = driver.collection("published_editions")

    async def newest(self) -> Edition | None:
        """The one that is published."""
        found = await self._editions.find_one({"_id": _NEWEST})
        if found is None:
            return None
        return Edition(
            found["edition"],
            found["draft"],
            found["made_at"],
            (found["months"][0], found["months"][1]),
            tuple(found["columns"]),
            found["rows"],
            orjson.loads(found["numbers"]),
            found["place"],
        )

    async def next_place(self) -> str:
        """Where the rows of the next edition go."""
        newest = await self.newest()
        return _FIRST if newest is None else _NEXT[newest.place]

    async def keep_part(self, place: str, draft: str, number: int, rows: list[Cells]) -> None:
        """Keep one part of an edition that is being made."""
        values = {"draft": draft, "rows": orjson.dumps(rows)}
        await self._editions.update_one({"_id": _part(place, number)}, {"$set": values}, upsert=True)

    async def publish(self, edition: Edition) -> None:
        """From now on this is the newest."""
        values = {
            "edition": edition.id,
            "draft": edition.draft,
            "made_at": edition.made_at,
            "months": list(edition.months),
            "columns": list(edition.columns),
            "rows": edition.rows,
            "numbers": orjson.dumps(edition.numbers),
            "place": edition.place,
        }
        await self._editions.update_one({"_id": _NEWEST}, {"$set": values}, upsert=True)

    async def rows(self, edition: Edition) -> AsyncIterator[list[Cells]]:
        """The rows of an edition, a part at a time. Raises `StoreUnavailable` when a later one has taken its place."""
        for number in range(edition.parts):
            found = await self._editions.find_one({"_id": _part(edition.place, number)})
            if found is None or found["draft"] != edition.draft:
                raise StoreUnavailable("this edition was replaced while it was read")
            yield [tuple(each) for each in orjson.loads(found["rows"])]


def _part(place: str, number: int) -> str:
    return f"{place}.{number:06}"
