"""categories.yaml: what a complainant can choose."""

from typing import Literal

from pydantic import Field

from city.entry import Entry, Names
from contracts.values import Code

LISTS = ("singlevaluelist", "multivaluelist")
"""The datatypes whose answers are chosen from `values`."""


class Choice(Entry):
    """One answer that can be chosen."""

    key: Code
    name: Names


class Attribute(Entry):
    """A question that is asked about a category, as Open311 knows it. The answer becomes a part of the text.

    `description` is the question, `hint` says how to answer it. Lists have `values`, nothing else has.
    """

    code: Code
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    description: Names
    hint: Names | None = None
    required: bool = False
    values: tuple[Choice, ...] = ()


class Category(Entry):
    """`policy` is the default one unless named. With `triage` no rule has to name it: the triage desk reads it.

    `description` is a sentence that helps to choose. What concerns life or safety is notified at once, at any hour.
    With `proof_photo` a unit can resolve it only once it has added a photo of the result. `attributes` are asked of
    whoever hands a complaint in over Open311.
    """

    code: Code
    name: Names
    description: Names | None = None
    policy: Code | None = None
    triage: bool = False
    life_safety: bool = False
    proof_photo: bool = False
    attributes: tuple[Attribute, ...] = ()


class CategoriesFile(Entry):
    """All categories of the city."""

    version: str
    categories: tuple[Category, ...] = Field(min_length=1)
