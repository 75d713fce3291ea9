"""Quarters and years, and what they are called: `2026-1` is the first quarter of 2026, `2026` the year."""

import re
from collections.abc import Iterable, Iterator
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


@dataclass(frozen=True, slots=True)
class Named:
    """A period that is published under a name. `months` is how long it is: 3 or 12."""

    name: str
    period: Period
    months: int

    @property
    def earlier(self) -> Period:
        """The one before it, of the same length."""
        return self.period.previous(self.months)

    @property
    def quarters(self) -> tuple[Period, ...]:
        """Of a year its quarters; of a quarter nothing."""
        year = self.period.first.year
        return tuple(quarter(year, number) for number in range(1, 5)) if self.months == YEAR else ()


YEAR, QUARTER = 12, 3
KINDS = ("quarter", "year")
_NAME = re.compile(r"(20\d\d)(?:-([1-4]))?", re.ASCII)


def named(name: str) -> Named | None:
    """The period of this name; None when it is no quarter and no year from 2000 to 2099."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    year, number = int(found[1]), found[2]
    return Named(name, quarter(year, int(number)), QUARTER) if number else Named(name, whole_year(year), YEAR)


def kind_of(name: str) -> str:
    """Which of `KINDS` the period of this name is."""
    return "quarter" if "-" in name else "year"


def quarter_of(day: date) -> str:
    """The name of the quarter that a day lies in."""
    return f"{day.year}-{(day.month + 2) // 3}"


def begun_by(day: date) -> Iterator[Named]:
    """The last year and the one of this day, each with those of its quarters that have begun; the latest first."""
    for year in (day.year, day.year - 1):
        names = (str(year), *(f"{year}-{number}" for number in (4, 3, 2, 1)))
        yield from (each for name in names if (each := named(name)) is not None and each.period.first <= day)


def _first_of(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def usual_period(known: Iterable[Named], day: date) -> Named | None:
    """What somebody reads who names no period: the last quarter that is over, else the latest that there is.

    A quarter that still goes on says little: of its last four weeks there are no figures. `known` has the latest first.
    """
    every = tuple(known)
    over = (each for each in every if each.months == QUARTER and each.period.last < day)
    return next(over, None) or next(iter(every), None)
