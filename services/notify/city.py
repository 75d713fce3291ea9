"""What notify knows of a city: its units, who holds which post, and who hears of which event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from city.faults import Fault
from city.files.city import CityFile
from city.files.leaders import LeadersFile, Person
from city.files.notifications import MessageRule, NotificationsFile
from city.files.policies import PoliciesFile
from city.files.units import Unit, UnitsFile, upwards
from city.loading import load
from services.notify.addresses import ADDRESSES
from services.notify.templates import missing_template, missing_words


@dataclass(frozen=True)
class NotifyFiles:
    """The files of a city that notify reads; of the policies it needs what clocks are called."""

    city: CityFile
    units: UnitsFile
    policies: PoliciesFile
    leaders: LeadersFile
    notifications: NotificationsFile


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
    leaders: LeadersFile
    policies: PoliciesFile

    @cached_property
    def city_roles(self) -> frozenset[str]:
        """Roles that exist for the whole city (a mayor): posts of no other kind of unit carry them."""
        below = {role for unit, role in self.posts if self.units[unit].kind != "city"}
        return frozenset({role for _, role in self.posts} - below)

    def upwards(self, unit: str) -> Iterator[str]:
        """The unit, its parent, and so on to the top; nothing for a unit that does not exist."""
        return upwards(self.units, unit)

    def unit_name(self, unit: str, language: str) -> str:
        """The unit's name for people, or its id when the city does not know it."""
        known = self.units.get(unit)
        return known.name.in_language(language) if known else unit


def load_city(folder: Path) -> City:
    """The city in `folder`; raises `ConfigurationError` that names file, line and reason of every fault."""
    files = load(folder, NotifyFiles, CHECKS)
    people = {person.id: person for person in files.leaders.people}
    rules: dict[str, tuple[MessageRule, ...]] = {}
    for rule in files.notifications.messages:
        rules[rule.event] = (*rules.get(rule.event, ()), rule)
    return City(
        languages=files.city.languages,
        zone=ZoneInfo(files.city.time_zone),
        units=files.units.by_id(),
        people=people,
        posts=files.leaders.holders(),
        messages=rules,
        catch_all=people[files.leaders.catch_all],
        leaders=files.leaders,
        policies=files.policies,
    )


def time_zone_is_known(city: CityFile) -> Iterator[Fault]:
    """Mails give times on the city's wall clock."""
    if city.time_zone not in available_timezones():
        reason = f"{city.time_zone!r} is not a known time zone; it must be like Asia/Jakarta"
        yield Fault("city", ("time_zone",), reason)


def addresses_are_right(leaders: LeadersFile) -> Iterator[Fault]:
    """Each contact is an address that its transport can use."""
    for number, person in enumerate(leaders.people):
        for transport, address in person.contacts.items():
            if reason := _why_not(transport, address):
                yield Fault("leaders", ("people", number, "contacts", transport), reason)


def languages_have_words(city: CityFile) -> Iterator[Fault]:
    """Mails can be written in every language of the city."""
    for number, language in enumerate(city.languages):
        if missing := missing_words(language):
            reason = f"no mail can be written in {language!r}: services/notify/templates lacks {', '.join(missing)}"
            yield Fault("city", ("languages", number), reason)


def messages_have_templates(city: CityFile, notifications: NotificationsFile) -> Iterator[Fault]:
    """Every message can be written in every language of the city."""
    for number, rule in enumerate(notifications.messages):
        if missing := [name for language in city.languages for name in missing_template(rule.template, language)]:
            reason = f"services/notify/templates lacks {', '.join(missing)}"
            yield Fault("notifications", ("messages", number, "template"), reason)


def _why_not(transport: str, address: str) -> str | None:
    if transport not in ADDRESSES:
        return f"there is no transport {transport!r}; there are {', '.join(ADDRESSES)}"
    try:
        ADDRESSES[transport](address)
    except ValueError as error:
        return str(error)
    return None


CHECKS = (time_zone_is_known, addresses_are_right, languages_have_words, messages_have_templates)
