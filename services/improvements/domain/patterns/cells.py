"""Which complaints belong to which cell, for all cells of one kind."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from services.improvements.domain.patterns.arrays import Bools, Floats, Ints, floats
from services.improvements.domain.patterns.pattern import Cell, CellKind
from services.improvements.domain.patterns.table import Codes, Table


@dataclass(frozen=True, slots=True)
class Cells:
    """`cell` says of each entry which cell it is in, -1 for none; `row` which complaint it is.

    `first` and `second` are the numbers of a cell's codes in the table, -1 where its kind has none: first the category,
    unit or word, second the place or unit.
    """

    kind: CellKind
    cell: Ints
    row: Ints
    first: Ints
    second: Ints
    name: Callable[[int], Cell]

    def __len__(self) -> int:
        return len(self.first)

    def weekly(self, table: Table, which: Bools | None = None) -> Floats:
        """How many complaints each cell has in each week, cells by weeks; of the rows in `which` where it is given."""
        chosen = self.cell >= 0
        if which is not None:
            chosen = chosen & which[self.row]
        flat = self.cell[chosen] * table.weeks + table.week[self.row[chosen]]
        counts = np.bincount(flat, minlength=len(self) * table.weeks)
        return floats(counts.reshape(len(self), table.weeks))

    def rows_of(self, cell: int) -> Ints:
        """The complaints of one cell."""
        rows: Ints = self.row[self.cell == cell]
        return rows


def cells_of(table: Table, kind: CellKind, min_total: int) -> Cells:
    """All cells of a kind with at least `min_total` complaints.

    Two codes that always come together make no cell: it would be the same as the one of one code.
    """
    rows = np.arange(len(table.complaints), dtype=np.int64)
    if kind is CellKind.CITY:
        zeros = np.zeros(len(rows), dtype=np.int64)
        none = np.full(1, -1, dtype=np.int64)
        return Cells(kind, zeros, rows, none, none, lambda _: Cell(CellKind.CITY))
    first, second = _codes(table, kind)
    if kind is CellKind.WORD:
        rows = table.word_row
    width = max(len(second.names), 1) if second else 1
    joint = first.of * width + (second.of if second else 0)
    inside = (first.of >= 0) & (second.of >= 0 if second else True)
    joint = np.where(inside, joint, -1)
    keys, numbers, totals = np.unique(joint, return_inverse=True, return_counts=True)
    wanted = (keys >= 0) & (totals >= min_total)
    if second and wanted.any():
        wanted &= totals < np.bincount(first.of[first.of >= 0], minlength=len(first.names))[keys // width]
        wanted &= totals < np.bincount(second.of[second.of >= 0], minlength=width)[keys % width]
    number = np.where(wanted, np.cumsum(wanted) - 1, -1)
    kept = keys[wanted]
    firsts, seconds = kept // width, kept % width if second else np.full(len(kept), -1, dtype=np.int64)

    def name(cell: int) -> Cell:
        codes = {_FIELDS[kind][0]: first.names[firsts[cell]]}
        if second:
            codes[_FIELDS[kind][1]] = second.names[seconds[cell]]
        return Cell(kind, **codes)

    return Cells(kind, number[numbers], rows, firsts, seconds, name)


_FIELDS = {
    CellKind.CATEGORY: ("category",),
    CellKind.UNIT: ("unit",),
    CellKind.WORD: ("word",),
    CellKind.CATEGORY_DISTRICT: ("category", "area"),
    CellKind.CATEGORY_VILLAGE: ("category", "area"),
    CellKind.CATEGORY_UNIT: ("category", "unit"),
    CellKind.UNIT_DISTRICT: ("unit", "area"),
}


def _codes(table: Table, kind: CellKind) -> tuple[Codes, Codes | None]:
    return {
        CellKind.CATEGORY: (table.category, None),
        CellKind.UNIT: (table.unit, None),
        CellKind.WORD: (table.words, None),
        CellKind.CATEGORY_DISTRICT: (table.category, table.district),
        CellKind.CATEGORY_VILLAGE: (table.category, table.village),
        CellKind.CATEGORY_UNIT: (table.category, table.unit),
        CellKind.UNIT_DISTRICT: (table.unit, table.district),
    }[kind]
