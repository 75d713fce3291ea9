"""How the report says codes, numbers and days: by the names of the city and the words of the pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from services.improvements.city import City
from services.improvements.domain.performance.measures import Key
from services.improvements.tables.table import NOTHING, Cell, Row, Table
from services.improvements.texts import WORDS
from services.improvements.wording.figures import FigureWording
from services.improvements.wording.words import Wording
from web.words import Words


@dataclass(frozen=True, slots=True)
class ReportSaying:
    """`words` are those of `report`. The share late is said as it stands in the file, and not turned."""

    figures: FigureWording
    words: Words
    survey: Words

    @classmethod
    def of(cls, language: str, city: City) -> Self:
        """How a language says the report."""
        figures = FigureWording.of(language, city, is_turned=False)
        return cls(figures, WORDS.of(language, "report"), WORDS.of(language, "satisfaction"))

    @property
    def wording(self) -> Wording:
        """How numbers and days are said."""
        return self.figures.wording

    def table(self, name: str, columns: Sequence[str], shown: Sequence[str], rows: Iterable[Row]) -> Table:
        """A table with its words."""
        words, titles = self.words.tables[name], self.words.columns
        return Table(name, words.title, words.how, columns, [(each, titles[each]) for each in shown], tuple(rows))

    def nothing(self) -> Cell:
        """A value that there is not, or that is not shown."""
        return Cell(None, NOTHING)

    def plain(self, text: str | None) -> Cell:
        """What people wrote, or an id."""
        return self.nothing() if text is None else Cell(text, text)

    def number(self, value: float | None) -> Cell:
        """A number."""
        return self.nothing() if value is None else Cell(value, self.wording.number(value))

    def exact(self, value: float | None) -> Cell:
        """A small number, of which the second digit behind the point still says something."""
        return self.nothing() if value is None else Cell(value, self.wording.exact(value))

    def share(self, value: float | None) -> Cell:
        """A share as per cent."""
        return self.nothing() if value is None else Cell(value, self.wording.share(value))

    def yes_or_no(self, value: bool | None) -> Cell:
        """Whether something is so."""
        return self.nothing() if value is None else Cell(value, self.words.is_so if value else self.words.is_not_so)

    def day(self, value: date | None) -> Cell:
        """A day."""
        return self.nothing() if value is None else Cell(value.isoformat(), self.wording.day(value))

    def day_of(self, value: datetime | None) -> Cell:
        """The day in the city of a moment; the file has the moment."""
        return self.nothing() if value is None else Cell(value.isoformat(), self.wording.day_of(value))

    def period(self, name: str) -> Cell:
        """A quarter or a year."""
        return Cell(name, self.figures.period(name))

    def month(self, name: str) -> Cell:
        """A month: `2026-03`."""
        year, month = name.split("-")
        return Cell(name, f"{self.wording.dates.calendar.months[int(month) - 1]} {year}")

    def unit(self, unit: str | None) -> Cell:
        """A unit by the name of the city."""
        return self._named(unit, self.wording.city.unit_name(unit, self.wording.language))

    def category(self, category: str | None) -> Cell:
        """A category by the name of the city."""
        return self._named(category, self.wording.city.category_name(category, self.wording.language))

    def area(self, area: str | None) -> Cell:
        """An area by the name of the city."""
        return self._named(area, self.wording.city.area_name(area, self.wording.language))

    def need(self, need: str) -> Cell:
        """What people ask for, by the name of the city."""
        return self._named(need, self.wording.city.need_name(need, self.wording.language))

    def code(self, code: str | None, names: Words) -> Cell:
        """A code with its words."""
        return self.nothing() if code is None else Cell(code, str(names[code]))

    def key(self, key: Key) -> dict[str, Cell]:
        """A measure with its clock."""
        clock = Cell(key.clock, self.figures.clock(key.clock)) if key.clock else self.nothing()
        return {"measure": Cell(key.measure.value, self.figures.measure(key)), "clock": clock}

    def _named(self, code: str | None, name: str) -> Cell:
        return self.nothing() if not code else Cell(code, name)
