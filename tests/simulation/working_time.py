"""Working time counted day by day from the hours as they are written: slow, and too simple to be wrong.

It shares no code with the city's calendars. Unlike the model of the unit tests, which goes minute by minute and is held
against it, it takes any instant.
"""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tests.unit.city.calendar_model import Model

DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


def office(city: Path) -> tuple[Model, timedelta]:
    """The hours of the city's office calendar as they are written, and how long its working day is."""
    calendars: list[dict[str, Any]] = yaml.safe_load((city / "calendars.yaml").read_text(encoding="utf-8"))["calendars"]
    written = next(calendar for calendar in calendars if calendar["name"] == "office")
    model = Model(
        zone=written["time_zone"],
        hours=written["hours"],
        country=written["country"],
        categories=tuple(written["holiday_categories"]),
        off=tuple(written["extra_holidays"]),
        on=tuple(written["extra_working_days"]),
    )
    return model, duration(written["working_day"], timedelta(0))


def duration(text: str, day: timedelta) -> timedelta:
    """An ISO duration in which a `D` is `day`."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
    if found is None:
        raise ValueError(f"no duration: {text!r}")
    days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    return days * day + timedelta(hours=hours, minutes=minutes, seconds=seconds)


class WorkingTime:
    """Adds and counts working time of one calendar, from the day of the first instant to that of the last."""

    def __init__(self, model: Model, working_day: timedelta) -> None:
        self._model, self._zone, self._working_day = model, ZoneInfo(model.zone), working_day
        self._spans: dict[date, tuple[Span, ...]] = {}

    def length(self, text: str) -> timedelta:
        """Working time of an ISO duration."""
        return duration(text, self._working_day)

    def add(self, start: datetime, length: timedelta) -> datetime:
        """The instant at which that much working time has passed."""
        if not length:
            return start
        day = start.astimezone(self._zone).date()
        while True:
            for opens, closes in self._of(day):
                begins = max(opens, start)
                if begins < closes and begins + length <= closes:
                    return begins + length
                length -= max(timedelta(0), closes - begins)
            day += DAY

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from one instant to another, none when that is not later."""
        total, day, last = timedelta(0), start.astimezone(self._zone).date(), end.astimezone(self._zone).date()
        while day <= last:
            for opens, closes in self._of(day):
                total += max(timedelta(0), min(closes, end) - max(opens, start))
            day += DAY
        return total

    def _of(self, day: date) -> tuple[Span, ...]:
        if day not in self._spans:
            written = (hours.split("-") for hours in self._model.hours_of(day))
            self._spans[day] = tuple((self._at(day, opens), self._at(day, closes)) for opens, closes in written)
        return self._spans[day]

    def _at(self, day: date, wall: str) -> datetime:
        return datetime.fromisoformat(f"{day} {wall}").replace(tzinfo=self._zone).astimezone(UTC)
