"""What messages are about, in one place: what is known of each kind, and which of their events wait or are answered."""

from collections.abc import Mapping

from contracts.events import Event
from services.notify.domain import complaint, finding, improvement
from services.notify.domain.complaint import Complaint
from services.notify.domain.finding import Finding
from services.notify.domain.improvement import Improvement
from services.notify.domain.keys import Notifying
from services.notify.domain.kinds import COMPLAINT, FINDING, IMPROVEMENT, Key

Subject = Complaint | Finding | Improvement
TYPES: Mapping[str, type[Complaint] | type[Finding] | type[Improvement]] = {
    COMPLAINT: Complaint,
    FINDING: Finding,
    IMPROVEMENT: Improvement,
}
"""What is known of a thing, by its kind. Which kind an event is about, its topic says."""


def unknown(key: Key) -> Subject:
    """What is known of something before its first event: its id."""
    return TYPES[key.about](key.id)


def key_of(subject: Subject) -> Key:
    """The kind and the id of what is known."""
    return Key(next(kind for kind, type_ in TYPES.items() if isinstance(subject, type_)), subject.id)


def after(subject: Subject, event: Event) -> Subject:
    """What is known after an event."""
    match subject:
        case Complaint():
            return complaint.after(subject, event)
        case Improvement():
            return improvement.after(subject, event)
        case Finding():
            return finding.after(subject, event)


def awaits(event: Event, subject: Subject) -> bool:
    """Whether what the event follows has not been read yet: the filing or proposal, or the assignment in force.

    Then it is not known whose affair it is, or what it is about. The topics are read side by side, so an event may come
    before what it follows. A finding says all of itself.
    """
    if not isinstance(event, Notifying) or isinstance(subject, Finding):
        return False
    is_begun = subject.proposal is not None if isinstance(subject, Improvement) else subject.seq > 0
    return getattr(event, "assignment_number", 0) > subject.assignment_number or not is_begun
