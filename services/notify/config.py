"""Reads the city's files that notify needs. Whatever does not fit together is named by file, line and reason."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar, cast
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from chassis import config
from contracts.values import Code
from services.notify.city import ROLE_OF_THE_EVENT, City, MessageRule, Person, Post, Unit
from services.notify.messages import has_template

Fault = tuple[tuple[int | str, ...], str]
"""Where in the file, and what is wrong there."""
Model = TypeVar("Model", bound=BaseModel)


class CityFile(BaseModel):
    """What notify needs of `city.yaml`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    time_zone: str
    languages: tuple[Code, ...] = Field(min_length=1)


class UnitsFile(BaseModel):
    """What notify needs of `units.yaml`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    units: tuple[Unit, ...] = Field(min_length=1)


class LeadersFile(BaseModel):
    """`leaders.yaml`: people, the posts they hold, and who hears what nobody else can."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    catch_all: Code
    people: tuple[Person, ...] = Field(min_length=1)
    posts: tuple[Post, ...]


class NotificationsFile(BaseModel):
    """`notifications.yaml`: who hears of which fact."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    messages: tuple[MessageRule, ...]


def load(folder: Path) -> City:
    """The city in `folder`; raises `ConfigurationError` that names every fault of the first faulty file."""
    city = _read(folder / "city.yaml", CityFile, _city_faults)
    units = _read(folder / "units.yaml", UnitsFile, lambda file: _unit_faults(file, city))
    leaders = _read(folder / "leaders.yaml", LeadersFile, lambda file: _leader_faults(file, city, units))
    messages = _read(
        folder / "notifications.yaml", NotificationsFile, lambda file: _message_faults(file, city, leaders)
    )
    people = {person.id: person for person in leaders.people}
    rules: dict[str, tuple[MessageRule, ...]] = {}
    for rule in messages.messages:
        rules[rule.event] = (*rules.get(rule.event, ()), rule)
    return City(
        languages=city.languages,
        zone=ZoneInfo(city.time_zone),
        units={unit.id: unit for unit in units.units},
        people=people,
        posts={(post.unit, post.role): people[post.person] if post.person else None for post in leaders.posts},
        messages=rules,
        catch_all=people[leaders.catch_all],
    )


def _read(path: Path, model: type[Model], faults: Callable[[Model], Iterable[Fault]]) -> Model:
    """The file as `model` in which `faults` finds none; they are reported like those of single fields."""

    def check(file: Model) -> Model:
        details = [
            InitErrorDetails(type=PydanticCustomError("cross_check", "{text}", {"text": text}), loc=at, input=None)
            for at, text in faults(file)
        ]
        if details:
            raise ValidationError.from_exception_data(model.__name__, details)
        return file

    validator = cast(Callable[..., Model], model_validator(mode="after")(check))
    return config.read(path, create_model(model.__name__, __base__=model, __validators__={"cross_check": validator}))


def _city_faults(file: CityFile) -> Iterator[Fault]:
    if file.time_zone not in available_timezones():
        yield ("time_zone",), f"{file.time_zone!r} is not a known time zone"


def _unit_faults(file: UnitsFile, city: CityFile) -> Iterator[Fault]:
    parents = {unit.id: unit.parent for unit in file.units}
    yield from _twice("units", [unit.id for unit in file.units])
    for number, unit in enumerate(file.units):
        if missing := [language for language in city.languages if language not in unit.name]:
            yield ("units", number, "name"), f"{unit.id} has no name in {', '.join(missing)}"
        if unit.parent is not None and unit.parent not in parents:
            yield ("units", number, "parent"), f"unit {unit.parent!r} does not exist"
        elif _in_a_circle(unit.id, parents):
            yield ("units", number, "parent"), f"the parents of {unit.id} lead in a circle"


def _in_a_circle(unit: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    at: str | None = unit
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at is not None


def _leader_faults(file: LeadersFile, city: CityFile, units: UnitsFile) -> Iterator[Fault]:
    people = {person.id: person for person in file.people}
    known_units = {unit.id for unit in units.units}
    yield from _twice("people", [person.id for person in file.people])
    yield from _twice("posts", [(post.unit, post.role) for post in file.posts])
    if file.catch_all not in people:
        yield ("catch_all",), f"person {file.catch_all!r} does not exist"
    elif not people[file.catch_all].endpoints:
        yield ("catch_all",), f"{file.catch_all} has no address, so nobody would hear of what falls through"
    for number, person in enumerate(file.people):
        if person.language not in city.languages:
            yield ("people", number, "language"), f"{person.language!r} is not a language of the city"
    for number, post in enumerate(file.posts):
        if post.unit not in known_units:
            yield ("posts", number, "unit"), f"unit {post.unit!r} does not exist"
        if post.person is not None and post.person not in people:
            yield ("posts", number, "person"), f"person {post.person!r} does not exist"


def _message_faults(file: NotificationsFile, city: CityFile, leaders: LeadersFile) -> Iterator[Fault]:
    roles = {post.role for post in leaders.posts}
    for number, rule in enumerate(file.messages):
        if rule.to == ROLE_OF_THE_EVENT:
            if rule.event != "complaint.escalated":
                yield ("messages", number, "to"), f"{rule.event} names no role; name one here"
        elif rule.to not in roles:
            yield ("messages", number, "to"), f"no post in leaders.yaml has the role {rule.to!r}"
        for language in city.languages:
            if not has_template(rule.template, language):
                yield ("messages", number, "template"), f"there is no template {rule.template}.{language}"


def _twice(field: str, keys: list[object] | list[str] | list[tuple[str, str]]) -> Iterator[Fault]:
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield (field, number), f"{key} stands twice"
