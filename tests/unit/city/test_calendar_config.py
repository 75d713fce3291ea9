"""A fault in calendars.yaml is reported at its field, and a calendar's version follows what could move a deadline."""

from importlib.metadata import version
from typing import Any

import pytest
from pydantic import ValidationError

from city.calendars import CalendarConfig, WorkingCalendar

OFFICE: dict[str, Any] = {
    "name": "office",
    "working_day": "PT7H30M",
    "time_zone": "Asia/Jakarta",
    "country": "ID",
    "holiday_categories": ["public", "government"],
    "hours": {"monday": ["07:30-12:00", "13:00-16:00"], "friday": ["13:00-16:30", "07:30-11:30"]},
    "extra_holidays": ["2026-12-31"],
    "extra_working_days": ["2026-05-16"],
}
ALWAYS: dict[str, Any] = {"name": "always", "around_the_clock": True, "working_day": "PT24H"}


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": ""}, ("name",), "match pattern"),
        ({"working_day": "P1D"}, ("working_day",), "in hours, minutes and seconds"),
        ({"working_day": "PT0S"}, ("working_day",), "more than zero"),
        ({"working_day": "PT25H"}, ("working_day",), "at most PT24H"),
        ({"working_day": "7.5"}, ("working_day",), "must start with P"),
        ({"time_zone": None}, ("time_zone",), "is needed"),
        ({"time_zone": "Asia/Djakarta"}, ("time_zone",), "'Asia/Djakarta' is not a known time zone"),
        ({"time_zone": "Asia"}, ("time_zone",), "'Asia' is not a known time zone"),
        ({"time_zone": "../etc"}, ("time_zone",), "not a known time zone"),
        ({"country": "XX"}, ("country",), "'XX' is not a country"),
        ({"country": None}, ("holiday_categories",), "needs a country"),
        ({"holiday_categories": ["goverment"]}, ("holiday_categories",), "goverment unknown for ID; known are"),
        ({"hours": {}}, ("hours",), "the week is empty"),
        ({"hours": {"monday": []}}, ("hours",), "the week is empty"),
        ({"hours": {"senin": ["07:30-12:00"]}}, ("hours", "senin", "[key]"), "'monday'"),
        ({"hours": {"monday": ["07:30-12:00", "11:59-16:00"]}}, ("hours", "monday"), "07:30-12:00 and 11:59-16:00"),
        ({"hours": {"monday": ["07:30-12:00", "16:00-13:00"]}}, ("hours", "monday", 1), "ends before it starts"),
        ({"hours": {"monday": ["07:30-07:30"]}}, ("hours", "monday", 0), "ends before it starts"),
        ({"hours": {"monday": ["20:00-24:30"]}}, ("hours", "monday", 0), "goes beyond 24:00"),
        ({"hours": {"monday": ["7.30-12.00"]}}, ("hours", "monday", 0), "not of the form 07:30-12:00"),
        ({"hours": {"monday": [730]}}, ("hours", "monday", 0), "not of the form 07:30-12:00"),
        ({"extra_holidays": ["2026-02-30"]}, ("extra_holidays", 0), "valid date"),
        ({"extra_working_days": ["2026-12-31"]}, ("extra_working_days",), "2026-12-31 is also one of extra_holidays"),
        ({"holiday": []}, ("holiday",), "not permitted"),
    ],
)
def test_a_fault_is_reported_at_its_field(change: dict[str, Any], field: tuple[str | int, ...], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CalendarConfig.model_validate({**OFFICE, **change})
    (error,) = [error for error in caught.value.errors() if error["loc"] == field]
    assert said in error["msg"]


@pytest.mark.parametrize("field", sorted(OFFICE.keys() - ALWAYS.keys()))
def test_around_the_clock_stands_alone(field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CalendarConfig.model_validate({**ALWAYS, field: OFFICE[field]})
    assert (field,) in {error["loc"] for error in caught.value.errors()}
    assert "has no meaning" in str(caught.value)


def test_a_country_without_categories_means_its_public_holidays() -> None:
    config = CalendarConfig.model_validate({**OFFICE, "holiday_categories": []})
    assert config.holiday_categories == ("public",)


def test_a_calendar_may_follow_no_country() -> None:
    config = CalendarConfig.model_validate({**OFFICE, "country": None, "holiday_categories": []})
    assert WorkingCalendar(config).known_until is None


def test_around_the_clock_needs_no_more_than_its_day() -> None:
    calendar = WorkingCalendar(CalendarConfig.model_validate(ALWAYS))
    assert (calendar.name, calendar.working_ms("P2DT1S"), calendar.known_until) == ("always", 172_801_000, None)


def test_a_duration_is_read_with_the_calendars_own_day() -> None:
    assert WorkingCalendar(CalendarConfig.model_validate(OFFICE)).working_ms("P2DT1H") == 16 * 3_600_000


def test_the_version_is_the_same_for_the_same_content_however_it_is_written() -> None:
    other = {**OFFICE, "hours": {"friday": ["07:30-11:30", "13:00-16:30"], "monday": OFFICE["hours"]["monday"]}}
    assert version_of(dict(reversed(other.items()))) == version_of(OFFICE)


@pytest.mark.parametrize(
    "change",
    [
        {"working_day": "PT8H"},
        {"time_zone": "Asia/Makassar"},
        {"holiday_categories": ["public"]},
        {"hours": {"monday": ["07:30-12:00"]}},
        {"extra_holidays": []},
        {"extra_working_days": []},
    ],
)
def test_the_version_changes_with_the_content(change: dict[str, Any]) -> None:
    assert version_of({**OFFICE, **change}) != version_of(OFFICE)


def test_the_version_names_the_library_of_holidays_only_where_it_matters() -> None:
    assert version_of(OFFICE).endswith(f"+holidays.{version('holidays')}")
    assert "holidays" not in version_of(ALWAYS)


def version_of(config: dict[str, Any]) -> str:
    return WorkingCalendar(CalendarConfig.model_validate(config)).version
