"""The working calendars of a city."""

from dataclasses import dataclass
from pathlib import Path

from city.calendars import WorkingCalendar
from city.files.calendars import CalendarsFile
from city.loading import load as load_files
from services.sla.domain.decide import Calendars


@dataclass(frozen=True)
class SlaFiles:
    """The files of a city that sla reads."""

    calendars: CalendarsFile


def load(folder: Path) -> Calendars:
    """The city's calendars; raises `ConfigurationError` that names file, line and reason."""
    file = load_files(folder, SlaFiles).calendars
    return Calendars({calendar.name: WorkingCalendar(calendar) for calendar in file.calendars}, file.default_calendar)
