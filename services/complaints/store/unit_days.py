"""How much each unit had open on each day: the last count of the day, so that a week can be compared with another.

Every method looks small documents up by their ids. The store drops each by itself after a good year.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from chassis.mongo import Driver
from services.complaints.record import UnitCount

KEPT_FOR = timedelta(days=400)
_NAME = "unit_days"


@dataclass(frozen=True, slots=True)
class DayCount:
    """What a unit had open and overdue when it was counted last on a day."""

    unit: str
    day: date
    total: int
    overdue: int


class UnitDays:
    """The counts by unit and day; raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._days = driver.collection(_NAME)

    async def keep(self, count: UnitCount, zone: tzinfo) -> None:
        """Keep it for its day in this zone; a later count of the same day takes its place. Safe to repeat."""
        day = day_of(count.counted_at, zone)
        values = {
            "at": datetime.combine(day, time(), zone),
            "total": sum(count.states.values()),
            "overdue": count.overdue,
        }
        await self._days.update_one({"_id": _id(count.unit, day)}, {"$set": values}, upsert=True)

    async def of(self, units: Iterable[str], day: date) -> dict[str, DayCount]:
        """The counts of a day by unit; a unit that was not counted on it is left out."""
        ids = {_id(unit, day): unit for unit in units}
        found = await self._days.find({"_id": {"$in": sorted(ids)}}, {}, limit=max(1, len(ids)))
        counts = (DayCount(ids[each["_id"]], day, each["total"], each["overdue"]) for each in found)
        return {each.unit: each for each in counts}


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day that it is then in the city."""
    return moment.astimezone(zone).date()


async def create_indexes(driver: Driver) -> None:
    """Lets the store drop days that nobody compares with any more."""
    await driver.collection(_NAME).create_index(["at"], expire_after_s=int(KEPT_FOR.total_seconds()))


def _id(unit: str, day: date) -> str:
    return f"{unit}|{day.isoformat()}"
