"""From the numbers of an edition to what the page shows: words and lengths only."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.complaints.city import City
from services.complaints.pages.performance.names import name_of
from services.complaints.publishing import last_months
from services.complaints.store.editions import Edition
from web.dates import date_in_words, duration_in_words
from web.words import Words

TOP = 10
"""Lines that a table shows at once."""
Written = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure, and what it is."""

    figure: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. `share` in time is between 0 and 100 for a picture, None where none is shown."""

    name: str
    cells: tuple[str, ...]
    share: float | None = None
    share_text: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The lines with the most complaints, and the rest of them."""

    head: tuple[str, ...]
    top: tuple[Line, ...]
    rest: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A month in a picture of 100 units height."""

    name: str
    short: str
    text: str
    x: int
    height: float | None


@dataclass(frozen=True, slots=True)
class Promised:
    """What holds for some categories: each promise with its time in words."""

    promises: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Performance:
    """All that the page shows."""

    computed: str
    period: str
    tiles: tuple[Tile, ...]
    promises: Table
    months: Table
    columns: tuple[Column, ...]
    categories: Table
    units: Table
    promised: tuple[Promised, ...]
    is_empty: bool


def view_of(edition: Edition, city: City, language: str, words: Words) -> Performance:
    """The page of an edition."""
    numbers, writer = edition.numbers, Writer(words)
    first, last = (name_of("month", each, city, language) for each in edition.months)
    at = edition.made_at.astimezone(city.zone)
    computed = words.computed.format(day=date_in_words(at, language, city.zone), time=f"{at:%H:%M}")
    months = {month: numbers["by_month"].get(month, {}) for month in last_months(edition.months[1])}

    def table(name: str, figures: Mapping[str, Mapping[str, Any]], columns: Mapping[str, Written]) -> Table:
        return _table(name, figures, columns, lambda code: name_of(name, code, city, language), writer)

    return Performance(
        computed,
        words.period.format(first=first, last=last),
        tuple(_tiles(numbers["total"], writer)),
        table("promise", numbers["by_promise"], writer.of_promises),
        table("month", dict(reversed(months.items())), writer.of_complaints),
        tuple(_columns(months, city, language, writer)),
        table("category", _most_first(numbers["by_category"]), writer.of_complaints),
        table("unit", _most_first(numbers["by_unit"]), writer.of_complaints),
        tuple(_promised(city, language, words)),
        not edition.rows,
    )


class Writer:
    """Writes figures as people of a language do; what is not shown is a dash."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.of_complaints: Mapping[str, Written] = {
            "count": self.number,
            "open": self.number,
            "kept_share": self.share,
            "median_response_days": self.number,
            "median_answer_days": self.number,
            "reopened_share": self.share,
            "mean_rating": self.number,
        }
        self.of_promises: Mapping[str, Written] = {
            "count": self.number,
            "open": self.number,
            "promises": self.number,
            "kept_share": self.share,
        }

    def number(self, value: float | None) -> str:
        """Such as 1.204 or 2,5 in Indonesian."""
        if value is None:
            return str(self.words.none)
        whole, _, rest = f"{value:,.2f}".partition(".")
        rest = rest.rstrip("0")
        return whole.replace(",", self.words.thousands) + (f"{self.words.decimal}{rest}" if rest else "")

    def share(self, value: float | None) -> str:
        """In hundredths. All and none are said of all and of none only."""
        if value is None:
            return str(self.words.none)
        hundredths = round(value * 100)
        return f"{min(hundredths, 99) if value < 1 else 100 if value else 0}%" if value != 0 else "0%"


def _tiles(total: Mapping[str, Any], writer: Writer) -> Iterator[Tile]:
    for name in ("count", "open", "kept_share", "median_answer_days"):
        yield Tile(writer.of_complaints[name](total[name]), writer.words.tiles[name])


def _table(
    name: str,
    figures: Mapping[str, Mapping[str, Any]],
    columns: Mapping[str, Written],
    called: Callable[[str], str],
    writer: Writer,
) -> Table:
    lines = tuple(
        Line(
            called(code),
            tuple(write(mine.get(figure)) for figure, write in columns.items()),
            _hundredths(mine.get("kept_share")),
            writer.share(mine.get("kept_share")),
        )
        for code, mine in figures.items()
    )
    of_promises = writer.words.heads_of_promises
    head = of_promises if name == "promise" else writer.words.heads
    top = TOP if name in ("category", "unit") else len(lines)
    return Table((writer.words.firsts[name], *(head[each] for each in columns)), lines[:top], lines[top:])


def _hundredths(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def _most_first(figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """What was put together comes last, whatever its number."""
    return dict(sorted(figures.items(), key=lambda each: (not each[0], -(each[1]["count"] or 0), each[0])))


_COLUMN_WIDTH = 30


def _columns(months: Mapping[str, Mapping[str, Any]], city: City, language: str, writer: Writer) -> Iterator[Column]:
    for place, (month, figures) in enumerate(months.items()):
        name, share = name_of("month", month, city, language), figures.get("kept_share")
        yield Column(name, name[:3], writer.share(share), place * _COLUMN_WIDTH, _hundredths(share))


def _promised(city: City, language: str, words: Words) -> Iterator[Promised]:
    """Categories that are promised the same stand together, what holds for the most of them first."""
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for category in city.categories.values():
        promises = tuple((rule.name, rule.within) for rule in city.promises(category))
        alike.setdefault(promises, []).append(city.category_name(category.code, language))
    for promises, categories in sorted(alike.items(), key=lambda each: -len(each[1])):
        said = tuple((city.clock_title(name, language), duration_in_words(each, language)) for name, each in promises)
        text = words.holds_one if len(categories) == 1 else words.holds_many.format(n=len(categories))
        yield Promised(said, tuple(sorted(categories)), text)
