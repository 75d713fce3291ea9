"""The access file: which channels there are, each with the hashes of its keys, and who works for the city.

Every service that has an API or pages reads it; what somebody may do with it is the affair of each service.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from city import reading
from contracts.errors import ConfigurationError
from contracts.values import Code, Language


def _sha256(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError("must be a SHA-256 in hexadecimal, as sha256sum prints it: 64 digits and letters a to f")
    return text


Hash = Annotated[str, AfterValidator(_sha256)]
"""SHA-256 in hexadecimal. The secrets are long and random, so their plain hash cannot be guessed backwards."""


OFFICERS_CHANNELS = ("counter", "phone")
"""The channels of what citizens say to an officer, who files it for them: no system is called so."""
WEB = "web"
"""The channel of what citizens file on the pages themselves. A system of this name could read all of it."""


class StaffRole(StrEnum):
    """What somebody is to the city that they work for."""

    OFFICER = "officer"
    UNIT_HEAD = "unit_head"
    LEADER = "leader"
    TRIAGE = "triage"
    AUDITOR = "auditor"
    BUREAU = "bureau"
    """The organisation bureau (Biro or Bagian Organisasi), which looks after how the city serves people."""


def _role(text: object) -> object:
    if text == "supervisor":
        raise ValueError("supervisor is called unit_head now, and acts for the units below as well")
    if text not in tuple(StaffRole):
        raise ValueError(f"{text!r} must be one of {', '.join(StaffRole)}")
    return text


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChannelEntry(_Entry):
    """A system that hands complaints in. Two keys may be valid while one replaces the other.

    `rate` is how many requests it may send in a minute; None: any number. `may_import`: it may say when a complaint was
    filed elsewhere, under which policy, and that it is over.
    """

    id: Code
    keys: tuple[Hash, ...] = Field(min_length=1, max_length=2)
    kind: Literal["app", "call_center", "national", "bot", "open311", "other"] = "other"
    language: Language | None = None
    rate: int | None = Field(default=None, ge=1, le=1_000_000)
    bulk: bool = False
    sandbox: bool = False
    may_import: bool = False


class Officer(_Entry):
    """A person who works for a unit, in a role of theirs.

    Whoever has no token calls no API, and signs in on the pages by the city's identity provider.
    """

    id: Code
    unit: Code
    role: Annotated[StaffRole, BeforeValidator(_role)]
    token: Hash | None = None


class Group(_Entry):
    """A group of the city's identity provider: whoever is in it has this role in this unit."""

    group: Annotated[str, Field(min_length=1)]
    unit: Code
    role: Annotated[StaffRole, BeforeValidator(_role)]


class AccessFile(_Entry):
    """The whole file."""

    channels: tuple[ChannelEntry, ...]
    officers: tuple[Officer, ...]
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Staff:
    """Who works for the city. Tokens are looked up by their hash: the time it takes says nothing about the token."""

    officers: Mapping[str, Officer]
    """By the hash of their token."""
    without_token: tuple[Officer, ...] = ()
    groups: tuple[Group, ...] = ()

    def officer_in(self, person: str, groups: Collection[str]) -> Officer | None:
        """The person as an officer by the first group of the file that they are in; None when they are in none."""
        found = next((each for each in self.groups if each.group in groups), None)
        return None if found is None else Officer(id=person, unit=found.unit, role=found.role)


class _ChannelsOnly(BaseModel):
    """Of the file only the channels; whoever knows officers checks the rest."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channels: tuple[ChannelEntry, ...]


def load_channels(file: Path) -> tuple[ChannelEntry, ...]:
    """The channels of the file; raises `ConfigurationError` when it is wrong."""
    entries = reading.read(file, _ChannelsOnly).channels
    check_channels(file, entries)
    return entries


def read_access(file: Path, units: Collection[str], triage_unit: str) -> AccessFile:
    """The whole file; raises `ConfigurationError` when it is wrong or names a unit that the city does not have."""
    entries = reading.read(file, AccessFile)
    for officer in entries.officers:
        if (fault := _misplaced(officer, units, triage_unit)) is not None:
            raise ConfigurationError(f"{file}: officers: {officer.id!r} {fault}")
    for group in entries.groups:
        if (fault := _misplaced(group, units, triage_unit)) is not None:
            raise ConfigurationError(f"{file}: groups: {group.group!r} {fault}")
    check_channels(file, entries.channels)
    hashes = [key for channel in entries.channels for key in channel.keys]
    hashes += [officer.token for officer in entries.officers if officer.token is not None]
    if len(set(hashes)) < len(hashes):
        raise ConfigurationError(f"{file}: the same key or token is given to two callers; make one of them anew")
    return entries


def staff_in(entries: AccessFile) -> Staff:
    """Who works for the city by the entries of the file."""
    by_token = {officer.token: officer for officer in entries.officers if officer.token is not None}
    return Staff(by_token, tuple(each for each in entries.officers if each.token is None), entries.groups)


def load_staff(file: Path, units: Collection[str], triage_unit: str) -> Staff:
    """Who works for the city; raises `ConfigurationError` as `read_access` does."""
    return staff_in(read_access(file, units, triage_unit))


def _misplaced(officer: Officer | Group, units: Collection[str], triage_unit: str) -> str | None:
    """The triage desk's decisions bind, so that who takes them has a role of its own."""
    if officer.unit not in units:
        return f"belongs to the unknown unit {officer.unit!r}"
    if officer.role is StaffRole.TRIAGE and officer.unit != triage_unit:
        return f"has the role triage, and so must belong to {triage_unit!r}"
    if officer.role is StaffRole.OFFICER and officer.unit == triage_unit:
        return "works at the triage desk, and so must have the role triage"
    return None


def check_channels(file: Path, entries: Sequence[ChannelEntry]) -> None:
    """Raise `ConfigurationError` when two of them cannot be told apart, or one has a name that is not for systems."""
    keys = [key for channel in entries for key in channel.keys]
    if len(set(keys)) < len(keys):
        raise ConfigurationError(f"{file}: the same key is given to two channels; make one of them anew")
    for channel in entries:
        if channel.id in OFFICERS_CHANNELS:
            reason = "is what officers file under: name the channel otherwise"
            raise ConfigurationError(f"{file}: channels: {channel.id!r} {reason}")
        if channel.id == WEB:
            reason = "is what citizens file under on the pages: name the channel otherwise"
            raise ConfigurationError(f"{file}: channels: {channel.id!r} {reason}")
