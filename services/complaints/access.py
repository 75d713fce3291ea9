"""Who is calling: the one place that turns a key or a token into a channel or an officer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from chassis.errors import ConfigurationError
from city import reading
from city.access import ChannelKeys, Hash, hash_of
from contracts.values import Code
from services.complaints.city import City
from services.complaints.domain.rights import RIGHTS, Principal, Role


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Channel(ChannelKeys):
    """A system that hands complaints in."""

    @property
    def principal(self) -> Principal:
        """In which role it comes."""
        return Principal(Role.CHANNEL, self.id)


def _role(text: str) -> Role:
    if text == "supervisor":
        raise ValueError("supervisor is called unit_head now, and acts for the units below as well")
    if text not in STAFF:
        raise ValueError(f"{text!r} must be one of {', '.join(STAFF)}")
    return Role(text)


OFFICERS_CHANNELS = ("counter", "phone")
"""The channels of what citizens say to an officer, who files it for them."""
STAFF = tuple(role.value for role, rights in RIGHTS.items() if rights.is_staff)
"""The roles of people who work for the city."""


class Officer(_Entry):
    """A person who works for a unit, in a role of theirs: what each may do stands in `domain.rights`."""

    id: Code
    unit: Code
    role: Annotated[Role, BeforeValidator(_role)]
    token: Hash

    @property
    def principal(self) -> Principal:
        """In which role, and for which unit, they come."""
        return Principal(self.role, self.id, self.unit)


class AccessFile(_Entry):
    channels: tuple[Channel, ...]
    officers: tuple[Officer, ...]


Caller = Channel | Officer


@dataclass(frozen=True)
class Access:
    """Looks callers up by the hash of their secret: the time it takes says nothing about the secret itself."""

    channels: dict[str, Channel]
    officers: dict[str, Officer]

    @property
    def staff(self) -> dict[str, str]:
        """The people who work on complaints, by id, with the unit that each belongs to."""
        return {officer.id: officer.unit for officer in self.officers.values()}

    def channel(self, key: str | None) -> Channel | None:
        """The channel with this key, or None."""
        return self.channels.get(hash_of(key)) if key else None

    def officer(self, token: str | None) -> Officer | None:
        """The officer with this token, or None."""
        return self.officers.get(hash_of(token)) if token else None


def load_access(file: Path, city: City) -> Access:
    """Read the file; raises `ConfigurationError` when it is wrong or names a unit that the city does not have."""
    entries = reading.read(file, AccessFile)
    for officer in entries.officers:
        if (fault := _misplaced(officer, city)) is not None:
            raise ConfigurationError(f"{file}: officers: {officer.id!r} {fault}")
    for channel in entries.channels:
        if channel.id in OFFICERS_CHANNELS:
            reason = "is what officers file under: name the channel otherwise"
            raise ConfigurationError(f"{file}: channels: {channel.id!r} {reason}")
    channels = [(key, channel) for channel in entries.channels for key in channel.keys]
    officers = [(officer.token, officer) for officer in entries.officers]
    hashes = [each for each, _ in (*channels, *officers)]
    if len(set(hashes)) < len(hashes):
        raise ConfigurationError(f"{file}: the same key or token is given to two callers; make one of them anew")
    return Access(dict(channels), dict(officers))


def _misplaced(officer: Officer, city: City) -> str | None:
    """The triage desk's decisions bind, so that who takes them has a role of its own."""
    if officer.unit not in city.units:
        return f"belongs to the unknown unit {officer.unit!r}"
    if officer.role is Role.TRIAGE and officer.unit != city.triage_unit:
        return f"has the role triage, and so must belong to {city.triage_unit!r}"
    if officer.role is Role.OFFICER and officer.unit == city.triage_unit:
        return "works at the triage desk, and so must have the role triage"
    return None
