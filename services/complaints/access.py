"""Who is calling: the one place that turns a key or a token into a channel or an officer."""

from dataclasses import dataclass, field
from pathlib import Path

from chassis.access import Channel, ChannelDirectory, Channels, hash_of, of_file
from city.access import Officer, Staff, StaffRole, read_access, staff_in
from services.complaints.city import City
from services.complaints.domain.rights import RIGHTS, Principal, Role

Caller = Channel | Officer

MAY_FILE = tuple(role for role in StaffRole if RIGHTS[Role(role)].may_file)
"""Who of the city files what citizens say to them."""


def principal_of(caller: Caller) -> Principal:
    """In which role somebody comes, and for which unit: what each role may do stands in `domain.rights`."""
    if isinstance(caller, Officer):
        return Principal(Role(caller.role), caller.id, caller.unit)
    return Principal(Role.CHANNEL, caller.id, is_sandbox=caller.sandbox)


@dataclass(frozen=True)
class Access(Staff):
    """Everybody who may call: who works for the city, and the channels. All are looked up by the hash of a secret."""

    channels: Channels = field(kw_only=True)

    @property
    def staff(self) -> dict[str, str]:
        """The people who work on complaints, by id, with the unit that each belongs to."""
        return {officer.id: officer.unit for officer in (*self.officers.values(), *self.without_token)}

    def channel(self, key: str | None) -> Channel | None:
        """The channel with this key, if it may call; None otherwise.

        Raises `StoreUnavailable` while the channels of the store were never read.
        """
        known = self.channels.by_key(key) if key else None
        return known if known is not None and known.is_enabled else None

    def officer(self, token: str | None) -> Officer | None:
        """The officer with this token, or None."""
        return self.officers.get(hash_of(token)) if token else None


def load_access(file: Path, city: City, kept: ChannelDirectory | None = None) -> Access:
    """Read the file; raises `ConfigurationError` when it is wrong or names a unit that the city does not have.

    `kept` are the channels of the store.
    """
    entries = read_access(file, city.units, city.triage_unit)
    staff = staff_in(entries)
    channels = Channels((of_file(**entry.model_dump()) for entry in entries.channels), kept)
    return Access(staff.officers, staff.without_token, staff.groups, channels=channels)
