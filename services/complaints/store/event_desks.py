"""The event desks that were ever opened, each under a number of its own, for all replicas together.

One small document each, and one that counts them; every method looks documents up by their id.
"""

from dataclasses import dataclass
from datetime import datetime

from chassis.mongo import Driver
from services.complaints.store import Duplicate, StoreUnavailable

_COUNTER = "opened"
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class EventDesk:
    """A stand at an event, open to the people of one unit. `number` is no other one's, whenever that was opened."""

    id: str
    number: int
    event: str
    unit: str
    opened_by: str
    opened_at: datetime


class EventDeskStore:
    """Opens event desks."""

    def __init__(self, driver: Driver) -> None:
        self._event_desks = driver.collection("event_desks")

    async def open(self, event_desk_id: str, event: str, unit: str, opened_by: str, now: datetime) -> EventDesk:
        """A new one under the next number. Raises `StoreUnavailable`; a number may be left out then."""
        opened = EventDesk(event_desk_id, await self._next_number(), event, unit, opened_by, now)
        kept = {"number": opened.number, "event": event, "unit": unit, "opened_by": opened_by, "opened_at": now}
        faults = await self._event_desks.insert_many([{"_id": event_desk_id, **kept}])
        for fault in faults.values():
            raise fault
        return opened

    async def _next_number(self) -> int:
        for _ in range(_ATTEMPTS):
            try:
                found = await self._event_desks.find_one_and_update(
                    {"_id": _COUNTER}, {"$inc": {"count": 1}}, upsert=True
                )
            except Duplicate:  # another replica has opened the first one of all meanwhile
                continue
            if found is not None:
                return int(found["count"])
        raise StoreUnavailable("the count of event desks was begun by others during each attempt")


async def create_indexes(driver: Driver) -> None:
    """Lets the store refuse a number that was given before."""
    await driver.collection("event_desks").create_index(["number"], unique=True, only={"number": {"$gt": 0}})
