"""A calendar that is too simple to be wrong: it goes minute by minute and reads the wall clock.

It shares no code with the service. Instants handed to it must be whole minutes.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

from city.calendars import CalendarConfig

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTE = timedelta(minutes=1)


@dataclass
class Model:
    """Hours as they are written in the config, days off and days on as dates."""

    zone: str
    hours: dict[str, list[str]]
    country: str | None = None
    categories: tuple[str, ...] = ()
    off: tuple[date, ...] = ()
    on: tuple[date, ...] = ()
    _days: dict[date, list[str]] = field(default_factory=dict)

    def config(self) -> CalendarConfig:
        """The same calendar as the service knows it."""
        return CalendarConfig.model_validate(
            {
                "name": "office",
                "working_day": "PT7H30M",
                "time_zone": self.zone,
                "country": self.country,
                "holiday_categories": self.categories,
                "hours": self.hours,
                "extra_holidays": self.off,
                "extra_working_days": self.on,
            }
        )

    def is_working(self, instant: datetime) -> bool:
        """Does the wall clock read working hours?"""
        local = instant.astimezone(ZoneInfo(self.zone))
        reading = f"{local:%H:%M}"
        return any(start <= reading < end for start, end in (h.split("-") for h in self.hours_of(local.date())))

    def minutes(self, a: datetime, b: datetime) -> int:
        """Working minutes from `a` up to, not including, `b`."""
        return sum(self.is_working(a + n * MINUTE) for n in range((b - a) // MINUTE))

    def add(self, start: datetime, minutes: int) -> datetime:
        """The instant at which that many working minutes have passed."""
        now = start.astimezone(UTC)
        while minutes:
            minutes -= self.is_working(now)
            now += MINUTE
        return now

    def local_date(self, instant: datetime) -> date:
        """The date that the wall calendar shows."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def hours_of(self, day: date) -> list[str]:
        """The hours worked on that day, as they are written; none on a day off."""
        if day not in self._days:
            self._days[day] = self._look_up(day)
        return self._days[day]

    def _look_up(self, day: date) -> list[str]:
        weekly = self.hours.get(WEEK[day.weekday()], [])
        if day in self.on:
            return weekly or next(self.hours[name] for name in WEEK if self.hours.get(name))
        if day in self.off or (
            self.country and day in holidays.country_holidays(self.country, categories=self.categories)
        ):
            return []
        return weekly
