"""What decisions about notifications need of a city: its units, who holds which post, who hears of which event when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from city.calendars import WorkingCalendar
from city.digest_hours import Hours
from city.files.areas import Area, areas_around
from city.files.categories import Category
from city.files.channels import Channel, recipient_id
from city.files.improvements import ImprovementsFile
from city.files.leaders import LeadersFile, Person
from city.files.notifications import MessageRule, NotificationsFile
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
    notifications: NotificationsFile
    improvements: ImprovementsFile
    categories: Mapping[str, Category] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    calendars: Mapping[str, WorkingCalendar] = field(default_factory=dict)

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

    def category_name(self, category: str | None, language: str) -> str | None:
        """What people call a category; its code when the city does not know it, None without one."""
        known = self.categories.get(category or "")
        return known.name.in_language(language) if known else category

    def area_name(self, area: str | None, language: str) -> str | None:
        """What people call an area, or the nearest one around it that has a name; its code when none has."""
        for code in (area, *areas_around(area)) if area else ():
            if code in self.areas:
                return self.areas[code].name.in_language(language)
        return area

    def is_life_safety(self, category: str | None) -> bool:
        """Whether a category concerns life or safety."""
        known = self.categories.get(category or "")
        return known is not None and known.life_safety

    def hours(self, recipient: str) -> Hours:
        """When a recipient gets digests, and when they are not to be disturbed; a channel's are the city's."""
        return self._hours.get(recipient, self._hours_of_city)

    @cached_property
    def _hours(self) -> Mapping[str, Hours]:
        return {person.id: self._hours_of(person) for person in self.people.values()}

    @cached_property
    def _hours_of_city(self) -> Hours:
        return self._hours_of(None)

    def _hours_of(self, person: Person | None) -> Hours:
        digests = self.notifications.digests
        zone = ZoneInfo(person.time_zone) if person and person.time_zone else self.zone
        own = person.digests if person else None
        calendar = self.calendars.get(digests.calendar) if digests.calendar else None
        return Hours(zone, digests, own, calendar, self.notifications.quiet)

    def spanning_unit(self, units: Iterable[str]) -> str | None:
        """The lowest unit that all of these belong to; the top of the city's units where there is none."""
        paths = [list(self.upwards(unit)) for unit in units]
        shared = [step for step in (paths[0] if paths else ()) if all(step in path for path in paths)]
        return shared[0] if shared else next((unit.id for unit in self.units.values() if unit.parent is None), None)
