"""Reads the files of a city that notify needs, and checks what only notify knows of them: addresses and texts."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from city.calendars import WorkingCalendar
from city.faults import Fault
from city.files.areas import AreasFile
from city.files.calendars import CalendarsFile
from city.files.categories import CategoriesFile
from city.files.channels import Channel, ChannelsFile
from city.files.city import CityFile
from city.files.improvements import ImprovementsFile
from city.files.leaders import LeadersFile, Person
from city.files.notifications import MessageRule, NotificationsFile
from city.files.policies import PoliciesFile
from city.files.units import UnitsFile
from city.loading import Check, load
from services.notify.domain.city import City
from services.notify.messages.checks import faulty_template, faulty_words
from services.notify.templates import missing_template, missing_words
from services.notify.transports import TRANSPORTS


@dataclass(frozen=True)
class NotifyFiles:
    """The files of a city that notify reads; of policies and improvements it needs what clocks are called."""

    city: CityFile
    units: UnitsFile
    categories: CategoriesFile
    areas: AreasFile
    calendars: CalendarsFile
    policies: PoliciesFile
    leaders: LeadersFile
    channels: ChannelsFile
    notifications: NotificationsFile
    improvements: ImprovementsFile


def load_city(folder: Path, transports: Set[str]) -> City:
    """The city in `folder` for a process that sends by these transports.

    Raises `ConfigurationError` that names file, line and reason of every fault.
    """
    files = load(folder, NotifyFiles, (*CHECKS, _catch_all_is_reached_by(transports)))
    people = {person.id: person for person in files.leaders.people}
    rules: dict[str, tuple[MessageRule, ...]] = {}
    for rule in files.notifications.messages:
        rules[rule.event] = (*rules.get(rule.event, ()), rule)
    return City(
        languages=files.city.languages,
        zone=ZoneInfo(files.city.time_zone),
        units=files.units.by_id(),
        people=people,
        channels={channel.id: channel for channel in files.channels.channels},
        posts=files.leaders.holders(),
        messages=rules,
        catch_all=people[files.leaders.catch_all],
        leaders=files.leaders,
        policies=files.policies,
        transports=frozenset(transports),
        notifications=files.notifications,
        improvements=files.improvements,
        categories={category.code: category for category in files.categories.categories},
        areas={area.code: area for area in files.areas.areas},
        calendars={calendar.name: WorkingCalendar(calendar) for calendar in files.calendars.calendars},
    )


def time_zone_is_known(city: CityFile) -> Iterator[Fault]:
    """Messages give times on the city's wall clock."""
    if city.time_zone not in available_timezones():
        reason = f"{city.time_zone!r} is not a known time zone; it must be like Asia/Jakarta"
        yield Fault("city", ("time_zone",), reason)


def addresses_of_people_are_right(leaders: LeadersFile) -> Iterator[Fault]:
    """Each contact is an address that its transport can use, whether or not that is configured."""
    yield from _wrong_addresses("leaders", "people", leaders.people)


def addresses_of_channels_are_right(channels: ChannelsFile) -> Iterator[Fault]:
    """So it is with channels."""
    yield from _wrong_addresses("channels", "channels", channels.channels)


def languages_have_words(city: CityFile) -> Iterator[Fault]:
    """Messages can be written in every language of the city."""
    for number, language in enumerate(city.languages):
        if missing := missing_words(language):
            reason = f"no mail can be written in {language!r}: services/notify/templates lacks {', '.join(missing)}"
            yield Fault("city", ("languages", number), reason)


def messages_have_templates(city: CityFile, notifications: NotificationsFile) -> Iterator[Fault]:
    """Every message can be written in every language of the city: its files exist, and fit what they are given."""
    languages = [language for language in city.languages if not missing_words(language)]
    for number, language in enumerate(city.languages):
        if language in languages and (reason := faulty_words(language)):
            yield Fault("city", ("languages", number), f"services/notify/templates: {reason}")
    for number, rule in enumerate(notifications.messages):
        place = ("messages", number, "template")
        if missing := [name for language in city.languages for name in missing_template(rule.template, language)]:
            yield Fault("notifications", place, f"services/notify/templates lacks {', '.join(missing)}")
            continue
        for language in languages:
            if reason := faulty_template(rule.template, language, rule.event):
                yield Fault("notifications", place, f"services/notify/templates: {reason}")


CHECKS = (
    time_zone_is_known,
    addresses_of_people_are_right,
    addresses_of_channels_are_right,
    languages_have_words,
    messages_have_templates,
)
"""What can be checked of the files alone, by `tools.config_check` too."""


def _catch_all_is_reached_by(transports: Set[str]) -> Check:
    """What reaches nobody else goes to the catch-all, so that one needs an address that this process can send to."""

    def check(leaders: LeadersFile) -> Iterator[Fault]:
        contacts = {person.id: person.contacts for person in leaders.people}.get(leaders.catch_all, {})
        if contacts and not contacts.keys() & transports:
            reason = (
                f"{leaders.catch_all} has an address for {', '.join(contacts)} only, which is not configured here: "
                f"configure it, or add an address for {' or '.join(sorted(transports))}"
            )
            yield Fault("leaders", ("catch_all",), reason)

    return check


def _wrong_addresses(file: str, part: str, entries: Sequence[Person | Channel]) -> Iterator[Fault]:
    for number, entry in enumerate(entries):
        for transport, address in entry.contacts.items():
            if reason := _why_not(transport, address):
                yield Fault(file, (part, number, "contacts", transport), reason)


def _why_not(transport: str, address: str) -> str | None:
    if transport not in TRANSPORTS:
        return f"there is no transport {transport!r}; there are {', '.join(TRANSPORTS)}"
    try:
        TRANSPORTS[transport].check_address(address)
    except ValueError as error:
        return str(error)
    return None
