"""The day of a count is the city's, whatever its zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.complaints.store.unit_days import day_of

ZONES = st.sampled_from([ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Jayapura", "UTC", "America/New_York")])
MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(MOMENTS, ZONES)
def test_a_moment_lies_within_its_day(moment: datetime, zone: ZoneInfo) -> None:
    day = day_of(moment, zone)
    begin, end = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    assert begin <= moment < end


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=3)), ZONES)
def test_days_follow_each_other_as_moments_do(moment: datetime, later: timedelta, zone: ZoneInfo) -> None:
    assert day_of(moment, zone) <= day_of(moment + later, zone)
