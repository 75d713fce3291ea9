"""The rules of routing name what exists, and leave no category out."""

from collections.abc import Iterable, Iterator

from city.faults import Fault
from city.files.areas import AreasFile, lies_in
from city.files.categories import CategoriesFile
from city.files.routing import RoutingFile
from city.files.units import UnitsFile
from city.files.words import WordsFile


def units_exist(routing: RoutingFile, units: UnitsFile) -> Iterator[Fault]:
    """A rule leads to a unit of the city."""
    known = units.by_id()
    for number, rule in enumerate(routing.rules):
        if rule.unit not in known:
            yield Fault("routing", ("rules", number, "unit"), f"no such unit: {rule.unit}")


def categories_exist(routing: RoutingFile, categories: CategoriesFile) -> Iterator[Fault]:
    """A rule names categories of the city."""
    known = {category.code for category in categories.categories}
    for number, rule in enumerate(routing.rules):
        yield from _unknown(number, "category", rule.category or (), known, "no such category in categories.yaml")


def overriding_rules_name_no_category(routing: RoutingFile) -> Iterator[Fault]:
    """A rule cannot hold for a category and whatever the category."""
    for number, rule in enumerate(routing.rules):
        if rule.overrides and rule.category is not None:
            reason = "this rule names categories, so it does not hold whatever the category: leave one of them out"
            yield Fault("routing", ("rules", number, "overrides"), reason)


def words_exist(routing: RoutingFile, words: WordsFile) -> Iterator[Fault]:
    """A rule names terms of the city, or it would wait for words that nobody looks for."""
    known = {word.id for word in words.words}
    for number, rule in enumerate(routing.rules):
        yield from _unknown(number, "words", rule.words or (), known, "no such term in words.yaml")


def areas_exist(routing: RoutingFile, areas: AreasFile) -> Iterator[Fault]:
    """A rule names an area of the city, or one that such areas lie in (its province)."""
    codes = [area.code for area in areas.areas]
    for number, rule in enumerate(routing.rules):
        known = {area for area in rule.area or () if any(lies_in(code, area) for code in codes)}
        yield from _unknown(number, "area", rule.area or (), known, "no such area in areas.yaml")


def every_category_is_named(routing: RoutingFile, categories: CategoriesFile) -> Iterator[Fault]:
    """Complaints of a category that no rule names go to the triage desk: that must be meant, with `triage: true`."""
    named = {category for rule in routing.rules for category in rule.category or ()}
    if any(rule.category is None and rule.words is None and rule.area is None for rule in routing.rules):
        return  # a rule without any condition takes what is left
    for number, category in enumerate(categories.categories):
        if category.code not in named and not category.triage:
            reason = f"no rule of routing.yaml names {category.code}; add one, or `triage: true` here"
            yield Fault("categories", ("categories", number), reason)


def areas_lie_in_their_parents(areas: AreasFile) -> Iterator[Fault]:
    """An area above those of the city (its province) needs no entry of its own, and then no `parent` names it."""
    codes = {area.code for area in areas.areas}
    for number, area in enumerate(areas.areas):
        if area.parent is not None and (area.parent not in codes or not lies_in(area.code, area.parent)):
            yield Fault("areas", ("areas", number, "parent"), f"{area.parent} is not the area above it")


def _unknown(number: int, field: str, names: Iterable[str], known: set[str], reason: str) -> Iterator[Fault]:
    for place, name in enumerate(names):
        if name not in known:
            yield Fault("routing", ("rules", number, field, place), f"{reason}: {name}")
