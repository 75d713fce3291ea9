"""The day until which an answer is promised, and the note for colleagues, as somebody enters them on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.complaints import texts
from services.complaints.city import City
from services.complaints.domain import promises
from services.complaints.domain.free_text import WrongText, proper_text
from web.dates import date_in_words

MAX_NOTE = 1_000
_WORKING_DAYS = 2
"""So much working time of the unit is proposed."""
_FARTHEST = timedelta(days=3_660)
"""A day that is farther off is taken for a slip of the hand, whatever the policy allows."""


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


def hint(allowed: Days, city: City, language: str) -> str:
    """Which days may be named, in words."""
    words = texts.of(language).pages
    return (
        words.day_hint_unlimited
        if allowed.last is None
        else words.day_hint.format(until=_words(allowed.last, city, language))
    )


def read_day(typed: str, allowed: Days, errors: dict[str, str], city: City, language: str) -> date:
    """The day that was typed; what is wrong with it is noted under `day`, in the reader's language."""
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


def read_note(typed: str, errors: dict[str, str], language: str) -> str:
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
