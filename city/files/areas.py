"""areas.yaml: districts and villages, by the codes of the ministry's list."""

from collections.abc import Iterator

from city.entry import Entry, Names
from contracts.values import AreaCode


class Area(Entry):
    """`parent` is the area above, where that has an entry."""

    code: AreaCode
    name: Names
    parent: AreaCode | None = None


class AreasFile(Entry):
    """All areas that the city names."""

    version: str
    areas: tuple[Area, ...]


def areas_around(area: str) -> Iterator[str]:
    """The codes of the areas that an area lies in, the nearest first."""
    while area := area.rpartition(".")[0]:
        yield area


def lies_in(area: str, wider: str) -> bool:
    """Whether an area code is `wider` itself or a part of it."""
    return area == wider or area.startswith(wider + ".")
