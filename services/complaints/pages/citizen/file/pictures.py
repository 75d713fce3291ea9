"""A picture for each category, by its words: no picture is one city's, and a category without one has its initial."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from city import reading
from city.files.categories import Category
from services.complaints.words import tokens

_FILE = Path(__file__).parent / "pictures.yaml"


class _Drawn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...]
    path: str


class _Drawings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    pictures: tuple[_Drawn, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A `path` in a square of 24, drawn as a line; without one the `initial` stands for it."""

    initial: str
    path: str | None = None


def picture_of(category: Category, language: str) -> Picture:
    """The first drawing that has a word of the category's code or of one of its names."""
    words = {word for text in (category.code, *category.name.root.values()) for word in tokens(text)}
    drawn = next((each.path for each in _drawings() if words & set(each.words)), None)
    return Picture(category.name.in_language(language)[:1].upper(), drawn)


@cache
def _drawings() -> tuple[_Drawn, ...]:
    return reading.read(_FILE, _Drawings).pictures
