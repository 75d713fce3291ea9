"""The timeline of a complaint in words, derived from all its events whenever somebody reads it."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from contracts.codec import UnknownEvent, decode
from contracts.events import (
    AssignmentEvent,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReopened,
    DeadlineEvent,
    Event,
)
from services.complaints import texts
from services.complaints.city import City
from services.complaints.record import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """One step. `seq` is the number of the intake API's event, None for another service's event."""

    at: datetime
    type: str
    text: str
    unit: str | None = None
    seq: int | None = None
    message: str | None = None


def timeline(record: Record, city: City, language: str) -> list[Entry]:
    """All that a reader is shown, the earliest first. What has no words (clocks, deliveries) is left out."""
    messages = {remark.seq: remark.message for remark in record.remarks}
    others = [_entry(event, _unit_of(event), city, language) for event in _known(record.other_events)]
    shown = [entry for entry in (*_own(record, messages, city, language), *others) if entry is not None]
    return sorted(shown, key=lambda entry: entry.at)


def _own(record: Record, messages: dict[int, str | None], city: City, language: str) -> Iterable[Entry | None]:
    for event in _known(record.events):
        if isinstance(event, ComplaintEvent):
            entry = _entry(event, _unit_of(event), city, language)
            yield entry and _numbered(entry, event.seq, messages.get(event.seq))


def _known(bodies: Iterable[bytes]) -> Iterable[Event]:
    """The events that this version can read; after a roll-back some may be newer."""
    for body in bodies:
        with suppress(UnknownEvent):
            yield decode(body)


def _numbered(entry: Entry, seq: int, message: str | None) -> Entry:
    return Entry(entry.at, entry.type, entry.text, entry.unit, seq, message)


def _entry(event: Event, unit: str | None, city: City, language: str) -> Entry | None:
    pattern = texts.of(language).events.get(event.kind())
    if pattern is None:
        return None
    words = {"unit": city.unit_name(unit, language), **_words(event, city, language)}
    return Entry(event.occurred_at, event.kind(), pattern.format(**words), unit)


def _words(event: Event, city: City, language: str) -> dict[str, str]:
    if isinstance(event, ComplaintEvent):
        return {"reason": texts.of(language).reasons.get(event.reason or "", event.reason or "")}
    if isinstance(event, ComplaintEscalated):
        return {"level": str(event.level)}
    if isinstance(event, DeadlineEvent):
        return {"clock": city.clock_title(event.clock, language)}
    return {}


def _unit_of(event: Event) -> str | None:
    if isinstance(event, ComplaintFiled):
        return None
    if isinstance(event, ComplaintReopened | AssignmentEvent | DeadlineEvent):
        return event.unit
    return event.actor.unit if isinstance(event, ComplaintEvent) else None
