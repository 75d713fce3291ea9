"""A table of the report: what people read of it, and all that its file holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = str | int | float | bool | None
NOTHING = "\u2013"
"""How a value is said that there is not."""
CODES = frozenset(
    {"category", "unit", "area", "measure", "clock", "alone", "grade", "element", "pattern", "became", "reason"}
    | {"action", "state", "verdict", "scale", "why", "measures", "period", "month"}
    | {"about_category", "about_area", "about_unit", "need"}
)
"""Columns of codes: in the file what they are called stands beside them, in a column of the same name with `_name`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is what programs read, `said` what people read."""

    value: Value
    said: str

    @property
    def is_number(self) -> bool:
        """Whether it stands to the right."""
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; above numbers it stands to the right as they do."""

    said: str
    is_number: bool


Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is that of its file. `columns` are all, `shown` those on the page with their titles."""

    name: str
    title: str
    how: str
    columns: Sequence[str]
    shown: Sequence[tuple[str, str]]
    rows: Sequence[Row]

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns on the page."""
        return [Head(title, any(row[name].is_number for row in self.rows)) for name, title in self.shown]

    @property
    def shown_rows(self) -> list[list[Cell]]:
        """The rows on the page."""
        return [[row[name] for name, _ in self.shown] for row in self.rows]

    @property
    def file_columns(self) -> list[str]:
        """The heads of the columns of the file."""
        return [head for name in self.columns for head in ((name, f"{name}_name") if name in CODES else (name,))]

    @property
    def file_rows(self) -> list[list[Value]]:
        """The rows of the file. What a code is called is empty where there is none."""
        return [[value for name in self.columns for value in _in_file(name, row[name])] for row in self.rows]


def _in_file(name: str, cell: Cell) -> tuple[Value, ...]:
    if name not in CODES:
        return (cell.value,)
    return cell.value, None if cell.said == NOTHING else cell.said
