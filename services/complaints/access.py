"""Who is calling: the one place that turns a key or a token into a channel or an officer."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chassis.access import Channel as KnownChannel
from chassis.access import ChannelDirectory, Channels, hash_of, of_file
from chassis.errors import ConfigurationError
from city import reading
from city.access import ChannelEntry, Hash, check_channels
from contracts.values import Code
from services.complaints.city import City
from services.complaints.domain.rights import RIGHTS, Principal, Role


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Channel(KnownChannel):
    """A system that hands complaints in."""

    @property
    def principal(self) -> Principal:
        """In which role it comes."""
        return Principal(Role.CHANNEL, self.id, is_sandbox=self.sandbox)


def _role(text: str) -> Role:
    if text == "supervisor":
        raise ValueError("supervisor is called unit_head now, and acts for the units below as well")
    if text not in STAFF:
        raise ValueError(f"{text!r} must be one of {', '.join(STAFF)}")
    return Role(text)


STAFF = tuple(role.value for role, rights in RIGHTS.items() if rights.is_staff)
"""The roles of people who work for the city."""


StaffRole = Annotated[Role, BeforeValidator(_role)]


class Officer(_Entry):
    """A person who works for a unit, in a role of theirs: what each may do stands in `domain.rights`.

    Whoever has no token calls no API, and signs in on the pages by the city's identity provider.
    """

    id: Code
    unit: Code
    role: StaffRole
    token: Hash | None = None

    @property
    def principal(self) -> Principal:
        """In which role, and for which unit, they come."""
        return Principal(self.role, self.id, self.unit)


class Group(_Entry):
    """A group of the city's identity provider: whoever is in it has this role in this unit."""

    group: Annotated[str, Field(min_length=1)]
    unit: Code
    role: StaffRole


class AccessFile(_Entry):
    channels: tuple[ChannelEntry, ...]
    officers: tuple[Officer, ...]
    groups: tuple[Group, ...] = ()


Caller = Channel | Officer


@dataclass(frozen=True)
class Access:
    """Looks callers up by the hash of their secret: the time it takes says nothing about the secret itself."""

    channels: Channels
    officers: dict[str, Officer]
    """By the hash of their token."""
    without_token: tuple[Officer, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def staff(self) -> dict[str, str]:
        """The people who work on complaints, by id, with the unit that each belongs to."""
        return {officer.id: officer.unit for officer in (*self.officers.values(), *self.without_token)}

    def channel(self, key: str | None) -> Channel | None:
        """The channel with this key, if it may call; None otherwise.

        Raises `StoreUnavailable` while the channels of the store were never read.
        """
        known = self.channels.by_key(key) if key else None
        return as_caller(known) if known is not None and known.is_enabled else None

    def officer(self, token: str | None) -> Officer | None:
        """The officer with this token, or None."""
        return self.officers.get(hash_of(token)) if token else None

    def officer_in(self, person: str, groups: Collection[str]) -> Officer | None:
        """The person as an officer by the first group of the file that they are in; None when they are in none."""
        found = next((each for each in self.groups if each.group in groups), None)
        return None if found is None else Officer(id=person, unit=found.unit, role=found.role)


def as_caller(known: KnownChannel) -> Channel:
    """A channel as whoever calls."""
    return Channel(**{each.name: getattr(known, each.name) for each in fields(known)})


def load_access(file: Path, city: City, kept: ChannelDirectory | None = None) -> Access:
    """Read the file; raises `ConfigurationError` when it is wrong or names a unit that the city does not have.

    `kept` are the channels of the store.
    """
    entries = reading.read(file, AccessFile)
    for officer in entries.officers:
        if (fault := _misplaced(officer, city)) is not None:
            raise ConfigurationError(f"{file}: officers: {officer.id!r} {fault}")
    for group in entries.groups:
        if (fault := _misplaced(group, city)) is not None:
            raise ConfigurationError(f"{file}: groups: {group.group!r} {fault}")
    check_channels(file, entries.channels)
    hashes = [key for channel in entries.channels for key in channel.keys]
    by_token = {officer.token: officer for officer in entries.officers if officer.token is not None}
    hashes += [officer.token for officer in entries.officers if officer.token is not None]
    if len(set(hashes)) < len(hashes):
        raise ConfigurationError(f"{file}: the same key or token is given to two callers; make one of them anew")
    channels = Channels((of_file(**entry.model_dump()) for entry in entries.channels), kept)
    without_token = tuple(officer for officer in entries.officers if officer.token is None)
    return Access(channels, by_token, without_token, entries.groups)


def _misplaced(officer: Officer | Group, city: City) -> str | None:
    """The triage desk's decisions bind, so that who takes them has a role of its own."""
    if officer.unit not in city.units:
        return f"belongs to the unknown unit {officer.unit!r}"
    if officer.role is Role.TRIAGE and officer.unit != city.triage_unit:
        return f"has the role triage, and so must belong to {city.triage_unit!r}"
    if officer.role is Role.OFFICER and officer.unit == city.triage_unit:
        return "works at the triage desk, and so must have the role triage"
    return None
