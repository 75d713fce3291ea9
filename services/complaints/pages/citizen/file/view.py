"""From what was entered to what the steps show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from city.files.categories import Category
from services.complaints.city import City
from services.complaints.pages.citizen.file.entered import Entered
from services.complaints.pages.citizen.file.pictures import Picture, picture_of
from web.words import Words

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A category that can be chosen."""

    code: str
    name: str
    description: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Group:
    """Areas below one heading; the first stands for all of them."""

    name: str
    options: Options


@dataclass(frozen=True, slots=True)
class Summary:
    """A line of the last step: what was entered under a heading."""

    title: str
    text: str
    is_long: bool = False


def choice(category: Category, language: str) -> Choice:
    """A category in a language."""
    described = category.description.in_language(language) if category.description else ""
    return Choice(category.code, category.name.in_language(language), described, picture_of(category, language))


def choices(codes: Iterable[str], city: City, language: str) -> list[Choice]:
    """These categories."""
    return [choice(city.categories[code], language) for code in codes]


def area_groups(city: City, language: str, words: Words) -> tuple[list[Group], Options]:
    """The areas that others lie in, each with those, and the areas that stand alone."""
    parents = {each.parent for each in city.areas.values() if each.parent in city.areas}
    groups = [Group(city.area_name(parent, language), tuple(_within(parent, city, language, words)))
              for parent in city.areas if parent in parents]  # fmt: skip
    alone = (each for each in city.areas.values() if each.code not in parents and each.parent not in parents)
    return groups, tuple((each.code, each.name.in_language(language)) for each in alone)


def summary(entered: Entered, city: City, language: str, words: Words) -> list[Summary]:
    """All that is filed."""
    return list(_summary(entered, city, language, words))


def _within(parent: str, city: City, language: str, words: Words) -> Iterator[tuple[str, str]]:
    yield parent, words.area_all.format(area=city.area_name(parent, language))
    for each in city.areas.values():
        if each.parent == parent:
            yield each.code, each.name.in_language(language)


def _summary(entered: Entered, city: City, language: str, words: Words) -> Iterator[Summary]:
    category = city.category_name(entered.category, language) if entered.category else words.unsure
    yield Summary(words.about, category)
    yield Summary(words.text, entered.text, is_long=True)
    if entered.place:
        yield Summary(words.place, entered.place)
    if entered.area:
        yield Summary(words.area, city.area_name(entered.area, language))
    if entered.point is not None:
        yield Summary(words.point, f"{entered.point.latitude}, {entered.point.longitude}")
    if not (entered.place or entered.area or entered.point):
        yield Summary(words.where, words.nowhere)
    yield Summary(words.updates, words.updates_no if entered.quiet else words.updates_yes)
