"""From a complaint that was found by its code to what its page shows.

The complaint's own text is no part of it: the code may have been overheard.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from contracts.events import InformationRequested
from contracts.values import Clock, ClockStatus
from services.complaints import texts
from services.complaints.application.read import Found
from services.complaints.city import City
from services.complaints.deadlines import deadline_of
from services.complaints.domain.attachments import Adding, Attachment, Phase, refusal_of
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.next_move import Mover, next_move
from services.complaints.duplicates import followed
from services.complaints.pages.moments import moment
from services.complaints.record import Record
from services.complaints.timeline import Entry, timeline, with_original
from web.dates import date_in_words, duration_in_words
from web.words import Words

_FIRST_STEPS = ("filed", "assigned")
"""The steps with which the clocks begin that a new complaint has."""
_ANSWERED = frozenset({State.NEEDS_INFORMATION, State.RESOLVED, State.REJECTED})
"""Where it stands when the last message of a unit is what matters now."""


@dataclass(frozen=True, slots=True)
class Due:
    """By when something is promised, in words."""

    text: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the timeline."""

    at: str
    text: str
    message: str | None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo or document at the address where it is read."""

    href: str
    text: str
    is_image: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a complaint stands: `next` says who moves, `said` is what an office has written last, if it matters now."""

    state: str
    unit: str
    next: str
    is_own_turn: bool
    is_overdue: bool
    due: tuple[Due, ...]
    said: str | None
    promise: str | None
    reopen_until: str | None


def standing(found: Found, steps: Iterable[Entry], city: City, language: str, now: datetime, words: Words) -> Standing:
    """Of one that goes the way of another, where that one stands."""
    shown = followed(found)
    complaint = shown.complaint
    is_own_turn = shown is found.record and _is_complainants_turn(complaint, city)
    return Standing(
        state=_capitalised(texts.of(language).states[complaint.state.value]),
        unit=city.unit_name(complaint.unit, language),
        next=_next(complaint, city, language, words, is_own=shown is found.record),
        is_own_turn=is_own_turn,
        is_overdue=complaint.is_open and bool(shown.breached),
        due=tuple(_due(shown, city, language, now, words)),
        said=_said(complaint, steps),
        promise=_date(complaint.promised_until, city, language) if complaint.is_open else None,
        reopen_until=_date(found.record.complaint.reopen_until, city, language),
    )


def entries(found: Found, city: City, language: str) -> list[Entry]:
    """All steps that the complainant is shown, the earliest first."""
    own = timeline(found.record, city, language, for_staff=False)
    return with_original(own, found.record, found.original, city, language)


def steps(shown: Iterable[Entry], city: City, language: str) -> list[Step]:
    """The same in words, the latest first."""
    return [Step(moment(each.at, city, language), each.text, each.message) for each in reversed(list(shown))]


def photos(found: Found, code: str, city: City, language: str, words: Words) -> list[Photo]:
    """Those that this reader may see."""
    return [
        Photo(f"/v1/track/{code}/attachments/{each.id}", _alt(each, city, language, words), each.media_type.is_image)
        for each in found.record.attachments
        if each.is_shown_to(found.reader)
    ]


def may_add_photos(found: Found, now: datetime, city: City) -> bool:
    """Whether one more would be taken."""
    return refusal_of(found.record.complaint, Adding(found.reader, Phase.BEFORE), 1, now, city) is None


def promises(complaint: Complaint, city: City, language: str, words: Words) -> list[str]:
    """What the city promises of a new complaint: nothing of its own to one that goes the way of another."""
    category = city.categories.get(complaint.routing_input.category or "")
    if category is None or complaint.is_follower:
        return []
    return [
        words.promise.format(
            title=_capitalised(city.clock_title(rule.name, language)), within=duration_in_words(rule.within, language)
        )
        for rule in city.promises(category)
        if rule.starts_with in _FIRST_STEPS
    ]


def _is_complainants_turn(complaint: Complaint, city: City) -> bool:
    move = next_move(complaint, city.triage_unit)
    return move is not None and move.by is Mover.COMPLAINANT


def _next(complaint: Complaint, city: City, language: str, words: Words, *, is_own: bool) -> str:
    move = next_move(complaint, city.triage_unit)
    if move is None:
        said = words.next.over
    elif move.by is Mover.COMPLAINANT:
        said = words.next[f"complainant_{complaint.state.value}"] if is_own else words.next.other_complainant
    else:
        said = words.next[move.by.value].format(unit=city.unit_name(move.unit, language))
    return str(said)


def _due(shown: Record, city: City, language: str, now: datetime, words: Words) -> Iterator[Due]:
    """What runs for the complaint as a whole; what units owe each other is between them."""
    for due_at, clock in sorted(_running(shown.clocks), key=lambda each: each[0]):
        deadline = deadline_of(clock, due_at, shown.complaint, city, now)
        text = words.due.format(
            title=_capitalised(city.clock_title(clock.name, language)),
            date=date_in_words(due_at, language, city.zone),
            left=deadline.in_words(language),
        )
        yield Due(text, deadline.is_late)


def _running(clocks: Iterable[Clock]) -> Iterator[tuple[datetime, Clock]]:
    for clock in clocks:
        if clock.unit is None and clock.status is ClockStatus.RUNNING and clock.due_at is not None:
            yield clock.due_at, clock


def _said(complaint: Complaint, shown: Iterable[Entry]) -> str | None:
    """The question that waits for a reply, or the answer that can be objected to."""
    if complaint.state not in _ANSWERED:
        return None
    asked = complaint.state is State.NEEDS_INFORMATION
    said = [each.message for each in shown if each.message and (not asked or each.type == InformationRequested.kind())]
    return said[-1] if said else None


def _alt(attachment: Attachment, city: City, language: str, words: Words) -> str:
    date = date_in_words(attachment.added_at, language, city.zone)
    kind = "photo" if attachment.media_type.is_image else "document"
    if attachment.unit is None:
        return str(words.files[kind].format(date=date))
    return str(words.files[f"{kind}_result"].format(unit=city.unit_name(attachment.unit, language), date=date))


def _date(at: datetime | None, city: City, language: str) -> str | None:
    return None if at is None else date_in_words(at, language, city.zone)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
