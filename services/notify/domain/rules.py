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
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineEvent,
    DeadlineReminder,
    Escalation,
    Event,
    InformationRequested,
)
from contracts.improvement_events import (
    ImprovementAgreed,
    ImprovementAssigned,
    ImprovementPostponed,
    ImprovementProposed,
)
from contracts.values import ClockScope, Method
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint
from services.notify.domain.improvement import PROPOSED, Improvement
from services.notify.domain.keys import Notifying
from services.notify.domain.subjects import Subject

OWED_TO_COMPLAINANTS = frozenset({ClockScope.STATUTORY.value, ClockScope.STEP.value})
"""Clocks of the whole complaint, and of what a complainant started. The others are between units."""
_APART = frozenset({"not_a_duplicate", "original_withdrawn"})
"""Why a duplicate stands on its own again."""
_MOVES = frozenset({Method.TRANSFER, Method.RECLASSIFIED, Method.POLICY_CHANGED})


def rules_for(event: Notifying, subject: Subject, city: City) -> Iterator[MessageRule]:
    """The rules that apply."""
    if _concerns_nobody(event):
        return
    for rule in city.messages.get(_heard_as(event, subject) or "", ()):
        if rule.to != CHANNEL_OF_THE_EVENT or _concerns_the_complainant(event, subject):
            yield rule


def is_asked_of_the_complainant(event: Event) -> bool:
    """Whether the complainant has to do something, and so hears of it even without wanting updates."""
    return isinstance(event, InformationRequested | DeadlineReminder)


def _heard_as(event: Notifying, subject: Subject) -> str | None:
    """The name of the event in rules. Who joins a complaint of somebody else hears what those hear whose complaint is
    merged into it.
    """
    if isinstance(subject, Improvement):
        return _heard_as_improvement(event, subject)
    if isinstance(event, ComplaintFiled) and event.duplicate_of is not None:
        return ComplaintMerged.kind()
    return event.kind()


def _heard_as_improvement(event: Notifying, improvement: Improvement) -> str | None:
    """Of a proposal, an agreement and a postponement people hear with the assignment, which has the deadlines."""
    match event:
        case ImprovementAssigned():
            return "improvement.proposed" if event.reason.code == PROPOSED else "improvement.agreed"
        case ImprovementProposed() | ImprovementAgreed() | ImprovementPostponed():
            return None
        case DeadlineApproaching():
            return f"improvement.{'decision' if improvement.is_proposal else 'deadline'}_approaching"
        case DeadlineEvent() if not isinstance(event, Escalation):
            return None
    return event.kind()


def _concerns_nobody(event: Notifying) -> bool:
    """An assignment that `continues` brings its unit no new complaint: what it has was corrected."""
    if isinstance(event, AssignmentEvent):
        return event.continues
    return isinstance(event, ComplaintRated) and event.stars > event.LOW_STARS


def _concerns_the_complainant(event: Notifying, subject: Subject) -> bool:
    """Of a move the complainant has heard when the unit gave it away, with the reason.

    Of a reopening they hear where a duplicate stands on its own again, for the others they have asked for or been told.
    """
    if isinstance(event, ComplaintReopened):
        return event.reason in _APART
    if isinstance(event, ComplaintAssigned):
        return event.method not in _MOVES
    if not isinstance(subject, Complaint):
        return False
    return not isinstance(event, DeadlineBreached) or subject.scope_of(event.clock) in OWED_TO_COMPLAINANTS
