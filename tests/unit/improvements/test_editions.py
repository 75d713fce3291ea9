"""Which editions are due, and what they are called."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.improvements.domain.editions import SOON, Made, due
from services.improvements.domain.performance.periods import (
    Named,
    begun_by,
    named,
    quarter,
    quarter_of,
    usual_period,
    whole_year,
)

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
DAY = NOW.date()
EVERY = timedelta(days=1)
NAMES = [each.name for each in begun_by(DAY)]


def next_due(made: dict[str, Made], now: datetime = NOW) -> str | None:
    found = due(made, DAY, now, EVERY)
    return None if found is None else found.name


def test_a_period_is_named_by_its_year_and_quarter() -> None:
    first, year = named("2026-1"), named("2026")
    assert first is not None and year is not None
    assert (first.period, first.earlier, first.quarters) == (quarter(2026, 1), quarter(2025, 4), ())
    assert (year.period, year.earlier) == (whole_year(2026), whole_year(2025))
    assert year.quarters[3] == quarter(2026, 4)
    assert [quarter_of(date(2026, month, 1)) for month in (1, 3, 4, 12)] == ["2026-1", "2026-1", "2026-2", "2026-4"]


@pytest.mark.parametrize(
    "name", ["", "2026-0", "2026-5", "26-1", "2026-01", "2026-1 ", "1999", "\u0662\u0660\u0662\u0666"]
)
def test_nothing_else_is_a_period(name: str) -> None:
    assert named(name) is None


def test_what_has_begun_in_this_year_and_the_last_one_is_published() -> None:
    assert NAMES == ["2026", "2026-1", "2025", "2025-4", "2025-3", "2025-2", "2025-1"]


def test_what_there_is_not_is_made_first() -> None:
    assert next_due({}) == "2026"
    assert next_due({name: Made(NOW) for name in NAMES if name != "2025-2"}) == "2025-2"
    assert next_due({name: Made(NOW) for name in NAMES}) is None


def test_only_what_moves_is_made_again() -> None:
    made = {name: Made(NOW - EVERY) for name in NAMES}
    again = set()
    while (name := next_due(made)) is not None:
        again.add(name)
        made[name] = Made(NOW)
    assert again == {"2026", "2026-1", "2025", "2025-4"}


def test_what_is_outdated_is_made_again_soon_but_not_at_once() -> None:
    made = {name: Made(NOW, is_outdated=name == "2025-1") for name in NAMES}
    assert next_due(made) is None
    assert next_due(made, NOW + SOON) == "2025-1"


def periods(*names: str) -> list[Named]:
    return [each for name in names if (each := named(name)) is not None]


def test_who_names_no_period_reads_the_last_quarter_that_is_over() -> None:
    known = periods("2026", "2026-2", "2026-1", "2025")
    usual = [usual_period(known, day) for day in (date(2026, 3, 31), date(2026, 5, 1), date(2026, 7, 1))]
    assert [each.name if each else None for each in usual] == ["2026", "2026-1", "2026-2"]
    assert usual_period([], DAY) is None
