"""What an action is about, and which other complaints show what would have happened without it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.improvements.domain.effect.result import Compared
from services.improvements.domain.observations import Observation
from services.improvements.domain.successors import current_unit

FEWEST = 40
"""Comparables of fewer complaints before the action, or of fewer than the cell itself has, are too uncertain."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Complaints of a category, an area, a unit, with a word; None is any. Without all four: the whole city.

    An area stands for those below it as well: a district for its villages.
    """

    category: str | None = None
    area: str | None = None
    unit: str | None = None
    word: str | None = None

    def holds(self, complaint: Observation) -> bool:
        """Whether a complaint belongs to it."""
        return (
            self.category in (None, complaint.category)
            and (self.area is None or _lies_in(complaint.area, self.area))
            and self.unit in (None, complaint.unit)
            and (self.word is None or self.word in complaint.words)
        )


def _lies_in(area: str | None, wider: str) -> bool:
    return area is not None and (area == wider or area.startswith(f"{wider}."))


def of_today(cell: Cell, successors: Mapping[str, str]) -> Cell:
    """The cell with the unit that its unit is today."""
    return replace(cell, unit=current_unit(cell.unit, successors))


def comparables(
    complaints: Sequence[Observation], cell: Cell, with_action: Sequence[Cell], started_on: date
) -> tuple[Compared, tuple[Observation, ...]]:
    """The complaints to compare with and what they are: the first of these that has enough of them.

    The same category elsewhere (in other areas, or of other units): it shares what happens to the category. The same
    place or unit in other categories: it shares what happens there. The rest of the city: working days, seasons and
    channels. Complaints of a cell that has an action of its own are never among them.
    """
    outside = [each for each in complaints if not any(one.holds(each) for one in (cell, *with_action))]
    own = sum(cell.holds(each) and each.filed_on < started_on for each in complaints)
    for compared, belongs in _rules(cell):
        chosen = tuple(each for each in outside if belongs(each))
        if sum(each.filed_on < started_on for each in chosen) >= max(own, FEWEST):
            return compared, chosen
    return Compared.NONE, ()


def _rules(cell: Cell) -> list[tuple[Compared, Callable[[Observation], bool]]]:
    rest: tuple[Compared, Callable[[Observation], bool]] = (Compared.REST_OF_CITY, lambda _: True)
    if cell.category is None or cell.area is cell.unit is None:
        return [rest]
    place = Cell(area=cell.area, unit=cell.unit)
    return [
        (Compared.SAME_CATEGORY_ELSEWHERE, lambda each: each.category == cell.category and not place.holds(each)),
        (Compared.SAME_PLACE_OTHER_CATEGORIES, lambda each: each.category != cell.category and place.holds(each)),
        rest,
    ]
