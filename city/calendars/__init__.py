"""Working-time calendars: when a unit works, and therefore when a deadline falls due.

`CalendarConfig` is one entry of a city's calendars.yaml; `WorkingCalendar` answers questions about it. Everything is
pure: no clock, no files; instants go in and come out as aware UTC datetimes, working time as milliseconds.
"""

from city.calendars.calendar import WorkingCalendar
from city.calendars.days import Reason, ReasonKind
from city.calendars.zones import EPOCH, in_milliseconds
from city.files.calendars import CalendarConfig

__all__ = ["EPOCH", "CalendarConfig", "Reason", "ReasonKind", "WorkingCalendar", "in_milliseconds"]
