"""What stands twice, and what has no text in one of the city's languages."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from city.entry import Names
from city.faults import Fault, Location
from city.files.city import CityFile
from city.files.leaders import LeadersFile
from city.files.policies import PoliciesFile

KEYS = {
    "units": ("units", "id"),
    "categories": ("categories", "code"),
    "areas": ("areas", "code"),
    "words": ("words", "id"),
    "needs": ("needs", "id"),
    "routing": ("rules", "name"),
    "policies": ("policies", "name"),
    "calendars": ("calendars", "name"),
    "leaders": ("people", "id"),
    "channels": ("channels", "id"),
}
"""File → the list in it whose entries are known by a name, and the field that holds the name."""


def none_stands_twice(**files: Any) -> Iterator[Fault]:
    """A name stands for one entry: a unit, a category, a rule, a person …"""
    for file, (part, key) in KEYS.items():
        if file in files:
            yield from twice(file, (part,), [getattr(entry, key) for entry in getattr(files[file], part)])


def no_post_stands_twice(leaders: LeadersFile) -> Iterator[Fault]:
    """One person holds a role of a unit."""
    yield from twice("leaders", ("posts",), [f"{post.role} of {post.unit}" for post in leaders.posts])


def no_clock_stands_twice(policies: PoliciesFile) -> Iterator[Fault]:
    """A policy gives each of its clocks one time."""
    for number, policy in enumerate(policies.policies):
        yield from twice("policies", ("policies", number, "clocks"), [clock.name for clock in policy.clocks])


def every_language_has_its_text(city: CityFile, **files: Any) -> Iterator[Fault]:
    """Whatever people read is there in every language of the city: names, titles, reasons."""
    for file, content in {"city": city, **files}.items():
        for at, names in _names_in(content):
            if missing := [language for language in city.languages if language not in names.root]:
                yield Fault(file, at, f"has no text in {', '.join(missing)}, which city.yaml lists")


def twice(file: str, at: Location, names: list[str]) -> Iterator[Fault]:
    """A fault for each of the names, which stand in a list at that place, that stands there for the second time."""
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        if first.setdefault(name, number) != number:
            yield Fault(file, (*at, number), f"{name} stands twice", other=(*at, first[name]))


def _names_in(part: Any, at: Location = ()) -> Iterator[tuple[Location, Names]]:
    """Every text for people in a file, wherever it stands."""
    if isinstance(part, Names):
        yield at, part
        return
    inside: Iterable[tuple[int | str, Any]] = ()
    if isinstance(part, BaseModel):
        inside = ((name, getattr(part, name)) for name in type(part).model_fields)
    elif isinstance(part, dict):
        inside = part.items()
    elif isinstance(part, tuple):
        inside = enumerate(part)
    for key, value in inside:
        yield from _names_in(value, (*at, key))
