"""How long, in the two largest units that matter: what a reader takes in at a glance."""

from datetime import datetime, timedelta

from city.calendars import WorkingCalendar
from contracts.durations import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, parse_duration

Parts = tuple[tuple[int, str], ...]
"""Numbers with their units, the largest first: `((3, "working_days"), (2, "hours"))`."""


def late_ms(due_at: datetime, now: datetime, calendar: WorkingCalendar | None) -> int:
    """Working milliseconds since a deadline; elapsed ones where no calendar is known."""
    if calendar is not None:
        return calendar.between(due_at, now)
    return max(0, (now - due_at) // timedelta(milliseconds=1))


def parts_of(milliseconds: int, calendar: WorkingCalendar | None) -> Parts:
    """A span of time; without a calendar, or on one that never rests, a day has 24 hours. Empty below a second."""
    day_ms = calendar.working_day_ms if calendar else DAY_MS
    sizes = (
        (day_ms, "days" if day_ms == DAY_MS else "working_days"),
        (HOUR_MS, "hours"),
        (MINUTE_MS, "minutes"),
        (SECOND_MS, "seconds"),
    )
    parts = []
    for size, unit in sizes:
        number, milliseconds = divmod(milliseconds, size)
        parts.append((number, unit))
    return _leading(parts)


def parts_of_working(duration: str) -> Parts:
    """An ISO 8601 duration of working time; ValueError when it is none."""
    parsed = parse_duration(duration)
    hours, rest = divmod(parsed.milliseconds, HOUR_MS)
    minutes, rest = divmod(rest, MINUTE_MS)
    named = ((parsed.days, "working_days"), (hours, "hours"), (minutes, "minutes"), (rest // SECOND_MS, "seconds"))
    return _leading(named)


def _leading(parts: list[tuple[int, str]] | Parts) -> Parts:
    """The first unit that is not zero and the next smaller one; seconds count only beside nothing larger."""
    first = next((place for place, (number, _) in enumerate(parts) if number), len(parts))
    return tuple(
        (number, unit) for number, unit in parts[first : first + 2] if number and (unit != "seconds" or first == 3)
    )
