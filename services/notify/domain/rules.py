"""Which messages an event asks for: those that the city's rules name for its kind, where they apply to it."""

from collections.abc import Iterator

from city.files.notifications import CHANNEL_OF_THE_EVENT, MessageRule
from contracts.events import (
    AssignmentEvent,
    ComplaintAssigned,
    ComplaintFiled,
    ComplaintMerged,
    ComplaintRated,
    ComplaintReopened,
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
_APART = frozenset({"not_a_duplicate", "original_withdrawn"})
"""Why a duplicate stands on its own again."""
_MOVES = frozenset({Method.TRANSFER, Method.RECLASSIFIED, Method.POLICY_CHANGED})


def rules_for(event: Notifying, complaint: Complaint, city: City) -> Iterator[MessageRule]:
    """The rules that apply."""
    if _concerns_nobody(event):
        return
    for rule in city.messages.get(_heard_as(event), ()):
        if rule.to != CHANNEL_OF_THE_EVENT or _concerns_the_complainant(event, complaint):
            yield rule


def is_asked_of_the_complainant(event: Event) -> bool:
    """Whether the complainant has to do something, and so hears of it even without wanting updates."""
    return isinstance(event, InformationRequested | DeadlineReminder)


def _heard_as(event: Notifying) -> str:
    """Who joins a complaint of somebody else hears what those hear whose complaint is merged into it."""
    if isinstance(event, ComplaintFiled) and event.duplicate_of is not None:
        return ComplaintMerged.kind()
    return event.kind()


def _concerns_nobody(event: Notifying) -> bool:
    """An assignment that `continues` brings its unit no new complaint: what it has was corrected."""
    if isinstance(event, AssignmentEvent):
        return event.continues
    return isinstance(event, ComplaintRated) and event.stars > event.LOW_STARS


def _concerns_the_complainant(event: Notifying, complaint: Complaint) -> bool:
    """Of a move the complainant has heard when the unit gave it away, with the reason.

    Of a reopening they hear where a duplicate stands on its own again, for the others they have asked for or been told.
    """
    if isinstance(event, ComplaintReopened):
        return event.reason in _APART
    if isinstance(event, ComplaintAssigned):
        return event.method not in _MOVES
    return not isinstance(event, DeadlineBreached) or complaint.scope_of(event.clock) in OWED_TO_COMPLAINANTS
