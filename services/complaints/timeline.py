"""The timeline of a complaint in words, derived from all its events whenever somebody reads it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from city.entry import in_words
from contracts import events
from contracts.codec import UnknownEvent, decode
from contracts.events import Event
from contracts.values import Clock, ClockOwner, ClockStatus, Reason
from services.complaints import texts
from services.complaints.city import City
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.complaint import State
from services.complaints.record import Record
from services.complaints.variants import key_of
from web.dates import date_in_words

_KEPT_EVENTS = 4_096
"""Of a few kilobytes each."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One step, with the event's `id`. `seq` is the number of the intake API's event, None for another service's."""

    at: datetime
    type: str
    text: str
    unit: str | None = None
    seq: int | None = None
    message: str | None = None
    id: str = ""


def timeline(record: Record, city: City, language: str, for_staff: bool, names_people: bool = True) -> list[Entry]:
    """All that a reader is shown, the earliest first. What has no words (clocks, deliveries) is left out, and so is the
    unit of what was over before: it did nothing.

    Complainants are not shown what is between colleagues. Without `names_people` not even their ids are shown.
    """
    return _written(_Writer(record, city, language, for_staff, names_people))


def timeline_for_everybody(record: Record, city: City, language: str) -> list[Entry]:
    """What its complainant is shown, in words that speak of the complainant, not to them."""
    writer = _Writer(record, city, language, for_staff=False, names_people=False)
    known = texts.of(language)
    writer.sentences = known.events | {key: known.staff[key] for key in known.events.keys() & known.staff.keys()}
    return _written(writer)


def _written(writer: "_Writer") -> list[Entry]:
    shown = [entry for event in writer.events if (entry := writer.entry(event)) is not None]
    return sorted(shown, key=lambda entry: entry.at)


def with_original(own: list[Entry], record: Record, original: Record | None, city: City, language: str) -> list[Entry]:
    """The timeline of a duplicate: its own, and what units have done with its original since it was merged.

    What is between units and the complainant of the original stays with that one; so do its messages but for answers
    and news of the work, which are the same for both.
    """
    since = _merged_at(record)
    if original is None or since is None:
        return own
    shared = [
        replace(entry, seq=None, message=entry.message if entry.type in _ANSWERING else None)
        for entry in timeline(original, city, language, for_staff=False, names_people=False)
        if entry.type in _SHARED and entry.at >= since
    ]
    return sorted([*own, *shared], key=lambda entry: entry.at)


def _merged_at(record: Record) -> datetime | None:
    """Since when it goes the way of its original, whichever that was at first."""
    since: datetime | None = None
    for event in known_events(record.events):
        if isinstance(event, events.ComplaintMerged) or _joins(event):
            since = since or event.occurred_at
        elif isinstance(event, events.ComplaintReopened):
            since = None
    return since


def _joins(event: Event) -> bool:
    """Whether it goes the way of another one from its filing on."""
    return isinstance(event, events.ComplaintFiled) and event.duplicate_of is not None


_ANSWERING = frozenset(
    model.kind() for model in (events.ProgressReported, events.ComplaintResolved, events.ComplaintRejected)
)
_SHARED = _ANSWERING | frozenset(
    model.kind()
    for model in (
        events.ComplaintAcknowledged,
        events.ComplaintStarted,
        events.ComplaintTransferred,
        events.ComplaintReopened,
        events.EscalationAcknowledged,
        events.ComplaintAssigned,
        events.ComplaintSentToTriage,
        events.DeadlineBreached,
    )
)


