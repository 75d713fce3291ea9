"""What a unit's first response is: the first step that tells the complainant that somebody works on it, or how it ends.

A transfer is none: it says only that another unit will.
"""

from collections.abc import Iterable

from contracts.events import (
    ComplaintAcknowledged,
    ComplaintEvent,
    ComplaintRejected,
    ComplaintResolved,
    ComplaintStarted,
    InformationRequested,
    ProgressReported,
)
from services.complaints.domain.complaint import Complaint

RESPONSES: tuple[type[ComplaintEvent], ...] = (
    ComplaintAcknowledged,
    ComplaintStarted,
    ProgressReported,
    InformationRequested,
    ComplaintResolved,
    ComplaintRejected,
)


def is_first_response(before: Complaint, event: ComplaintEvent, earlier: Iterable[object]) -> bool:
    """Whether the event is the first of its kind in the life of a complaint; trials and history have none.

    `earlier` are the events before it; they are looked at only if that matters.
    """
    if before.routing_input.mode is not None or not isinstance(event, RESPONSES):
        return False
    return not any(isinstance(each, RESPONSES) for each in earlier)
