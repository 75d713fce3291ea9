"""Which messages an event asks for: those that the city's rules name for its kind, where they apply to it."""

from collections.abc import Iterator

from city.files.notifications import CHANNEL_OF_THE_EVENT, MessageRule
from contracts.events import (
    AssignmentEvent,
    ComplaintAssigned,
    ComplaintRated,
    DeadlineBreached,
    DeadlineReminder,
    Event,
    InformationRequested,
)
from contracts.values import ClockScope, Method
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint
from services.notify.domain.keys import Notifying

OWED_TO_COMPLAINANTS = frozenset({ClockScope.STATUTORY.value, ClockScope.STEP.value})
"""Clocks of the whole complaint, and of what a complainant started. The others are between units."""
_MOVES = frozenset({Method.TRANSFER, Method.RECLASSIFIED, Method.POLICY_CHANGED})


def rules_for(event: Notifying, complaint: Complaint, city: City) -> Iterator[MessageRule]:
    """The rules that apply."""
    if _concerns_nobody(event):
        return
    for rule in city.messages.get(event.kind(), ()):
        if rule.to != CHANNEL_OF_THE_EVENT or _concerns_the_complainant(event, complaint):
            yield rule


def is_asked_of_the_complainant(event: Event) -> bool:
    """Whether the complainant has to do something, and so hears of it even without wanting updates."""
    return isinstance(event, InformationRequested | DeadlineReminder)


def _concerns_nobody(event: Notifying) -> bool:
    """An assignment that `continues` brings its unit no new complaint: what it has was corrected."""
    if isinstance(event, AssignmentEvent):
        return event.continues
    return isinstance(event, ComplaintRated) and event.stars > event.LOW_STARS


def _concerns_the_complainant(event: Notifying, complaint: Complaint) -> bool:
    """Of a move the complainant has heard when the unit gave it away, with the reason."""
    if isinstance(event, ComplaintAssigned):
        return event.method not in _MOVES
    return not isinstance(event, DeadlineBreached) or complaint.scope_of(event.clock) in OWED_TO_COMPLAINANTS
