"""Needs: their categories exist, and no phrase stands for two of them by mistake."""

from collections.abc import Iterator

from city.faults import Fault
from city.files.categories import CategoriesFile
from city.files.needs import NeedsFile


def categories_of_needs_exist(needs: NeedsFile, categories: CategoriesFile) -> Iterator[Fault]:
    """An action answers a need by its category, so that has to be one of the city's."""
    known = {category.code for category in categories.categories}
    for number, need in enumerate(needs.needs):
        if need.category is not None and need.category not in known:
            yield Fault("needs", ("needs", number, "category"), f"no such category: {need.category}")


def phrases_stand_once(needs: NeedsFile) -> Iterator[Fault]:
    """A phrase that stands for two needs would count every complaint with it for both."""
    first: dict[str, tuple[str | int, ...]] = {}
    for number, need in enumerate(needs.needs):
        for place, phrase in enumerate(need.phrases):
            at, spelled = ("needs", number, "phrases", place), " ".join(phrase.lower().split())
            if first.setdefault(spelled, at) != at:
                yield Fault("needs", at, f"{phrase!r} stands twice", other=first[spelled])
