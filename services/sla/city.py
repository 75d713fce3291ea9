"""Loads a city's working calendars."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from chassis import config
from services.sla.calendars import CalendarConfig, WorkingCalendar


class CalendarsConfig(BaseModel):
    """The file `calendars.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    calendars: tuple[CalendarConfig, ...] = Field(min_length=1)

    @field_validator("calendars")
    @classmethod
    def _names_differ(cls, calendars: tuple[CalendarConfig, ...]) -> tuple[CalendarConfig, ...]:
        names = [calendar.name for calendar in calendars]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"calendar {twice[0]!r} stands twice")
        return calendars


def load(folder: Path) -> dict[str, WorkingCalendar]:
    """The calendars by name; raises `ConfigurationError` that names file, line and reason."""
    calendars = config.read(folder / "calendars.yaml", CalendarsConfig).calendars
    return {calendar.name: WorkingCalendar(calendar) for calendar in calendars}
