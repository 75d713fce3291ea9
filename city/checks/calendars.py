"""The calendars, and what policies mean on them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from city.faults import Fault
from city.files.notifications import NotificationsFile
from city.files.policies import PoliciesFile
from city.files.units import UnitsFile
from contracts.durations import duration_ms

if TYPE_CHECKING:  # the library of holidays is loaded only where calendars are read
    from city.files.calendars import CalendarsFile


def default_calendar_exists(calendars: CalendarsFile) -> Iterator[Fault]:
    """It stands in for calendars that are no longer there."""
    if calendars.default_calendar not in {calendar.name for calendar in calendars.calendars}:
        yield Fault("calendars", ("default_calendar",), f"there is no calendar {calendars.default_calendar!r} below")


def calendars_of_units_exist(units: UnitsFile, calendars: CalendarsFile) -> Iterator[Fault]:
    """Deadlines are counted on the calendar of the unit that has the complaint."""
    known = {calendar.name for calendar in calendars.calendars}
    for number, unit in enumerate(units.units):
        if unit.calendar not in known:
            reason = f"no such calendar in calendars.yaml: {unit.calendar}"
            yield Fault("units", ("units", number, "calendar"), reason)


def ladders_rise(units: UnitsFile, calendars: CalendarsFile, policies: PoliciesFile) -> Iterator[Fault]:
    """No level comes before the one below it, on the calendar of any unit: transfers bring complaints anywhere."""
    used = {unit.calendar for unit in units.units}
    for number, policy in enumerate(policies.policies):
        for calendar in (each for each in calendars.calendars if each.name in used):
            for place, (lower, higher) in enumerate(pairwise(policy.ladder), start=1):
                after_ms, before_ms = (duration_ms(step.after, calendar.working_day_ms) for step in (higher, lower))
                if after_ms < before_ms:
                    at = ("policies", number, "ladder", place, "after")
                    below = f"{lower.after} of level {lower.level} on the calendar {calendar.name}"
                    yield Fault("policies", at, f"{higher.after} is less than {below}")


def calendar_of_digests_exists(notifications: NotificationsFile, calendars: CalendarsFile) -> Iterator[Fault]:
    """Digests come on the working days of a calendar."""
    wanted = notifications.digests.calendar
    if wanted is not None and wanted not in {calendar.name for calendar in calendars.calendars}:
        yield Fault("notifications", ("digests", "calendar"), f"no such calendar in calendars.yaml: {wanted}")
