"""What decisions about notifications need of a city: its units, who holds which post, and who hears of which event."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from city.files.channels import Channel, recipient_id
from city.files.leaders import LeadersFile, Person
from city.files.notifications import MessageRule
from city.files.policies import PoliciesFile
from city.files.units import Unit, upwards


@dataclass(frozen=True)
class City:
    """Its files, checked: every name that is mentioned exists. `transports` are those that this process sends by."""

    languages: tuple[str, ...]
    zone: ZoneInfo
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    channels: Mapping[str, Channel]
    posts: Mapping[tuple[str, str], Person | None]
    messages: Mapping[str, tuple[MessageRule, ...]]
    catch_all: Person
    leaders: LeadersFile
    policies: PoliciesFile
    transports: frozenset[str]

    @cached_property
    def city_roles(self) -> frozenset[str]:
        """Roles that exist for the whole city (a mayor): posts of no other kind of unit carry them."""
        below = {role for unit, role in self.posts if self.units[unit].kind != "city"}
        return frozenset({role for _, role in self.posts} - below)

    @property
    def unused_contacts(self) -> Mapping[str, int]:
        """The transports that this process does not send by: how many people and channels have an address for each."""
        named = Counter(transport for contacts in self._contacts_by_recipient.values() for transport in contacts)
        return {transport: count for transport, count in named.items() if transport not in self.transports}

    def contacts(self, whom: Person | Channel) -> Mapping[str, str]:
        """The address of a person or channel for each transport that this process sends by."""
        return {transport: address for transport, address in whom.contacts.items() if transport in self.transports}

    def address(self, recipient: str, transport: str) -> str | None:
        """Where a recipient is reached by this transport today; None when there is no such recipient or address."""
        return self._contacts_by_recipient.get(recipient, {}).get(transport)

    @cached_property
    def _contacts_by_recipient(self) -> Mapping[str, Mapping[str, str]]:
        people = {person.id: person.contacts for person in self.people.values()}
        return people | {recipient_id(channel.id): channel.contacts for channel in self.channels.values()}

    def upwards(self, unit: str) -> Iterator[str]:
        """The unit, its parent, and so on to the top; nothing for a unit that does not exist."""
        return upwards(self.units, unit)

    def unit_name(self, unit: str, language: str) -> str:
        """The unit's name for people, or its id when the city does not know it."""
        known = self.units.get(unit)
        return known.name.in_language(language) if known else unit

    def channel_name(self, channel: str, language: str) -> str:
        """What people call a channel; its id when the city does not know it."""
        known = self.channels.get(channel)
        return known.name.in_language(language) if known else channel
