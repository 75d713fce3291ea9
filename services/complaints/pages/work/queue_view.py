"""From open complaints to the entries of a queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.complaints import texts
from services.complaints.city import City
from services.complaints.deadlines import NextDeadline, next_deadline
from services.complaints.domain.complaint import OPEN
from services.complaints.domain.rights import Principal, may_list
from services.complaints.pages.moments import moment
from services.complaints.pages.work.fields import Field, Option
from services.complaints.pages.work.filters import Filters
from services.complaints.pages.work.seen import seen
from services.complaints.record import Record
from services.complaints.timeline import timeline
from web.words import Words


@dataclass(frozen=True, slots=True)
class Due:
    """How urgent something is: `urgency` is a class with words of its own, `left` says it in working time."""

    urgency: str
    said: str
    title: str = ""
    left: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A complaint of a queue. `tick` names it and what was seen of it in a form."""

    id: str
    tick: str
    title: str
    area: str
    unit: str
    state: str
    due: Due
    last: str = ""
    last_at: str = ""


def entries(records: Iterable[Record], city: City, language: str, words: Words, now: datetime) -> tuple[Entry, ...]:
    """The entries in the order of the list."""
    return tuple(_entry(each, city, language, words, now) for each in records)


def title_of(record: Record, city: City, language: str, words: Words) -> str:
    """What a complaint is called: what it is about."""
    return city.category_name(record.complaint.routing_input.category, language) or str(words.no_category)


def _entry(record: Record, city: City, language: str, words: Words, now: datetime) -> Entry:
    complaint = record.complaint
    steps = timeline(record, city, language, for_staff=True)
    return Entry(
        complaint.id,
        f"{complaint.id} {seen(complaint)}",
        title_of(record, city, language, words),
        city.area_name(complaint.routing_input.area, language) or words.no_area,
        city.unit_name(complaint.unit, language),
        texts.of(language).states[complaint.state.value],
        due_of(record, city, language, words, now),
        steps[-1].text if steps else "",
        moment(steps[-1].at, city, language) if steps else "",
    )


def due_of(record: Record, city: City, language: str, words: Words, now: datetime) -> Due:
    """How urgent a complaint is: late with anything, else by what is due next."""
    found = next_deadline(record.complaint, record.clocks, city, now)
    is_overdue = record.complaint.is_open and bool(record.breached)
    urgency = urgency_of(found, is_overdue, city, now)
    if found is None:
        return Due(urgency, words.urgency[urgency])
    return Due(
        urgency,
        words.urgency[urgency],
        city.clock_title(found.clock.name, language),
        found.in_words(language),
        moment(found.due_at, city, language),
    )


def urgency_of(found: NextDeadline | None, is_overdue: bool, city: City, now: datetime) -> str:
    """The name of how urgent something is, under `urgency` of the words."""
    if is_overdue or (found is not None and found.is_late):
        return "overdue"
    if found is None:
        return "no_deadline"
    is_today = found.due_at.astimezone(city.zone).date() == now.astimezone(city.zone).date()
    return "today" if is_today else "later"


def filter_fields(filters: Filters, who: Principal, city: City, language: str, words: Words) -> tuple[Field, ...]:
    """The form: units to choose from are those that somebody may list, and people those who work there."""
    said = words.filter
    units = [unit for unit in city.units if may_list(who, unit, city)]
    own = who.unit or ""
    found = [
        Field("text", "q", said.q, said.q_hint, filters.q),
        _select("category", said.category, filters.category, said.any, _categories(city, language)),
        _select("area", said.area, filters.area, said.any, _areas(city, language)),
        _select("state", said.state, filters.state, said.any, _states(language)),
        _select("assignee", said.assignee, filters.assignee, said.any, _people(who, city)),
    ]
    if len(units) > 1:
        options = tuple((unit, city.unit_name(unit, language)) for unit in units)
        found.append(_select("unit", said.unit, filters.unit or own, None, options))
    return tuple(found)


def _select(name: str, label: str, value: str, empty: str | None, options: tuple[Option, ...]) -> Field:
    return Field("select", name, label, value=value, options=options, empty=empty)


def _categories(city: City, language: str) -> tuple[Option, ...]:
    return tuple((each.code, each.name.in_language(language)) for each in city.categories.values())


def _areas(city: City, language: str) -> tuple[Option, ...]:
    return tuple((each.code, each.name.in_language(language)) for each in city.areas.values())


def _states(language: str) -> tuple[Option, ...]:
    known = texts.of(language).states
    return tuple((state, known[state]) for state in sorted(each.value for each in OPEN))


def _people(who: Principal, city: City) -> tuple[Option, ...]:
    return tuple((person, person) for person, unit in sorted(city.staff.items()) if may_list(who, unit, city))
