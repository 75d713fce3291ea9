"""calendars.yaml: when units work. Every fault is reported at the field that has it.

The library of holidays takes memory, so only who reads calendars imports this module.
"""

from datetime import date
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, field_validator

from city.entry import Entry
from city.files.hours import DayHours
from contracts.durations import DAY_MS, parse_duration
from contracts.values import Code

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Dates = Annotated[tuple[date, ...], AfterValidator(lambda days: tuple(sorted(set(days))))]


class CalendarConfig(Entry):
    """When a unit works. `around_the_clock` stands alone; every other calendar needs `time_zone` and `hours`.

    `working_day` is the nominal working day that a `D` in a duration means. A weekday without hours is a rest day. A
    day of `extra_working_days` is worked even on a holiday, with its weekday's hours or, on a rest day, with those of
    the first working day of the week.
    """

    # The order of the fields matters: a validator sees only the fields above its own.
    model_config = ConfigDict(validate_default=True)

    name: Code
    around_the_clock: bool = False
    working_day: str
    time_zone: str | None = None
    country: str | None = None
    holiday_categories: tuple[str, ...] = ()
    hours: dict[Weekday, DayHours] = Field(default_factory=dict)
    extra_holidays: Dates = ()
    extra_working_days: Dates = ()

    @property
    def working_day_ms(self) -> int:
        """The nominal working day in milliseconds."""
        return parse_duration(self.working_day).milliseconds

    @field_validator("working_day")
    @classmethod
    def _within_one_day(cls, text: str) -> str:
        duration = parse_duration(text)
        if duration.days or not 0 < duration.milliseconds <= DAY_MS:
            raise ValueError(f"{text!r} must be more than zero and at most PT24H, in hours, minutes and seconds")
        return text

    @field_validator("time_zone", "country", "holiday_categories", "hours", "extra_holidays", "extra_working_days")
    @classmethod
    def _nothing_beside_around_the_clock(cls, value: object, info: ValidationInfo) -> object:
        if value and info.data.get("around_the_clock"):
            raise ValueError("has no meaning for a calendar that works around the clock")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str | None, info: ValidationInfo) -> str | None:
        if zone is None:
            if not info.data.get("around_the_clock"):
                raise ValueError("is needed: hours are read on the wall clock of a place, as in Asia/Jakarta")
            return None
        try:
            return ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:  # OSError: a folder such as "Asia"
            raise ValueError(f"{zone!r} is not a known time zone") from unknown

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str | None) -> str | None:
        try:
            return None if country is None else holidays.country_holidays(country).country
        except NotImplementedError as unknown:
            raise ValueError(f"{country!r} is not a country (ISO 3166, as in ID) whose holidays are known") from unknown

    @field_validator("holiday_categories")
    @classmethod
    def _known_categories(cls, categories: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if (country := info.data.get("country")) is None:
            if categories and "country" in info.data:
                raise ValueError("needs a country")
            return categories
        supported = holidays.country_holidays(country).supported_categories
        if unknown := sorted(set(categories) - set(supported)):
            raise ValueError(f"{', '.join(unknown)} unknown for {country}; known are {', '.join(supported)}")
        return categories or ("public",)

    @field_validator("hours")
    @classmethod
    def _some_hours(cls, week: dict[Weekday, DayHours], info: ValidationInfo) -> dict[Weekday, DayHours]:
        if not any(week.values()) and not info.data.get("around_the_clock"):
            raise ValueError("the week is empty: at least one weekday needs hours")
        return week

    @field_validator("extra_working_days")
    @classmethod
    def _not_both(cls, days: tuple[date, ...], info: ValidationInfo) -> tuple[date, ...]:
        if both := sorted(set(days) & set(info.data.get("extra_holidays", ()))):
            raise ValueError(f"{both[0]} is also one of extra_holidays")
        return days


class CalendarsFile(Entry):
    """All calendars. `default_calendar` stands in for one that an old complaint names and the city no longer has."""

    version: str
    default_calendar: Code
    calendars: tuple[CalendarConfig, ...] = Field(min_length=1)
