"""The editions that are published: a document for each period, written as a whole, so that its figures agree."""

from pydantic import TypeAdapter

from chassis.mongo import Driver
from services.improvements.domain.editions import Edition, Made

_EDITION = TypeAdapter(Edition)
MAX_EDITIONS = 500
"""Five for each year of a century."""


class EditionStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._editions = driver.collection("editions")

    async def get(self, name: str) -> Edition | None:
        """The edition of the period with this name."""
        found = await self._editions.find_one({"_id": name})
        return None if found is None or "body" not in found else _EDITION.validate_json(bytes(found["body"]))

    async def made(self) -> dict[str, Made]:
        """When each was made, by its name."""
        found = await self._editions.find({}, {"made_at": 1, "outdated": 1}, MAX_EDITIONS)
        return {each["_id"]: Made(each["made_at"], "outdated" in each) for each in found if "made_at" in each}

    async def outdated_by(self, name: str) -> str | None:
        """What has made the edition of this name outdated last, if it is."""
        found = await self._editions.find_one({"_id": name}, {"outdated": 1})
        return None if found is None else found.get("outdated")

    async def mark_outdated(self, name: str, by: str) -> None:
        """What the edition of this name rests on has changed; nothing when there is none."""
        await self._editions.update_one({"_id": name}, {"$set": {"outdated": by}})

    async def publish(self, edition: Edition, outdated_by: str | None) -> None:
        """From now on it is this one. What was outdated by anything else than what it was computed from stays so."""
        values = {"made_at": edition.made_at, "body": _EDITION.dump_json(edition)}
        await self._editions.update_one({"_id": edition.name}, {"$set": values}, upsert=True)
        if outdated_by is not None:
            await self._editions.update_one(
                {"_id": edition.name, "outdated": outdated_by}, {"$unset": {"outdated": ""}}
            )
