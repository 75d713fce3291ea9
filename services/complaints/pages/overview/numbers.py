"""How much the units have open, beside the end of that day a week ago: as bars, and in a table that says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import count_open, counted_on
from services.complaints.city import City
from services.complaints.domain.rights import Principal
from services.complaints.record import UnitCount
from services.complaints.store.unit_days import DayCount, day_of
from web.words import Words

MAX_BARS = 12
"""Units in the picture; the table has all of them."""
WIDTH = 320
_BAR, _ROW, _TOP = 260, 46, 4
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Row:
    """A unit with its numbers; `before` of None: it was not counted on that day. `change` is in words."""

    unit: str
    name: str
    now: int
    before: int | None
    overdue: int
    change: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the picture, in its units of length."""

    name: str
    y: int
    now: int
    now_width: int
    before: int | None
    before_width: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture; `said` is what it shows, in a sentence."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The units with anything open now or a week ago, the most first; and all of them together."""

    rows: tuple[Row, ...] = ()
    open: int = 0
    overdue: int = 0
    total: str = ""
    chart: Chart | None = None


async def numbers_of(who: Principal, deps: Dependencies, language: str, words: Words) -> Numbers:
    """Those of the unit that somebody looks after and of the units below."""
    units = [unit for unit in deps.city.units if deps.city.is_within(unit, who.unit or "")]
    now = await count_open(units, deps)
    before = await counted_on(units, day_of(deps.clock(), deps.city.zone) - _WEEK, deps)
    return compared(now, before, deps.city, language, words)


def compared(
    now: Mapping[str, UnitCount], before: Mapping[str, DayCount], city: City, language: str, words: Words
) -> Numbers:
    """The numbers of now beside those of then."""
    found = [_row(unit, now.get(unit), before.get(unit), city, language, words) for unit in {**now, **before}]
    rows = sorted((row for row in found if row.now or row.before), key=lambda row: (-row.now, row.name))
    is_counted, total = bool(before), sum(row.now for row in rows)
    then = sum(row.before or 0 for row in rows) if is_counted else None
    return Numbers(
        tuple(rows),
        total,
        sum(row.overdue for row in rows),
        change(total, then, words),
        _chart(rows[:MAX_BARS], words) if rows else None,
    )


def change(now: int, before: int | None, words: Words) -> str:
    """How two numbers differ, in words."""
    if before is None:
        return str(words.not_counted_then)
    if now == before:
        return str(words.as_before)
    return str((words.more if now > before else words.fewer).format(n=abs(now - before)))


def _row(
    unit: str, now: UnitCount | None, before: DayCount | None, city: City, language: str, words: Words
) -> Row:  # fmt: skip
    open_now = sum(now.states.values()) if now else 0
    then = before.total if before else None
    name = city.unit_name(unit, language)
    return Row(unit, name, open_now, then, now.overdue if now else 0, change(open_now, then, words))


def _chart(rows: Sequence[Row], words: Words) -> Chart:
    most = max(1, *(max(row.now, row.before or 0) for row in rows))
    bars = tuple(
        Bar(row.name, _TOP + n * _ROW, row.now, _width(row.now, most), row.before, _width(row.before or 0, most))
        for n, row in enumerate(rows)
    )
    said = "; ".join(words.bar.format(unit=row.name, n=row.now, change=row.change) for row in rows)
    return Chart(WIDTH, _TOP + len(bars) * _ROW, bars, said)


def _width(number: int, most: int) -> int:
    """So long that also the smallest number is seen."""
    return max(2, round(_BAR * number / most)) if number else 0
