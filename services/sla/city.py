"""The working calendars of a city."""

from dataclasses import dataclass
from pathlib import Path

from city.files.calendars import CalendarsFile
from city.loading import load as load_files
from services.sla.calendars import WorkingCalendar


@dataclass(frozen=True)
class SlaFiles:
    """The files of a city that sla reads."""

    calendars: CalendarsFile


def load(folder: Path) -> dict[str, WorkingCalendar]:
    """The calendars by name; raises `ConfigurationError` that names file, line and reason."""
    calendars = load_files(folder, SlaFiles).calendars.calendars
    return {calendar.name: WorkingCalendar(calendar) for calendar in calendars}
