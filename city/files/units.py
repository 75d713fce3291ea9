"""units.yaml: who can be responsible."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from city.entry import Entry, Names
from contracts.values import Code


class Unit(Entry):
    """`parent` is the unit above; the calendar says when it works. `description` is what it does, in a sentence."""

    id: Code
    name: Names
    description: Names | None = None
    kind: Literal["agency", "district", "triage", "city"]
    parent: Code | None
    calendar: Code


class UnitsFile(Entry):
    """All units of the city."""

    version: str
    units: tuple[Unit, ...] = Field(min_length=1)

    def by_id(self) -> dict[str, Unit]:
        """Each unit under its id."""
        return {unit.id: unit for unit in self.units}


def upwards(units: Mapping[str, Unit], unit: str | None) -> Iterator[str]:
    """The unit, its parent, and so on to the top, each once; nothing for a unit that does not exist."""
    seen: set[str] = set()
    while unit is not None and unit in units and unit not in seen:
        seen.add(unit)
        yield unit
        unit = units[unit].parent
