"""routing.yaml: which unit answers for a category, for words, for a place."""

from typing import Annotated, Literal

from pydantic import Field

from city.entry import Entry, Names
from contracts.values import AreaCode, Code


class RoutingRule(Entry):
    """Conditions that are left out match everything; all words must occur; an area includes its parts.

    A category that the complainant gives comes before rules by words that do not name it, unless such a rule
    `overrides` it.
    """

    name: Code
    unit: Code
    category: Annotated[tuple[Code, ...], Field(min_length=1)] | None = None
    words: Annotated[tuple[Code, ...], Field(min_length=1)] | None = None
    area: Annotated[tuple[AreaCode, ...], Field(min_length=1)] | None = None
    overrides: Literal["category"] | None = None
    reason: Names


class RoutingFile(Entry):
    """All rules; their order means nothing."""

    version: str
    rules: tuple[RoutingRule, ...]
