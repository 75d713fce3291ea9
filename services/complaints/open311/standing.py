"""How a complaint stands, in Open311's terms: open or closed, since when, and the words for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from city.files.policies import ClockDefinition
from contracts import events
from contracts.events import AssignmentEvent, ComplaintEvent, Event
from contracts.values import Clock, ClockRule, ClockStatus
from services.complaints import texts
from services.complaints.city import City
from services.complaints.record import Record
from services.complaints.timeline import known_events, timeline_for_everybody

OPEN, CLOSED = "open", "closed"

_ANSWERS = frozenset({"resolved", "rejected"})
_ASSIGNED = tuple(model.kind().encode() for model in (events.ComplaintAssigned, events.ComplaintSentToTriage))
_SAID_BESIDE = (events.CommentAdded, events.ComplaintRated, events.ComplaintSurveyed)
"""Steps that leave a complaint as it stands: they date it, and do not explain its status."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`notes` explain the status, `updated_at` is the latest change that everybody is shown. Of one that is closed it
    is when it was closed.
    """

    status: str
    notes: str
    updated_at: datetime


class _Event(NamedTuple):
    body: bytes
    event: Event


def standing(record: Record, city: City, language: str) -> Standing:
    """What is said right after a step: a transfer and the assignment that follows it are said together."""
    complaint, shown = record.complaint, texts.of(language).events
    own = _shown(reversed(record.events), shown.keys())
    if not complaint.is_open:
        closing = next((each for each in own if _seq(each.event) == complaint.state_seq), None)
        explaining, updated_at = ([closing], closing.event.occurred_at) if closing else ([], None)
    else:
        latest = next(own, None)
        moving = latest
        while moving is not None and isinstance(moving.event, _SAID_BESIDE):
            moving = next(own, None)
        explaining = _latest([moving, _assignment(record)])
        moments = [each.event.occurred_at for each in (latest, *explaining) if each]
        updated_at = max(moments, default=None)
    return Standing(
        OPEN if complaint.is_open else CLOSED,
        _words(explaining, record, city, language),
        updated_at or complaint.routing_input.filed_at,
    )


def status_after(event_type: str, before: str) -> str:
    """The status once an event of this kind has happened."""
    if event_type in _CLOSING:
        return CLOSED
    return OPEN if event_type == events.ComplaintReopened.kind() else before


_CLOSING = frozenset(
    model.kind()
    for model in (
        events.ComplaintResolved,
        events.ComplaintRejected,
        events.ComplaintWithdrawn,
        events.ComplaintClosed,
    )
)


def expected_at(record: Record, city: City) -> datetime | None:
    """When it will be dealt with: the deadline that only an answer meets. None while that clock is paused, or unset."""
    clocks = [each for each in record.clocks if _ends_with_answer(each, city)]
    live = [each for each in clocks if each.status in (ClockStatus.RUNNING, ClockStatus.PAUSED)]
    if any(each.status is ClockStatus.PAUSED for each in live):
        return None
    return max((each.due_at for each in live or clocks if each.due_at is not None), default=None)


def _ends_with_answer(clock: Clock, city: City) -> bool:
    rule = city.policies.clocks.get(clock.name)
    is_the_units = clock.owed_by is None and clock.unit is None
    return rule is not None and is_the_units and only_an_answer_meets(rule)


def only_an_answer_meets(rule: ClockDefinition | ClockRule) -> bool:
    """Whether it is the clock of the matter as a whole, not of a step on the way."""
    return "resolved" in rule.met_by and set(rule.met_by) <= _ANSWERS


def _shown(bodies: Iterable[bytes], shown: Iterable[str]) -> Iterator[_Event]:
    """Own events that everybody is shown."""
    for body in bodies:
        for event in known_events([body]):
            if event.kind() in shown:
                yield _Event(body, event)


def _seq(event: Event) -> int | None:
    return event.seq if isinstance(event, ComplaintEvent) else None


def _assignment(record: Record) -> _Event | None:
    """The one that holds. Of all other services' events only such are read: there may be hundreds of others."""
    number = record.complaint.assignment_number
    for body in reversed(record.other_events):
        if any(kind in body for kind in _ASSIGNED):
            for event in known_events([body]):
                if isinstance(event, AssignmentEvent) and event.assignment_number == number:
                    return _Event(body, event)
    return None


def _latest(found: Iterable[_Event | None]) -> list[_Event]:
    """What happened last. An assignment is dated by the step that it follows from: then these are both."""
    there = [each for each in found if each is not None]
    last = max((each.event.occurred_at for each in there), default=None)
    return [each for each in there if each.event.occurred_at == last]


def _words(explaining: Iterable[_Event], record: Record, city: City, language: str) -> str:
    own = tuple(each.body for each in explaining if isinstance(each.event, ComplaintEvent))
    others = tuple(each.body for each in explaining if not isinstance(each.event, ComplaintEvent))
    narrowed = replace(record, events=own, other_events=others, remarks=())
    return " ".join(entry.text for entry in timeline_for_everybody(narrowed, city, language))
