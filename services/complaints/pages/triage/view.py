"""What the cards of the triage desk show, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from city.entry import in_words
from contracts.events import AssignmentEvent, ComplaintTransferred, Event, ReviewRequested
from services.complaints import texts
from services.complaints.application.similar import Hint
from services.complaints.city import City
from services.complaints.deadlines import next_deadline, working_time_since
from services.complaints.pages.triage.queue import Waiting
from services.complaints.pages.triage.suggestions import Suggestion
from services.complaints.record import Record
from services.complaints.timeline import known_events
from web.dates import date_in_words, duration_in_words
from web.words import Words

MAX_CHOICES = 7
"""Fewer than there are digits, and no more than one takes in at a glance."""
MAX_TEXT = 700
"""Characters of a text on a card; the page of the complaint has all of it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that one key chooses, and why it is offered."""

    key: int
    unit: str
    name: str
    why: tuple[str, ...] = ()
    has_refused: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """A similar open complaint."""

    id: str
    said: str


@dataclass(frozen=True, slots=True)
class Card:
    """A complaint that waits. `why` it is here, and what a colleague has written to it."""

    id: str
    version: int
    category: str
    area: str
    text: str
    is_cut: bool
    state: str
    filed: str
    waited: str
    deadline: str
    is_late: bool
    why: str
    note: str
    files: int
    unit: str
    is_review: bool
    is_asked: bool
    possible: frozenset[str]
    similar: tuple[Alike, ...] = ()
    similar_known: bool = True
    choices: tuple[Choice, ...] = ()
    has_suggestions: bool = False


def card(waiting: Waiting, possible: Sequence[str], city: City, language: str, now: datetime, words: Words) -> Card:
    """The complaint without what is looked up for it: see `with_choices` and `with_similar`."""
    record, complaint = waiting.record, waiting.complaint
    about, text = complaint.routing_input, record.request.text
    due = next_deadline(complaint, record.clocks, city, now)
    waited = duration_in_words(working_time_since(waiting.since, city.triage_unit, city, now), language)
    return Card(
        complaint.id,
        complaint.version,
        city.category_name(about.category, language) or words.no_category,
        city.area_name(about.area, language) or words.no_area,
        shortened(text, MAX_TEXT),
        len(text) > MAX_TEXT,
        texts.of(language).states[complaint.state.value],
        date_in_words(about.filed_at, language, city.zone),
        (words.asked_since if waiting.is_asked else words.waits_since).format(duration=waited),
        f"{city.clock_title(due.clock.name, language)}: {due.in_words(language)}" if due else words.no_deadline,
        due is not None and due.is_late,
        why(waiting, city, language, words),
        note_of(record, waiting.cause),
        complaint.added_before,
        city.unit_name(complaint.unit, language),
        complaint.review_pending,
        waiting.is_asked,
        frozenset(possible),
    )


def why(waiting: Waiting, city: City, language: str, words: Words) -> str:
    """Why people have to decide, as routing or a unit gave it."""
    cause, known = waiting.cause, texts.of(language)
    if isinstance(cause, ReviewRequested):
        unit = city.unit_name(cause.actor.unit or waiting.complaint.unit, language)
        return str(words.why_review.format(unit=unit, reason=known.reasons.get(cause.reason or "", "")))
    if cause is None:
        return str(words.why_unknown)
    reason = city.rule_reason(cause.reason.rule, language) if cause.reason.code == "rule_matched" else None
    said = reason or known.assignments.get(cause.reason.code, in_words(cause.reason.code).capitalize())
    if cause.previous_unit is None or cause.previous_unit == cause.unit:
        return f"{said}."
    return str(words.why_from.format(why=said, unit=city.unit_name(cause.previous_unit, language)))


def note_of(record: Record, cause: AssignmentEvent | ReviewRequested | None) -> str:
    """What whoever sent it here has left for their colleagues."""
    seq = cause.seq if isinstance(cause, ReviewRequested) else _seq_of(record, cause)
    return next((remark.note or "" for remark in record.remarks if remark.seq == seq), "")


def _seq_of(record: Record, cause: Event | None) -> int | None:
    events = known_events(record.events)
    sent = (each for each in events if isinstance(each, ComplaintTransferred) and cause and each.id == cause.cause)
    return next((each.seq for each in sent), None)


def with_choices(
    shown: Card, suggestions: Sequence[Suggestion], common: Sequence[str], refused: Sequence[str], city: City,
    language: str, words: Words,
) -> Card:  # fmt: skip
    """The units that keys choose: what is suggested, then those that have the most to do."""
    offered = [Choice(0, each.unit, "", tuple(_reasons(each, language, words))) for each in suggestions]
    known = {each.unit for each in offered}
    offered += [Choice(0, unit, "", (words.often,)) for unit in common if unit not in known]
    choices = (
        replace(each, key=key, name=city.unit_name(each.unit, language), has_refused=each.unit in refused)
        for key, each in enumerate(offered[:MAX_CHOICES], 1)
    )
    return replace(shown, choices=tuple(choices), has_suggestions=bool(suggestions))


def _reasons(suggestion: Suggestion, language: str, words: Words) -> Iterator[str]:
    if suggestion.rule is not None:
        yield words.by_rule.format(reason=suggestion.rule.reason.in_language(language))
    if suggestion.similar == 1:
        yield words.by_similar_one
    elif suggestion.similar:
        yield words.by_similar_many.format(n=suggestion.similar)


def with_similar(shown: Card, hints: Sequence[Hint] | None, city: City, language: str, words: Words) -> Card:
    """The card with what may be the same; `hints` of None: it was not known in time."""
    found = [Alike(each.complaint_id, _alike(each, city, language, words)) for each in hints or () if each.complaint_id]
    return replace(shown, similar=tuple(found), similar_known=hints is not None)


def _alike(hint: Hint, city: City, language: str, words: Words) -> str:
    said = words.alike if hint.distance_m is None else words.alike_near
    return str(
        said.format(
            category=city.category_name(hint.category, language) or words.no_category,
            filed=date_in_words(hint.filed_at, language, city.zone),
            state=texts.of(language).states[hint.state],
            ratio=hint.ratio,
            metres=hint.distance_m,
        )
    )


def shortened(text: str, most: int) -> str:
    """The beginning of a text, cut between words where there are any."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(maxsplit=1)[0] if ' ' in text[:most] else text[:most]} …"
