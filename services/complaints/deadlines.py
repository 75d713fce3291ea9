"""The next deadline of a complaint, and how far off it is in the working time of the unit that has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.durations import HOUR_MS, MINUTE_MS
from contracts.values import Clock, ClockStatus
from services.complaints import texts
from services.complaints.city import City
from services.complaints.domain.complaint import Complaint
from web.dates import duration_in_words


@dataclass(frozen=True, slots=True)
class NextDeadline:
    """A clock, when it is due, and how much working time there is until then, or was since then when it `is_late`.

    That is whole `days` of the calendar and `minutes` of the next one.
    """

    clock: Clock
    due_at: datetime
    is_late: bool
    days: int
    minutes: int

    @property
    def working_time(self) -> str:
        """As an ISO duration."""
        return _duration(self.days, self.minutes)

    def in_words(self, language: str) -> str:
        """As people say it: where there are days, minutes do not matter."""
        minutes = self.minutes // 60 * 60 if self.days else self.minutes
        lateness = texts.of(language).lateness
        pattern = lateness.late if self.is_late else lateness.left
        return pattern.format(duration=duration_in_words(_duration(self.days, minutes), language))


def next_deadline(complaint: Complaint, clocks: Iterable[Clock], city: City, now: datetime) -> NextDeadline | None:
    """The earliest of the clocks that run, whoever owes it; None when none does."""
    due = earliest(clocks)
    if due is None:
        return None
    due_at, clock = due
    return deadline_of(clock, due_at, complaint, city, now)


def deadline_of(clock: Clock, due_at: datetime, complaint: Complaint, city: City, now: datetime) -> NextDeadline:
    """A clock that is due then, with how far off that is."""
    calendar, is_late = city.calendar_of(clock.unit or complaint.unit), due_at < now
    between = calendar.between(due_at, now) if is_late else calendar.between(now, due_at)
    days, rest = divmod(between, calendar.working_day_ms)
    return NextDeadline(clock, due_at, is_late, days, rest // MINUTE_MS)


def working_time_since(since: datetime, unit: str | None, city: City, now: datetime) -> str:
    """How much working time of a unit has passed since then, as an ISO duration: where there are days, no minutes."""
    calendar = city.calendar_of(unit)
    days, rest = divmod(calendar.between(since, now) if since < now else 0, calendar.working_day_ms)
    minutes = rest // MINUTE_MS
    return _duration(days, minutes // 60 * 60 if days else minutes)


def earliest(clocks: Iterable[Clock]) -> tuple[datetime, Clock] | None:
    """The clock that is due next, and when; None when none runs."""
    due = ((clock.due_at, clock) for clock in clocks if clock.status is ClockStatus.RUNNING and clock.due_at)
    return min(due, key=lambda each: each[0], default=None)


def _duration(days: int, minutes: int) -> str:
    hours, rest = divmod(minutes, HOUR_MS // MINUTE_MS)
    of_a_day = (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")
    return f"P{days}D" + (f"T{of_a_day}" if of_a_day else "") if days else f"PT{of_a_day or '0M'}"
