"""Counts what a caller may do a few times only, for all replicas together: try wrong tracking codes, or file complaints
on the pages. The store drops each count by itself.

Every method looks one small document up by its id.
"""

from datetime import datetime, timedelta

from chassis.mongo import Driver
from services.complaints.store import Duplicate, StoreUnavailable

WINDOW = timedelta(minutes=1)
"""How long a count of wrong codes lasts; the first of them begins it."""
_ATTEMPTS = 3


class GuessStore:
    """The counts by key, each lasting for `window`. A key says nothing about whose it is: see `TrackingCodes.opaque`.

    In the store the count is called `wrong`, as it was when only wrong codes were counted.
    """

    def __init__(self, driver: Driver, window: timedelta = WINDOW) -> None:
        self._counts, self._window = driver.collection("guesses"), window

    async def wrong(self, key: str, now: datetime) -> tuple[int, datetime]:
        """How many there were within the window, and when it ends."""
        found = await self._counts.find_one({"_id": key})
        return (found["wrong"], found["until"]) if found and found["until"] > now else (0, now)

    async def add_wrong(self, key: str, now: datetime) -> tuple[int, datetime]:
        """Count one more; what `wrong` says from now on. The first one after the end of a window begins another."""
        for _ in range(_ATTEMPTS):
            found = await self._counts.find_one_and_update({"_id": key, "until": {"$gt": now}}, {"$inc": {"wrong": 1}})
            if found is not None:
                return found["wrong"], found["until"]
            begun = {"wrong": 1, "until": now + self._window}
            try:
                await self._counts.update_one({"_id": key, "until": {"$lte": now}}, {"$set": begun}, upsert=True)
            except Duplicate:  # another replica has begun the window meanwhile
                continue
            return 1, now + self._window
        raise StoreUnavailable("the same count was changed again during each attempt")


async def create_indexes(driver: Driver) -> None:
    """Lets the store drop counts whose window is over."""
    await driver.collection("guesses").create_index(["until"], expire_after_s=0)
