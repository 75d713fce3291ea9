"""What the auditor needs of a city: whom the ledger knows, and when digests leave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from city.calendars import WorkingCalendar
from city.digest_hours import Hours
from city.files.calendars import CalendarsFile
from city.files.city import CityFile
from city.files.leaders import LeadersFile
from city.files.notifications import NotificationsFile
from city.files.units import UnitsFile
from city.loading import load as load_files
from services.auditor.domain.rules import Rules, Within
from verify.city import read_city


@dataclass(frozen=True)
class AuditorFiles:
    """The files of a city that the auditor reads."""

    city: CityFile
    units: UnitsFile
    calendars: CalendarsFile
    leaders: LeadersFile
    notifications: NotificationsFile


def load(folder: Path, within: Within) -> Rules:
    """The rules of a city; raises `ConfigurationError` that names file, line and reason."""
    files = load_files(folder, AuditorFiles)
    return Rules(read_city(folder), within, latest_digest(files))


def latest_digest(files: AuditorFiles) -> Callable[[datetime], datetime]:
    """When everybody has had a digest after a moment: leaders may have hours of their own."""
    digests, zone = files.notifications.digests, ZoneInfo(files.city.time_zone)
    calendars = {calendar.name: WorkingCalendar(calendar) for calendar in files.calendars.calendars}
    calendar = calendars.get(digests.calendar) if digests.calendar else None
    own = {(ZoneInfo(each.time_zone) if each.time_zone else zone, each.digests) for each in files.leaders.people}
    hours = [Hours(place, digests, times, calendar) for place, times in {*own, (zone, None)}]
    return lambda moment: max(each.next_digest(moment) for each in hours)
