"""Of each day the last count of a unit is kept: however often it is counted, and by the city's midnight."""

from datetime import UTC, date, datetime, timedelta

from chassis.mongo import Document, Driver
from services.complaints.projection.counter import UnitCounter
from services.complaints.record import UnitCount
from services.complaints.store.unit_days import KEPT_FOR, DayCount, UnitDays
from tests.component.complaints.intake_api import IntakeClient
from tests.component.complaints.links import overdue

BEFORE_MIDNIGHT = datetime(2026, 3, 2, 16, 59, tzinfo=UTC)
"""One minute to twelve in the city, which is seven hours ahead."""
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def _count(total: int, at: datetime, unit: str = "dinas-pu") -> UnitCount:
    return UnitCount(unit, {"assigned": total - 1, "in_progress": 1}, 1, at)


async def test_counting_again_keeps_one_count_of_a_day_and_midnight_begins_another(intake_api: IntakeClient) -> None:
    days, zone = UnitDays(intake_api.driver), intake_api.city.zone
    for total, at in ((3, BEFORE_MIDNIGHT - timedelta(hours=9)), (5, BEFORE_MIDNIGHT), (5, BEFORE_MIDNIGHT)):
        await days.keep(_count(total, at), zone)
    await days.keep(_count(7, BEFORE_MIDNIGHT + timedelta(minutes=1)), zone)
    assert await days.of(["dinas-pu", "dinas-lh"], MONDAY) == {"dinas-pu": DayCount("dinas-pu", MONDAY, 5, 1)}
    assert await days.of(["dinas-pu"], TUESDAY) == {"dinas-pu": DayCount("dinas-pu", TUESDAY, 7, 1)}
    assert len(await _kept(intake_api.driver)) == 2


async def test_what_the_counter_counts_is_that_of_today_in_the_city(intake_api: IntakeClient) -> None:
    await overdue(intake_api)
    counter = UnitCounter(intake_api.projection, ["dinas-pu"], intake_api.city.zone)
    for _ in range(2):
        await counter.count_now()
    [kept] = await _kept(intake_api.driver)
    today = kept["at"].astimezone(intake_api.city.zone)
    assert kept["_id"] == f"dinas-pu|{today.date()}" and (today.hour, today.minute) == (0, 0)
    assert (kept["total"], kept["overdue"]) == (1, 1)


async def test_the_store_drops_a_day_after_a_good_year(intake_api: IntakeClient) -> None:
    kept = intake_api.driver.database()["unit_days"]
    indexes = await kept.index_information()
    assert [each["expireAfterSeconds"] for each in indexes.values() if "expireAfterSeconds" in each] == [
        KEPT_FOR.total_seconds()
    ]


async def test_nobody_asked_for_is_nobody_found(intake_api: IntakeClient) -> None:
    assert await UnitDays(intake_api.driver).of([], MONDAY) == {}


async def _kept(driver: Driver) -> list[Document]:
    return await driver.collection("unit_days").find({}, {}, limit=10)
