"""A complaint that was over in another system before it came in: its filing and its end are its first two events."""

from dataclasses import replace

from contracts.events import ComplaintClosed, ComplaintEnd, ComplaintRejected, ComplaintWithdrawn
from contracts.history import PastEnd
from contracts.ids import event_id
from contracts.values import Mode
from services.complaints.domain.complaint import State
from services.complaints.domain.lifecycle import Change
from services.complaints.domain.rights import THE_SYSTEM

_ENDS: dict[str, type[ComplaintEnd]] = {
    State.CLOSED: ComplaintClosed,
    State.REJECTED: ComplaintRejected,
    State.WITHDRAWN: ComplaintWithdrawn,
}


def already_over(filed: Change, end: PastEnd) -> Change:
    """The complaint that was `filed` as it ended, and the event of its end. Nobody acted here: the actor is the system.

    Without the date of its end it cannot be reopened, for the time for that is not known to run.
    """
    before, kind = filed.complaint, _ENDS[end.state]
    seq = before.seq + 1
    complaint = replace(
        before, state=State(end.state), version=before.version + 1, seq=seq, state_seq=seq, answered_at=end.closed_at
    )
    event = kind(
        id=event_id(before.id, kind.kind(), seq),
        subject=before.id,
        occurred_at=end.closed_at or before.routing_input.filed_at,
        trace=filed.event.trace,
        seq=seq,
        assignment_number=before.assignment_number,
        actor=THE_SYSTEM.actor,
        reason=end.reason,
        mode=Mode.HISTORY,
        is_undated=True if end.closed_at is None else None,
    )
    return Change(complaint, event)
