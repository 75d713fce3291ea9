"""Counts how often something was done from one address within an hour, for all replicas together.

A key says nothing about whose address it is, and another one stands for it in the next hour. The store drops each count
by itself.
"""

from datetime import datetime, timedelta

from chassis.errors import Duplicate, StoreUnavailable
from chassis.mongo import Driver

WINDOW = timedelta(hours=1)
_ATTEMPTS = 5


class AttemptStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._counts = driver.collection("forum_attempts")

    async def create_indexes(self) -> None:
        """Lets the store drop counts whose hour is over."""
        await self._counts.create_index(["until"], expire_after_s=0)

    async def count(self, key: str, now: datetime) -> int:
        """Count one more under a key; how many there are with it."""
        change = {"$inc": {"number": 1}, "$setOnInsert": {"until": now + WINDOW}}
        for _ in range(_ATTEMPTS):
            try:
                found = await self._counts.find_one_and_update({"_id": key}, change, upsert=True)
            except Duplicate:  # another replica has begun the count in the same moment
                continue
            if found is not None:
                return int(found["number"])
        raise StoreUnavailable("the same count was begun by others during each attempt")
