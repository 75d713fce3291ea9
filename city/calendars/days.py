"""What kind of day a date is: its working hours, and the reason when they are not the ordinary ones."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

import holidays

from city.files.calendars import WEEKDAYS, CalendarConfig
from city.files.hours import WallInterval

FIRST_YEAR, LAST_YEAR = 1970, 2100  # the library of holidays ends with 2100

ReasonKind = Literal["holiday", "extra_holiday", "rest_day", "extra_working_day", "holidays_unknown"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a deadline lies where it lies: one day that did not count, or counted out of turn.

    `name` is the holiday's name in the language of its country, the weekday for a `rest_day` or an
    `extra_working_day`, empty for an `extra_holiday`. `holidays_unknown` stands once for a year (`day` is its first
    of January, `name` the year) for which the government has not yet decreed all of its days off.
    """

    kind: ReasonKind
    day: date
    name: str


class Days:
    """The days of one calendar that keeps office hours."""

    def __init__(self, config: CalendarConfig) -> None:
        self._week = tuple(config.hours.get(weekday, ()) for weekday in WEEKDAYS)
        self._replacement = next(hours for hours in self._week if hours)
        self._extra_holidays = frozenset(config.extra_holidays)
        self._extra_working_days = frozenset(config.extra_working_days)
        self._holidays = _holidays(config.country, config.holiday_categories) if config.country else {}
        self.known_until = _known_until(config.country, config.holiday_categories) if config.country else None

    def hours(self, day: date) -> tuple[WallInterval, ...]:
        """The working hours of the day on the wall clock, earliest first; none on a day off."""
        ordinary = self._week[day.weekday()]
        reason = self.reason(day)
        if reason is None:
            return ordinary
        return (ordinary or self._replacement) if reason.kind == "extra_working_day" else ()

    def reason(self, day: date) -> Reason | None:
        """Why the day is off, or on against the rule; None on an ordinary working day."""
        if day in self._extra_working_days:
            return Reason("extra_working_day", day, WEEKDAYS[day.weekday()])
        if day in self._extra_holidays:
            return Reason("extra_holiday", day, "")
        if name := self._holidays.get(day):
            return Reason("holiday", day, name)
        if not self._week[day.weekday()]:
            return Reason("rest_day", day, WEEKDAYS[day.weekday()])
        return None


def _holidays(country: str, categories: tuple[str, ...]) -> holidays.HolidayBase:
    # Without a language the library would follow the locale of the machine.
    language = holidays.country_holidays(country).default_language
    return holidays.country_holidays(country, categories=categories, language=language)


@cache
def _known_until(country: str, categories: tuple[str, ...]) -> int:
    """The last year in which every category has days. Days by decree (Indonesia's cuti bersama) end with the last
    decree that the library knows; days by rule go on to its end."""
    return min(_last_year(country, category) for category in categories)


def _last_year(country: str, category: str) -> int:
    years = range(LAST_YEAR, FIRST_YEAR, -1)
    return next((y for y in years if holidays.country_holidays(country, years=y, categories=(category,))), FIRST_YEAR)
