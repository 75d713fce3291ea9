"""The working time of one year as a table in which both questions are a binary search."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import accumulate

from city.calendars.days import Days
from city.calendars.zones import offset_spans, to_ms, worked


@dataclass(frozen=True, slots=True)
class YearTable:
    """Working stretches of a year in epoch milliseconds: `starts[i]` opens stretch i, before which `done[i]` is worked.

    `done` has one entry more than `starts`: the last is the working time of the whole year.
    """

    starts: tuple[int, ...]
    done: tuple[int, ...]

    @property
    def total(self) -> int:
        """The working milliseconds of the year."""
        return self.done[-1]

    def worked_before(self, epoch_ms: int) -> int:
        """Working milliseconds from the start of the year to an instant of it."""
        stretch = bisect_right(self.starts, epoch_ms) - 1
        if stretch < 0:
            return 0
        return min(self.done[stretch] + epoch_ms - self.starts[stretch], self.done[stretch + 1])

    def instant_after(self, working_ms: int) -> int:
        """The first instant before which that much of the year is worked, for 0 < working_ms <= total."""
        stretch = bisect_left(self.done, working_ms) - 1
        return self.starts[stretch] + working_ms - self.done[stretch]


def year_table(days: Days, zone: tzinfo, year: int) -> YearTable:
    """The table of a UTC year. Its edges are UTC, so that no clock change can bring two years out of order."""
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    spans = offset_spans(zone, to_ms(start), to_ms(end))
    # Wall clocks are up to 14 hours off UTC, and a zone may skip a whole day: two days more at both ends.
    dates = [date(year, 1, 1) + timedelta(days=n) for n in range(-2, (end - start).days + 2)]
    stretches = sorted(stretch for day in dates for hours in days.hours(day) for stretch in worked(spans, day, hours))
    lengths = (stop - begin for begin, stop in stretches)
    return YearTable(tuple(begin for begin, _ in stretches), tuple(accumulate(lengths, initial=0)))
