"""Quarters and years."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `first` to `last`, both included. Raises ValueError when there is none."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period goes from its first day to its last, not from {self.first} to {self.last}")

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day <= self.last

    def overlaps(self, first: date, last: date) -> bool:
        """Whether it has a day of these."""
        return self.first <= last and first <= self.last

    def previous(self, months: int) -> "Period":
        """The days before it, from so many months before its first day: 3 for a quarter, 12 for a year."""
        return Period(_first_of(self.first, -months), self.first - timedelta(days=1))


def quarter(year: int, number: int) -> Period:
    """A quarter of a year, 1 to 4."""
    if number not in range(1, 5):
        raise ValueError(f"a year has the quarters 1 to 4, not {number}")
    first = date(year, 3 * number - 2, 1)
    return Period(first, _first_of(first, 3) - timedelta(days=1))


def whole_year(year: int) -> Period:
    """A year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def _first_of(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)
