"""Since when notify tells of what happens to complaints: events of earlier days are known, and told to nobody."""

from datetime import datetime

from chassis.errors import StoreUnavailable
from chassis.mongo import BEGINNING, Driver


class Beginning:
    """Kept once. Before notify read what happens to complaints it told of assignments and deadlines only; after an
    update it reads a year of it at once, and must not tell of that.
    """

    def __init__(self, driver: Driver) -> None:
        self._settings, self._deliveries = driver.collection("settings"), driver.collection("deliveries")
        self._at: datetime | None = None

    @property
    def at(self) -> datetime:
        """Raises `StoreUnavailable` before it was loaded: nothing may be told until it is known."""
        if self._at is None:
            raise StoreUnavailable("it is not prepared yet")
        return self._at

    async def load(self, now: datetime) -> None:
        """Look when that was, or begin: from the start of time where nothing was ever sent, else now."""
        has_history = await self._deliveries.find_one({}, {"_id": 1}) is not None
        begin = {"$setOnInsert": {"at": now if has_history else BEGINNING}}
        await self._settings.update_one({"_id": "tells_of_complaints_since"}, begin, upsert=True)
        found = await self._settings.find_one({"_id": "tells_of_complaints_since"})
        assert found is not None, "it was just kept"
        self._at = found["at"]
