"""What notify knows of a city: its units, who holds which post, and who hears of which fact. Plain data, no I/O."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.values import Code

Address = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$")
]
"""A mail address in plain ASCII: no space, no line break, no angle bracket can hide in it."""

Names = Mapping[str, str]
"""A name by language."""

ROLE_OF_THE_EVENT = "{role}"
"""As `to` of a message: the role that the escalation itself names."""


class Unit(BaseModel):
    """One unit of `units.yaml`; what else stands there is for other services."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Code
    name: Names
    kind: Code
    parent: Code | None


class Person(BaseModel):
    """Somebody who can be told something, in their language. Without an address their mail goes one step up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Code
    language: Code
    email: Address | None = None

    @property
    def endpoints(self) -> Mapping[str, str]:
        """The address for each transport that reaches this person."""
        return {"email": self.email} if self.email else {}


class Post(BaseModel):
    """Who holds a role in a unit; nobody (`person: null`) means that the post is vacant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: Code
    role: Code
    person: Code | None


class MessageRule(BaseModel):
    """Who hears of a kind of fact, with which text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event: Literal["complaint.assigned", "complaint.sent_to_triage", "deadline.approaching", "complaint.escalated"]
    to: Annotated[str, Field(pattern=r"^(\{role\}|[a-z0-9][a-z0-9_-]{0,63})$")]
    template: Code


@dataclass(frozen=True)
class City:
    """All of it together, checked: every name that is mentioned exists."""

    languages: tuple[str, ...]
    zone: ZoneInfo
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    posts: Mapping[tuple[str, str], Person | None]
    messages: Mapping[str, tuple[MessageRule, ...]]
    catch_all: Person

    @cached_property
    def city_roles(self) -> frozenset[str]:
        """Roles that exist for the whole city (a mayor): posts of no other kind of unit carry them."""
        below = {role for unit, role in self.posts if self.units[unit].kind != "city"}
        return frozenset({role for _, role in self.posts} - below)

    def upwards(self, unit: str) -> Iterator[str]:
        """The unit, its parent, and so on to the top; nothing for a unit that does not exist."""
        at = self.units.get(unit)
        while at is not None:
            yield at.id
            at = self.units[at.parent] if at.parent is not None else None

    def unit_name(self, unit: str, language: str) -> str:
        """The unit's name for people, or its id when the city does not know it."""
        known = self.units.get(unit)
        return known.name.get(language, unit) if known else unit
