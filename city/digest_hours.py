"""When people hear of something: at once, or with the digest of the next of their hours."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from city.calendars import WorkingCalendar
from city.files.hours import WallInterval
from city.files.notifications import Digests
from contracts.durations import DAY_MS, duration_ms

_MILLISECOND = timedelta(milliseconds=1)
MAX_DAYS_AHEAD = 60
"""No city rests longer than that; a calendar without a working day within it is taken as one that has them all."""


@dataclass(frozen=True)
class Hours:
    """When a person gets digests, and when nothing but what concerns life or safety may disturb them.

    Times of day are milliseconds since midnight in `zone`.
    """

    zone: ZoneInfo
    digests: Digests
    own: tuple[int, ...] | None = None
    """Times of day of a person's own, in place of the city's."""
    calendar: WorkingCalendar | None = None
    quiet: tuple[WallInterval, ...] = ()

    def is_quiet(self, now: datetime) -> bool:
        """Whether it is a quiet hour where the person is."""
        local = now.astimezone(self.zone)
        ms = (local - local.replace(hour=0, minute=0, second=0, microsecond=0)) // _MILLISECOND
        return any(each.start_ms <= ms < each.end_ms for each in self.quiet)

    def next_digest(self, now: datetime) -> datetime:
        """The first time of a digest after `now`, in the zone of `now`."""
        today = now.astimezone(self.zone).date()
        for ahead in range(MAX_DAYS_AHEAD):
            midnight = datetime.combine(today + timedelta(days=ahead), time.min, self.zone)
            if self._is_worked(midnight) and (found := self._first_after(now, midnight)) is not None:
                return found.astimezone(now.tzinfo)
        tomorrow = datetime.combine(today + timedelta(days=1), time.min, self.zone)
        return (tomorrow + timedelta(milliseconds=self._times[0])).astimezone(now.tzinfo)

    def day_of(self, now: datetime) -> str:
        """The date where the person is."""
        return now.astimezone(self.zone).date().isoformat()

    def _first_after(self, now: datetime, midnight: datetime) -> datetime | None:
        """The first time after `now` on the day that begins at `midnight`.

        Wall clock first: on a day of 23 hours 07.30 is still 07.30. Where an hour comes twice, times within it are
        those of the first; in the second they have passed.
        """
        since = (now.astimezone(self.zone).replace(tzinfo=None) - midnight.replace(tzinfo=None)) // _MILLISECOND
        for ms in self._times[bisect_right(self._times, since) :]:
            if (found := midnight + timedelta(milliseconds=ms)) > now:
                return found
        return None

    @cached_property
    def _times(self) -> Sequence[int]:
        """Times of day, earliest first: those of `every` are not written down one by one."""
        if self.own is not None or self.digests.at is not None:
            return self.own or self.digests.at or ()
        return range(0, DAY_MS, duration_ms(self.digests.every or "P1D", DAY_MS))

    def _is_worked(self, midnight: datetime) -> bool:
        if self.calendar is None:
            return True
        return self.calendar.between(midnight, midnight + timedelta(days=1)) > 0
