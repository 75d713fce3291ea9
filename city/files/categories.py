"""categories.yaml: what a complainant can choose."""

from pydantic import Field

from city.entry import Entry, Names
from contracts.values import Code


class Category(Entry):
    """`policy` is the default one unless named. With `triage` no rule has to name it: the triage desk reads it.

    `description` is a sentence that helps to choose. What concerns life or safety is notified at once, at any hour.
    """

    code: Code
    name: Names
    description: Names | None = None
    policy: Code | None = None
    triage: bool = False
    life_safety: bool = False


class CategoriesFile(Entry):
    """All categories of the city."""

    version: str
    categories: tuple[Category, ...] = Field(min_length=1)
