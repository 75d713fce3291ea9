"""The history of an escalation: who heard of the delay and when, what was promised, and what became of the promise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from city.entry import in_words
from contracts import events
from contracts.events import ComplaintEvent, EscalationAcknowledged, NotificationEvent
from services.complaints.city import City
from services.complaints.pages.moments import moment
from services.complaints.record import Record
from services.complaints.timeline import known_events, timeline
from web.words import Words


class Fate(StrEnum):
    """What became of a promise."""

    STANDS = "stands"
    KEPT = "kept"
    BROKEN = "broken"
    MOVED = "moved"
    PASSED_ON = "passed_on"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, the step that made it, and what became of it."""

    seq: int
    until: datetime
    fate: Fate


@dataclass(frozen=True, slots=True)
class Line:
    """What happened then. `note` is what a leader wrote; `fate` what became of their promise, in words."""

    at: datetime
    when: str
    text: str
    note: str = ""
    fate: str = ""
    is_bad: bool = False


_ANSWERS = (events.ComplaintResolved, events.ComplaintRejected)
_NOT_NEEDED = (events.ComplaintWithdrawn, events.ComplaintMerged, events.ComplaintClosed)
_SHOWN = frozenset(
    model.kind()
    for model in (
        events.ComplaintFiled,
        events.ComplaintAssigned,
        events.ComplaintSentToTriage,
        events.ComplaintTransferred,
        events.ComplaintReopened,
        events.ComplaintDelegated,
        events.DeadlineBreached,
        events.DeadlineBreachWithdrawn,
        events.ComplaintEscalated,
        EscalationAcknowledged,
        *_ANSWERS,
        *_NOT_NEEDED,
    )
)


def promises_in(own: Iterable[ComplaintEvent], now: datetime) -> list[Promise]:
    """All promises of a complaint by its own events, with what became of each by now.

    The first step after it that ends it decides: an answer, another promise, or that there was nobody left to keep it.
    """
    steps = sorted(own, key=lambda each: each.seq)
    made = ((n, each) for n, each in enumerate(steps) if isinstance(each, EscalationAcknowledged))
    return [Promise(each.seq, each.promised_until, _fate(each, steps[n + 1 :], now)) for n, each in made]


def _fate(promise: EscalationAcknowledged, later: Sequence[ComplaintEvent], now: datetime) -> Fate:
    for each in later:
        fate = _ended_by(each)
        if fate is not None:
            return fate if each.occurred_at <= promise.promised_until else Fate.BROKEN
    return Fate.STANDS if now <= promise.promised_until else Fate.BROKEN


def _ended_by(step: ComplaintEvent) -> Fate | None:
    if isinstance(step, _ANSWERS):
        return Fate.KEPT
    if isinstance(step, _NOT_NEEDED):
        return Fate.NOT_NEEDED
    if isinstance(step, EscalationAcknowledged):
        return Fate.MOVED
    return Fate.PASSED_ON if isinstance(step, events.ComplaintTransferred) else None


def history(record: Record, city: City, language: str, words: Words, now: datetime) -> list[Line]:
    """What is kept of it, the oldest first."""
    own = [each for each in known_events(record.events) if isinstance(each, ComplaintEvent)]
    promises = {each.seq: each for each in promises_in(own, now)}
    notes = {remark.seq: remark.note or "" for remark in record.remarks}
    said_by = {each.seq: each.actor.id or "" for each in own}
    lines = [*_told(record, city, language, words)]
    for entry in timeline(record, city, language, for_staff=True):
        if entry.type not in _SHOWN:
            continue
        promise = promises.get(entry.seq or 0)
        text = words.said_by.format(text=entry.text, person=said_by[promise.seq]) if promise else entry.text
        fate = words.fates[promise.fate.value] if promise else ""
        is_bad = promise is not None and promise.fate is Fate.BROKEN
        note = notes.get(entry.seq or 0, "") if promise else ""
        lines.append(Line(entry.at, moment(entry.at, city, language), text, note, fate, is_bad))
    return sorted(lines, key=lambda line: line.at)


def _told(record: Record, city: City, language: str, words: Words) -> Iterator[Line]:
    """What became of the messages to leaders: only those of an escalation name its level."""
    for event in known_events(record.other_events):
        if isinstance(event, NotificationEvent) and event.level is not None:
            text = _message(event, city, language, words)
            is_bad = isinstance(event, events.NotificationFailed)
            yield Line(event.occurred_at, moment(event.occurred_at, city, language), text, is_bad=is_bad)


def _message(event: NotificationEvent, city: City, language: str, words: Words) -> str:
    values = {"person": event.recipient, "by": in_words(event.transport), "level": event.level}
    match event:
        case events.NotificationFailed():
            return str((words.told.failed_over if event.fallback else words.told.failed).format(**values))
        case events.NotificationRerouted():
            unit = city.unit_name(event.wanted_unit, language)
            return str(words.told.rerouted.format(**values, role=in_words(event.wanted_role), unit=unit))
        case events.NotificationSkipped(reason=reason):
            why = words.told.why.get(reason.value, words.told.why.other)
            return str(words.told.skipped.format(**values, why=why))
    return str(words.told.delivered.format(**values))
