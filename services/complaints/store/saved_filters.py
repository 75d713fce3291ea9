"""The filters that people have saved for their queue: one small document a person.

Every method looks one document up by its id.
"""

import hashlib
from dataclasses import dataclass

from chassis.mongo import Driver

MAX_EACH = 20
"""Filters of one person."""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """`query` is the part of an address that says what is filtered, as the page has written it."""

    name: str
    query: str


class SavedFilterStore:
    """The filters by person. A name stands for one of them: saved again it is replaced."""

    def __init__(self, driver: Driver) -> None:
        self._people = driver.collection("saved_filters")

    async def of(self, person: str) -> tuple[SavedFilter, ...]:
        """Theirs, by name."""
        found = await self._people.find_one({"_id": person})
        kept = (found or {}).get("filters", {}).values()
        return tuple(sorted((SavedFilter(each["name"], each["query"]) for each in kept), key=lambda each: each.name))

    async def save(self, person: str, saved: SavedFilter) -> bool:
        """Keep it; False when they have as many as there may be. Two at once may be one too many."""
        known = [each.name for each in await self.of(person)]
        if saved.name not in known and len(known) >= MAX_EACH:
            return False
        kept = {"name": saved.name, "query": saved.query}
        await self._people.update_one({"_id": person}, {"$set": {_place(saved.name): kept}}, upsert=True)
        return True

    async def remove(self, person: str, name: str) -> None:
        """Remove it, if there is one of that name."""
        await self._people.update_one({"_id": person}, {"$unset": {_place(name): ""}})


def _place(name: str) -> str:
    """Where it stands in the document: a name may hold what a place cannot."""
    return f"filters.{hashlib.sha256(name.encode()).hexdigest()[:24]}"
