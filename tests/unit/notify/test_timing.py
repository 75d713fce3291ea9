"""When people hear of something: the times of digests on working days, quiet hours, and the day where they are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.calendars import WorkingCalendar
from city.digest_hours import Hours
from city.files.calendars import CalendarConfig
from city.files.hours import parse_hours
from city.files.notifications import Digests

JAKARTA = ZoneInfo("Asia/Jakarta")
OFFICE = WorkingCalendar(
    CalendarConfig(
        name="office",
        working_day="PT7H30M",
        time_zone="Asia/Jakarta",
        hours={day: ("07:30-12:00",) for day in ("monday", "tuesday", "wednesday", "thursday", "friday")},
        extra_holidays=["2026-03-19"],
    )
)
MORNING_AND_NOON = Digests(at=("07:30", "13:00"), calendar="office")
HOURS = Hours(JAKARTA, MORNING_AND_NOON, None, OFFICE, (parse_hours("20:00-24:00"), parse_hours("00:00-06:00")))
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 86_400).map(lambda second: BEGIN + timedelta(seconds=second))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-17 06:00", "2026-03-17 07:30"),
        ("2026-03-17 07:30", "2026-03-17 13:00"),
        ("2026-03-17 12:59:59", "2026-03-17 13:00"),
        ("2026-03-17 13:00", "2026-03-18 07:30"),
        ("2026-03-18 20:00", "2026-03-20 07:30"),  # the 19th is a holiday
        ("2026-03-20 13:00", "2026-03-23 07:30"),  # a weekend
    ],
)
def test_the_next_digest_is_at_the_next_time_of_a_working_day(now: str, expected: str) -> None:
    assert HOURS.next_digest(local(now)) == local(expected)


def test_own_times_of_a_person_come_before_the_citys() -> None:
    own = Hours(JAKARTA, MORNING_AND_NOON, (9 * 3_600_000,), OFFICE)
    assert own.next_digest(local("2026-03-17 07:00")) == local("2026-03-17 09:00")


def test_who_lives_in_another_zone_gets_digests_by_the_clock_there() -> None:
    away = Hours(ZoneInfo("Asia/Jayapura"), MORNING_AND_NOON, None, OFFICE)
    assert away.next_digest(local("2026-03-17 05:00")) == local("2026-03-17 05:30")


def test_digests_of_a_trial_come_at_equal_distances_from_midnight() -> None:
    every = Hours(JAKARTA, Digests(every="PT30S"))
    assert every.next_digest(local("2026-03-17 10:00:31")) == local("2026-03-17 10:01:00")
    assert every.next_digest(local("2026-03-17 23:59:30")) == local("2026-03-18 00:00:00")


def test_an_hour_that_the_clock_skips_is_no_reason_to_miss_a_digest() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    hours = Hours(berlin, MORNING_AND_NOON)
    now = datetime(2026, 3, 29, 1, 30, tzinfo=berlin)
    assert hours.next_digest(now.astimezone(UTC)) == datetime(2026, 3, 29, 7, 30, tzinfo=berlin)


@given(now=MOMENTS)
def test_a_digest_always_lies_ahead_and_within_a_working_day(now: datetime) -> None:
    following = HOURS.next_digest(now)
    midnight = following.astimezone(JAKARTA).replace(hour=0, minute=0)
    assert following > now
    assert following.tzinfo is now.tzinfo
    assert OFFICE.between(midnight, midnight + timedelta(days=1)) > 0
    assert HOURS.next_digest(following - timedelta(microseconds=1)) == following


@given(now=MOMENTS, ahead=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_who_is_planned_later_is_never_told_earlier(now: datetime, ahead: timedelta) -> None:
    assert HOURS.next_digest(now) <= HOURS.next_digest(now + ahead)


@pytest.mark.parametrize(
    ("now", "is_quiet"), [("19:59:59", False), ("20:00", True), ("23:59", True), ("00:00", True), ("06:00", False)]
)
def test_quiet_hours_are_those_of_the_readers_clock(now: str, is_quiet: bool) -> None:
    assert HOURS.is_quiet(local(f"2026-03-17 {now}").astimezone(UTC)) is is_quiet


def test_the_day_is_the_one_where_the_person_is() -> None:
    assert HOURS.day_of(datetime(2026, 3, 17, 18, 0, tzinfo=UTC)) == "2026-03-18"


@pytest.mark.parametrize(
    ("given_", "fault"),
    [
        ({}, "one of the two"),
        ({"at": ["07:30"], "calendar": "office", "every": "PT1M"}, "one of the two"),
        ({"at": ["07:30"]}, "needs the `calendar`"),
        ({"at": ["7.30"], "calendar": "office"}, "not a time of day"),
        ({"at": [], "calendar": "office"}, "at least 1"),
        ({"every": "PT0S"}, "between PT1S and P1D"),
    ],
)
def test_times_that_cannot_be_are_refused_in_words(given_: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Digests.model_validate(given_)
