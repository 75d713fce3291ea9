"""What the other services state about a complaint, taken into its record: any order, any fact twice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events import (
    AssignmentEvent,
    ClocksSet,
    ComplaintAssigned,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    Event,
)
from contracts.values import Clock, ClockStatus
from services.complaints.domain.complaint import Complaint, State

_LIVE = frozenset({ClockStatus.RUNNING, ClockStatus.PAUSED})


@dataclass(frozen=True, slots=True)
class Board:
    """A complaint with its clocks. `breached` names the clocks that are overdue and still unmet."""

    complaint: Complaint
    clocks: tuple[Clock, ...] = ()
    clocks_at: datetime | None = None
    clocks_assignment: int = 0
    breached: frozenset[str] = frozenset()
    fact_ids: frozenset[str] = frozenset()


def apply_assignment(complaint: Complaint, event: AssignmentEvent) -> Complaint:
    """The complaint with its new unit; unchanged when a newer assignment is in force already.

    An open complaint begins anew with that unit: `assigned`, or `filed` when people at the triage desk decide.
    """
    if event.assignment_number <= complaint.assignment_number:
        return complaint
    arrival = State.ASSIGNED if isinstance(event, ComplaintAssigned) else State.FILED
    return replace(
        complaint,
        state=arrival if complaint.is_open else complaint.state,
        unit=event.unit,
        assignment_number=event.assignment_number,
        reopen_within=event.policy.reopen_within,
        wanted_assignment=max(complaint.wanted_assignment, event.assignment_number),
        version=complaint.version + 1,
    )


def absorb(board: Board, facts: Iterable[Event]) -> tuple[Board, tuple[Event, ...]]:
    """The board with all facts that it did not know yet, and these facts in the order given."""
    new: list[Event] = []
    for fact in facts:
        if fact.id not in board.fact_ids:
            new.append(fact)
            board = replace(_absorb_one(board, fact), fact_ids=board.fact_ids | {fact.id})
    return board, tuple(new)


def _absorb_one(board: Board, fact: Event) -> Board:
    if isinstance(fact, AssignmentEvent):
        return replace(board, complaint=apply_assignment(board.complaint, fact))
    if isinstance(fact, ClocksSet):
        return _set_clocks(board, fact)
    if isinstance(fact, DeadlineBreached | DeadlineBreachWithdrawn):
        return _breach(board, fact)
    return board


def _set_clocks(board: Board, fact: ClocksSet) -> Board:
    if _is_older_than_clocks(board, fact):
        return board
    overdue = frozenset(clock.name for clock in fact.clocks if clock.breached_at is not None and clock.status in _LIVE)
    return replace(
        board,
        clocks=fact.clocks,
        clocks_at=fact.occurred_at,
        clocks_assignment=fact.assignment_number,
        breached=overdue,
    )


def _breach(board: Board, fact: DeadlineBreached | DeadlineBreachWithdrawn) -> Board:
    if _is_older_than_clocks(board, fact):
        return board
    only = frozenset({fact.clock})
    return replace(
        board, breached=board.breached | only if isinstance(fact, DeadlineBreached) else board.breached - only
    )


def _is_older_than_clocks(board: Board, fact: ClocksSet | DeadlineBreached | DeadlineBreachWithdrawn) -> bool:
    if board.clocks_at is None:
        return False
    return (fact.assignment_number, fact.occurred_at) < (board.clocks_assignment, board.clocks_at)
