"""The working-time calendar itself: from an instant and a working duration to a deadline, and back."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo

from city.calendars.days import FIRST_YEAR, LAST_YEAR, Days, Reason
from city.calendars.years import YearTable, year_table
from city.calendars.zones import from_ms, to_ms
from city.files.calendars import CalendarConfig
from contracts.durations import duration_ms


class WorkingCalendar:
    """Built once from its config, never changed. Share it freely; the table of a year is made when first needed.

    Instants are aware datetimes, answers are in UTC; a naive one raises ValueError. The grain is a millisecond, finer
    parts of an instant are cut off. Working stretches are half open: the instant of closing is no longer worked.
    """

    def __init__(self, config: CalendarConfig) -> None:
        self.name = config.name
        self.version = _version(config)
        self.working_day_ms = config.working_day_ms
        self._zone = ZoneInfo(config.time_zone or "UTC")
        self._days = None if config.around_the_clock else Days(config)
        self._tables: dict[int, YearTable] = {}

    @property
    def known_until(self) -> int | None:
        """The last year whose holidays are all known; None when the calendar follows no country's holidays."""
        return self._days.known_until if self._days else None

    def working_ms(self, duration: str) -> int:
        """Working milliseconds of an ISO-8601 duration on this calendar; ValueError says what is wrong with it."""
        return duration_ms(duration, self.working_day_ms)

    def add(self, start: datetime, working_ms: int) -> datetime:
        """The instant at which `working_ms` of working time have passed since `start`.

        Zero gives `start` itself, even outside working hours. A deadline that falls exactly on closing time is that
        closing time, not the next opening. ValueError: negative time, or a deadline after the year 2100.
        """
        start_ms = to_ms(start)
        if working_ms < 0:
            raise ValueError(f"working time cannot be negative: {working_ms} ms")
        if working_ms == 0:
            return start.astimezone(UTC)
        if self._days is None:
            return self._add_around_the_clock(start_ms, working_ms)
        year = start.astimezone(UTC).year
        table = self._table(year)
        target = table.worked_before(start_ms) + working_ms
        while target > table.total:
            target -= table.total
            year += 1
            table = self._table(year)
        return from_ms(table.instant_after(target))

    def between(self, a: datetime, b: datetime) -> int:
        """Working milliseconds from `a` up to, not including, `b`; 0 when `b` is not after `a`."""
        a_ms, b_ms = to_ms(a), to_ms(b)
        if b_ms <= a_ms:
            return 0
        if self._days is None:
            return b_ms - a_ms
        first, last = a.astimezone(UTC).year, b.astimezone(UTC).year
        whole_years = sum(self._table(year).total for year in range(first, last))
        return whole_years + self._table(last).worked_before(b_ms) - self._table(first).worked_before(a_ms)

    def explain(self, start: datetime, due: datetime) -> list[Reason]:
        """Each day from `start` to `due` (on the local calendar, earliest first) that was off or worked out of turn.

        A year after `known_until` is named before its days: days off may yet be decreed in it.
        """
        start_ms, due_ms = to_ms(start), to_ms(due)
        if self._days is None or due_ms <= start_ms:
            return []
        first, last = self._local_date(start_ms), self._local_date(due_ms - 1)
        reasons: list[Reason] = []
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
            if self._is_unknown(day.year) and (day == first or (day.month, day.day) == (1, 1)):
                reasons.append(Reason("holidays_unknown", date(day.year, 1, 1), str(day.year)))
            if reason := self._days.reason(day):
                reasons.append(reason)
        return reasons

    def _add_around_the_clock(self, start_ms: int, working_ms: int) -> datetime:
        try:
            return from_ms(start_ms + working_ms)
        except OverflowError as beyond:
            raise ValueError(f"calendar {self.name!r}: {working_ms} ms lead beyond the last year of dates") from beyond

    def _is_unknown(self, year: int) -> bool:
        return self.known_until is not None and year > self.known_until

    def _local_date(self, epoch_ms: int) -> date:
        return from_ms(epoch_ms).astimezone(self._zone).date()

    def _table(self, year: int) -> YearTable:
        table = self._tables.get(year)
        if table is None:
            if self._days is None or not FIRST_YEAR <= year <= LAST_YEAR:
                raise ValueError(f"calendar {self.name!r} goes from {FIRST_YEAR} to {LAST_YEAR}, not to {year}")
            table = self._tables[year] = year_table(self._days, self._zone, year)
        return table


def _version(config: CalendarConfig) -> str:
    """Changes whenever a deadline could: with the content of the config and, if holidays count, with their library."""
    content = json.dumps(config.model_dump(mode="json"), sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    return f"{digest}+holidays.{version('holidays')}" if config.country else digest
