"""Who is expected to move next: every complaint that is not over has somebody, and that somebody can be named."""

from dataclasses import dataclass
from enum import StrEnum

from services.complaints.domain.complaint import Complaint, State


class Mover(StrEnum):
    """Who it is: a unit, the complainant, the triage desk that has a review to decide, or routing for a moment."""

    UNIT = "unit"
    COMPLAINANT = "complainant"
    TRIAGE = "triage"
    ROUTING = "routing"


@dataclass(frozen=True, slots=True)
class NextMove:
    """`unit` does the work, by `person` where one was named; both are None when it is not theirs."""

    by: Mover
    unit: str | None = None
    person: str | None = None


_OVER = frozenset({State.REJECTED, State.WITHDRAWN, State.CLOSED, State.DUPLICATE})
_WITH_THE_COMPLAINANT = frozenset({State.NEEDS_INFORMATION, State.RESOLVED})


def next_move(complaint: Complaint, triage_unit: str) -> NextMove | None:
    """Who has to do something now; None when it is over."""
    if complaint.state in _OVER:
        return None
    if complaint.awaits_assignment:
        return NextMove(Mover.ROUTING)
    if complaint.state in _WITH_THE_COMPLAINANT and not complaint.has_let_time_pass:
        return NextMove(Mover.COMPLAINANT)
    if complaint.review_pending:
        return NextMove(Mover.TRIAGE, triage_unit)
    return NextMove(Mover.UNIT, complaint.delegated_to or complaint.unit, complaint.assignee)
