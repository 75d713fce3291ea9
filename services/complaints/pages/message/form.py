"""What somebody has entered on a page, read and checked; what is wrong is said in their language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl

from services.complaints import texts
from services.complaints.application.messages import Told
from services.complaints.city import City
from services.complaints.domain import promises
from services.complaints.domain.free_text import WrongText, proper_text
from services.complaints.texts.dates import date_in_words

MAX_NOTE = 1_000
MAX_FIELDS = 400
"""A page has half as many complaints to tick."""
_WORKING_DAYS = 2
"""So much working time of the unit is proposed."""
_FARTHEST = timedelta(days=3_660)
"""A day that is farther off is taken for a slip of the hand, whatever the policy allows."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was sent. `errors` are by field, in the reader's language; without them `day` and `note` hold."""

    chosen: frozenset[str] = frozenset()
    day_as_typed: str = ""
    note_as_typed: str = ""
    day: date = date.min
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Days:
    """Which days may be promised: from the first to the last one, None when there is no limit; one is proposed."""

    first: date
    last: date | None
    proposed: date


def days(limits: Sequence[datetime | None], unit: str, city: City, now: datetime) -> Days:
    """The days for complaints with these limits, all of which allow the proposed one."""
    calendar = city.calendar_of(unit)
    wanted = calendar.add(now, _WORKING_DAYS * calendar.working_day_ms)
    return Days(
        now.astimezone(city.zone).date(),
        promises.last_day(limits, city.zone),
        promises.proposed_day(wanted, limits, city.zone),
    )


def read(body: bytes, told: Sequence[Told], is_digest: bool, allowed: Days, city: City, language: str) -> Entered:
    """What was entered for these complaints. Of one complaint there is nothing to choose."""
    given = _fields(body)
    ids = {each.id for each in told}
    chosen = frozenset(given.get("complaint", ())) & ids if is_digest else frozenset(ids)
    errors: dict[str, str] = {}
    if not chosen:
        errors["complaint"] = texts.of(language).pages.error_none_chosen
    day = _day(_last(given, "day"), allowed, errors, city, language)
    note = _note(_last(given, "note"), errors, language)
    return Entered(chosen, _last(given, "day"), _last(given, "note"), day, note, errors)


def hint(allowed: Days, city: City, language: str) -> str:
    """Which days may be named, in words."""
    words = texts.of(language).pages
    return (
        words.day_hint_unlimited
        if allowed.last is None
        else words.day_hint.format(until=_words(allowed.last, city, language))
    )


def _fields(body: bytes) -> dict[str, list[str]]:
    """The fields of a form; of something that is not one there are none."""
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return {}
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _last(given: dict[str, list[str]], name: str) -> str:
    return given.get(name, [""])[-1]


def _day(typed: str, allowed: Days, errors: dict[str, str], city: City, language: str) -> date:
    words = texts.of(language).pages
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        errors["day"] = words.error_day.format(example=allowed.proposed.isoformat())
        return date.min
    last = allowed.last or allowed.first + _FARTHEST
    if day < allowed.first:
        errors["day"] = words.error_day_past
    elif day > last:
        errors["day"] = words.error_day_far.format(until=_words(last, city, language))
    return day


def _note(typed: str, errors: dict[str, str], language: str) -> str:
    """The instruction; where there is none, a note that says so, for every promise has one."""
    words, text = texts.of(language).pages, typed.replace("\r\n", "\n")
    if not text.strip():
        return words.default_note
    try:
        note = proper_text(text)
    except WrongText:
        note = ""
    if not note or len(note) > MAX_NOTE:
        errors["note"] = words.error_note.format(max=MAX_NOTE)
    return note


def _words(day: date, city: City, language: str) -> str:
    return date_in_words(datetime(day.year, day.month, day.day, 12, tzinfo=city.zone), language, city.zone)
