"""What the other services' events change in a complaint: they may come in any order, and any of them twice."""

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
class Projected:
    """A complaint with its clocks. `breached` names the clocks that are overdue and still unmet."""

    complaint: Complaint
    clocks: tuple[Clock, ...] = ()
    clocks_at: datetime | None = None
    clocks_assignment: int = 0
    breached: frozenset[str] = frozenset()
    event_ids: frozenset[str] = frozenset()


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
        max_transfers=event.policy.max_transfers,
        wanted_assignment=max(complaint.wanted_assignment, event.assignment_number),
        version=complaint.version + 1,
    )


def project(projected: Projected, events: Iterable[Event]) -> tuple[Projected, tuple[Event, ...]]:
    """The complaint after those events that it did not have yet, and these events in the order given."""
    new: list[Event] = []
    for event in events:
        if event.id not in projected.event_ids:
            new.append(event)
            projected = replace(_project_one(projected, event), event_ids=projected.event_ids | {event.id})
    return projected, tuple(new)


def _project_one(projected: Projected, event: Event) -> Projected:
    if isinstance(event, AssignmentEvent):
        return replace(projected, complaint=apply_assignment(projected.complaint, event))
    if isinstance(event, ClocksSet):
        return _set_clocks(projected, event)
    if isinstance(event, DeadlineBreached | DeadlineBreachWithdrawn):
        return _breach(projected, event)
    return projected


def _set_clocks(projected: Projected, event: ClocksSet) -> Projected:
    if _is_older_than_clocks(projected, event):
        return projected
    overdue = frozenset(clock.name for clock in event.clocks if clock.breached_at is not None and clock.status in _LIVE)
    return replace(
        projected,
        clocks=event.clocks,
        clocks_at=event.occurred_at,
        clocks_assignment=event.assignment_number,
        breached=overdue,
    )


def _breach(projected: Projected, event: DeadlineBreached | DeadlineBreachWithdrawn) -> Projected:
    if _is_older_than_clocks(projected, event):
        return projected
    only = frozenset({event.clock})
    return replace(
        projected,
        breached=projected.breached | only if isinstance(event, DeadlineBreached) else projected.breached - only,
    )


def _is_older_than_clocks(projected: Projected, event: ClocksSet | DeadlineBreached | DeadlineBreachWithdrawn) -> bool:
    if projected.clocks_at is None:
        return False
    return (event.assignment_number, event.occurred_at) < (projected.clocks_assignment, projected.clocks_at)