class _Writer:
    """Finds the sentence for each event of one complaint, for one reader."""

    def __init__(self, record: Record, city: City, language: str, for_staff: bool, names_people: bool) -> None:
        self._complaint, self._clocks = record.complaint, record.clocks
        self._city, self._language, self._for_staff = city, language, for_staff
        self._names_people = names_people
        self._texts = texts.of(language)
        self.sentences = self._texts.events | (self._texts.staff if for_staff else {})
        self._messages = {remark.seq: remark.message for remark in record.remarks}
        own = [event for event in known_events(record.events) if isinstance(event, events.ComplaintEvent)]
        self.events: tuple[Event, ...] = (*own, *known_events(record.other_events))
        self._last: dict[type[Event], str] = {type(event): event.id for event in own}

    def entry(self, event: Event) -> Entry | None:
        """The event as a step of the timeline; None when this reader is not shown it."""
        if not self._for_staff and isinstance(event, events.DeadlineEvent) and self._city.is_between_units(event.clock):
            return None
        if isinstance(event, events.AssignmentEvent) and events.is_history(event):
            return None
        until = self._until(event)
        sentence = self.sentences.get(key_of(event, until is not None))
        if sentence is None:
            return None
        unit = _unit_of(event) or self._complaint.unit
        words = {"unit": self._name(unit), "until": "" if until is None else self._date(until)}
        text = sentence.format(**words, **self._words(event))
        seq = event.seq if isinstance(event, events.ComplaintEvent) else None
        message = self._messages.get(seq) if seq is not None else None
        return Entry(event.occurred_at, event.kind(), text, _unit_of(event), seq, message, event.id)

    def _words(self, event: Event) -> dict[str, str]:
        if isinstance(event, events.ComplaintEvent):
            return {"reason": self._reason(event.reason), **self._words_of_step(event)}
        if isinstance(event, events.AssignmentEvent):
            return {"why": self._why(event.reason)}
        if isinstance(event, events.DeadlineEvent):
            level = str(event.level) if isinstance(event, events.ComplaintEscalated) else ""
            return {"clock": self._city.clock_title(event.clock, self._language), "level": level}
        return {}

    def _words_of_step(self, event: events.ComplaintEvent) -> dict[str, str]:
        match event:
            case events.ComplaintReclassified(routing_input=corrected):
                category = self._city.category_name(corrected.category, self._language)
                return {"category": category, "area": self._city.area_name(corrected.area, self._language)}
            case events.ComplaintDelegated(to_unit=unit, to_person=person):
                named = person or "" if self._names_people else self._texts.pages.colleague
                return {"other": self._name(unit), "person": named}
            case events.ContributionRequested() | events.ContributionGiven() | events.DecisionUpheld():
                return {"other": self._name(event.unit)}
            case events.ComplaintRated(stars=stars):
                return {"stars": str(stars)}
        return {}

    def _reason(self, code: str | None) -> str:
        return self._texts.reasons.get(code or "", in_words(code or ""))

    def _why(self, reason: Reason) -> str:
        """What the rule of the city says, or what the code means."""
        said = self._city.rule_reason(reason.rule, self._language)
        return said or self._texts.assignments.get(reason.code, in_words(reason.code).capitalize())

    def _name(self, unit: str | None) -> str:
        return self._city.unit_name(unit, self._language)

    def _date(self, at: datetime) -> str:
        return date_in_words(at, self._language, self._city.zone)

    def _until(self, event: Event) -> datetime | None:
        """The day that a sentence may name: for steps of the past there is none any more."""
        match event:
            case events.DeadlineEvent():
                return event.due_at
            case events.EscalationAcknowledged():
                return event.promised_until
            case events.InformationRequested() | events.ComplaintResolved() if self._stands(event):
                return _due_by_complainant(self._clocks)
            case events.ComplaintRejected() | events.ComplaintClosed() if self._stands(event):
                return self._complaint.reopen_until
        return None

    def _stands(self, event: Event) -> bool:
        """Whether the complaint is still where this step has brought it."""
        return self._last[type(event)] == event.id and self._complaint.state is _STATES[type(event)]


_STATES: dict[type[Event], State] = {
    action.event: action.target for action in ACTIONS.values() if action.target is not None
}


def _due_by_complainant(clocks: Iterable[Clock]) -> datetime | None:
    """When the time of the complainant is over."""
    running = (each for each in clocks if each.owed_by is ClockOwner.COMPLAINANT)
    due = [each.due_at for each in running if each.status is ClockStatus.RUNNING and each.due_at is not None]
    return min(due, default=None)


def known_events(bodies: Iterable[bytes]) -> Iterator[Event]:
    """The events that this version can read; after a roll-back some may be newer."""
    return (event for event in map(_known, bodies) if event is not None)


@lru_cache(maxsize=_KEPT_EVENTS)
def _known(body: bytes) -> Event | None:
    """A page shows dozens of complaints and whoever works with it comes back to them; an event never changes."""
    try:
        return decode(body)
    except UnknownEvent:
        return None


def _unit_of(event: Event) -> str | None:
    if isinstance(event, events.ComplaintFiled):
        return None
    if isinstance(
        event, events.ComplaintReopened | events.ComplaintCredited | events.AssignmentEvent | events.DeadlineEvent
    ):
        return event.unit
    return event.actor.unit if isinstance(event, events.ComplaintEvent) else None
