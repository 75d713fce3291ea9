"""The working calendars of a city, and by what its deadlines are counted."""

from dataclasses import dataclass
from pathlib import Path

from city.calendars import WorkingCalendar
from city.files.calendars import CalendarsFile
from city.files.improvements import ImprovementsFile
from city.files.policies import PoliciesFile
from city.files.units import UnitsFile
from city.loading import load as load_files
from services.sla.domain.decide import Calendars


@dataclass(frozen=True)
class SlaFiles:
    """The files of a city that sla reads."""

    calendars: CalendarsFile


@dataclass(frozen=True)
class CountedFiles:
    """The files of a city that say by what is counted; what is decided comes with each assignment."""

    units: UnitsFile
    policies: PoliciesFile
    improvements: ImprovementsFile


@dataclass(frozen=True)
class Counted:
    """The units of today, and the clocks of complaints and of improvement actions; what is older may have others."""

    units: tuple[str, ...]
    clocks: tuple[str, ...]
    owed_by_complainant: tuple[str, ...]


def load_counted(folder: Path) -> Counted:
    """By what deadlines are counted; raises `ConfigurationError` that names file, line and reason."""
    files = load_files(folder, CountedFiles)
    owed = {name: clock.owed_by for name, clock in files.policies.clocks.items()}
    owed_by_units = (name for name, by in owed.items() if by == "unit")
    return Counted(
        tuple(files.units.by_id()),
        tuple(dict.fromkeys((*owed_by_units, *files.improvements.clocks))),
        tuple(name for name, by in owed.items() if by == "complainant"),
    )


def load(folder: Path) -> Calendars:
    """The city's calendars; raises `ConfigurationError` that names file, line and reason."""
    file = load_files(folder, SlaFiles).calendars
    return Calendars({calendar.name: WorkingCalendar(calendar) for calendar in file.calendars}, file.default_calendar)
