"""What the other services' events change in a complaint: they may come in any order, and any of them twice.

When the complainant's time for something is over, or an improvement is done because of it, the system takes its step
here, together with the event that says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events import (
    AssignmentEvent,
    ClocksSet,
    ComplaintAssigned,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintSentToTriage,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineExpired,
    Event,
)
from contracts.improvement_events import ImprovementCredited
from contracts.values import Clock, ClockScope, Method
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.effects import NO_PROMISE, NOTHING_ESCALATED, Fields
from services.complaints.domain.lifecycle import Change, act
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.rights import THE_SYSTEM
from services.complaints.domain.steps import Credit


@dataclass(frozen=True, slots=True)
class Projected:
    """A complaint with its clocks. `breached` names the clocks that are overdue and still unmet.

    `steps` are the events of the steps that the system took, still to be published.
    """

    complaint: Complaint
    clocks: tuple[Clock, ...] = ()
    clocks_at: datetime | None = None
    clocks_assignment: int = 0
    breached: frozenset[str] = frozenset()
    event_ids: frozenset[str] = frozenset()
    steps: tuple[ComplaintEvent, ...] = ()


def apply_assignment(complaint: Complaint, event: AssignmentEvent) -> Complaint:
    """The complaint with its new unit; unchanged when a newer assignment is in force already.

    An open complaint begins anew with that unit: `assigned`, or `filed` when people at the triage desk decide; unless
    the same unit goes on where it was.
    """
    if event.assignment_number <= complaint.assignment_number:
        return complaint
    after = replace(
        complaint,
        unit=event.unit,
        assignment_number=event.assignment_number,
        reopen_within=event.policy.reopen_within,
        max_transfers=event.policy.max_transfers,
        promise_within=event.policy.promise_within,
        max_reclassifications=event.policy.max_reclassifications,
        wanted_assignment=max(complaint.wanted_assignment, event.assignment_number),
        version=complaint.version + 1,
    )
    return _gone_on(after, event) if event.continues else _arrived(after, complaint.unit, event)


def _gone_on(complaint: Complaint, event: AssignmentEvent) -> Complaint:
    """The stage goes on under the new number, and so does its ladder from where it was."""
    goes_on = complaint.stage_level and complaint.stage_level_of < event.assignment_number
    return replace(complaint, stage_level_of=event.assignment_number) if goes_on else complaint


def _arrived(complaint: Complaint, former: str | None, event: AssignmentEvent) -> Complaint:
    """At a unit where the work begins anew. Who loses it by a correction, or to the triage desk, has given it away."""
    has_moved = former is not None and former != event.unit
    gives_away = isinstance(event, ComplaintSentToTriage) or _is_corrected(event)
    gave_away = (former,) if has_moved and gives_away else ()
    moved: Fields = {}
    if complaint.is_open:
        moved |= {"state": State.ASSIGNED if isinstance(event, ComplaintAssigned) else State.FILED, "state_seq": 0}
    if complaint.stage_level_of < event.assignment_number:
        moved["stage_level"] = 0
    if not complaint.statutory_level:
        moved |= NO_PROMISE
    return replace(
        complaint,
        **moved,
        refused_by=tuple(dict.fromkeys((*complaint.refused_by, *gave_away))),
        delegated_to=None,
        assignee=None,
    )


def _is_corrected(event: AssignmentEvent) -> bool:
    return isinstance(event, ComplaintAssigned) and event.method is Method.RECLASSIFIED


def project(
    projected: Projected, events: Iterable[Event], organisation: Organisation
) -> tuple[Projected, tuple[Event, ...]]:
    """The complaint after those events that it did not have yet, and these events in the order given."""
    new: list[Event] = []
    for event in events:
        if event.id not in projected.event_ids:
            new.append(event)
            after = _project_one(projected, event, organisation)
            projected = replace(after, event_ids=projected.event_ids | {event.id})
    return projected, tuple(new)


def _project_one(projected: Projected, event: Event, organisation: Organisation) -> Projected:
    if isinstance(event, AssignmentEvent):
        return replace(projected, complaint=apply_assignment(projected.complaint, event))
    if isinstance(event, ComplaintEscalated):
        return replace(projected, complaint=_escalate(projected.complaint, event))
    if isinstance(event, DeadlineExpired):
        return _expire(projected, event, organisation)
    if isinstance(event, ImprovementCredited):
        return _credit(projected, event, organisation)
    if isinstance(event, ClocksSet):
        return _set_clocks(projected, event)
    if isinstance(event, DeadlineBreached | DeadlineBreachWithdrawn):
        return _breach(projected, event)
    return projected


def _set_clocks(projected: Projected, event: ClocksSet) -> Projected:
    if _is_older_than_clocks(projected, event):
        return projected
    overdue = frozenset(clock.name for clock in event.clocks if clock.is_overdue)
    return replace(
        projected,
        complaint=projected.complaint if overdue else _nothing_owed(projected.complaint),
        clocks=event.clocks,
        clocks_at=event.occurred_at,
        clocks_assignment=event.assignment_number,
        breached=overdue,
    )


def _nothing_owed(complaint: Complaint) -> Complaint:
    """What had to be escalated was done, if late."""
    return replace(complaint, **NOTHING_ESCALATED, version=complaint.version + 1) if complaint.level else complaint


def _breach(projected: Projected, event: DeadlineBreached | DeadlineBreachWithdrawn) -> Projected:
    if _is_older_than_clocks(projected, event):
        return projected
    only = frozenset({event.clock})
    return replace(
        projected,
        breached=projected.breached | only if isinstance(event, DeadlineBreached) else projected.breached - only,
    )


def _escalate(complaint: Complaint, event: ComplaintEscalated) -> Complaint:
    """The level stands until the complaint is answered or moves on. A promise that was not kept is over."""
    if not complaint.is_open:
        return complaint
    if event.ladder is ClockScope.STATUTORY:
        raised: Fields = {"statutory_level": max(complaint.statutory_level, event.level)}
    elif event.assignment_number < max(complaint.assignment_number, complaint.stage_level_of):
        return complaint
    else:
        before = complaint.stage_level if complaint.stage_level_of == event.assignment_number else 0
        raised = {"stage_level": max(before, event.level), "stage_level_of": event.assignment_number}
    is_broken = complaint.promised_until is not None and complaint.promised_until <= event.occurred_at
    return replace(complaint, **raised, **(NO_PROMISE if is_broken else {}), version=complaint.version + 1)


def _expire(projected: Projected, event: DeadlineExpired, organisation: Organisation) -> Projected:
    """The time that began with the step that led to the state is over: the system closes, if the policy says so."""
    complaint = projected.complaint
    if event.started_seq != complaint.state_seq:
        return projected
    complaint = replace(complaint, expired_seq=event.started_seq, version=complaint.version + 1)
    step = Step(ACTIONS["close"], THE_SYSTEM, event.on_expiry, trace=event.trace)
    change = act(complaint, step, event.occurred_at, organisation) if event.on_expiry else None
    if not isinstance(change, Change):
        return replace(projected, complaint=complaint)
    return replace(projected, complaint=change.complaint, steps=(*projected.steps, change.event))


def _credit(projected: Projected, event: ImprovementCredited, organisation: Organisation) -> Projected:
    """The system says that an improvement is done because of it; of one that was withdrawn nobody wants to hear."""
    credit = Credit(event.subject, event.action, event.unit)
    step = Step(ACTIONS["credit"], THE_SYSTEM, credit=credit, trace=event.trace)
    change = act(projected.complaint, step, event.occurred_at, organisation)
    if not isinstance(change, Change):
        return projected
    return replace(projected, complaint=change.complaint, steps=(*projected.steps, change.event))


def _is_older_than_clocks(projected: Projected, event: ClocksSet | DeadlineBreached | DeadlineBreachWithdrawn) -> bool:
    if projected.clocks_at is None:
        return False
    return (event.assignment_number, event.occurred_at) < (projected.clocks_assignment, projected.clocks_at)
