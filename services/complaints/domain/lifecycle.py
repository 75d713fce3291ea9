"""Files a complaint and takes its steps: `(complaint, step, now) -> (complaint, event)`, or `Refused`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.events import ComplaintEvent, ComplaintFiled, ComplaintReopened, ComplaintTransferred
from contracts.ids import event_id
from contracts.values import Actor, ActorKind, RoutingInput
from services.complaints.domain.actions import Action
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.permission import check


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody wants to do. `to_unit` is for transfers only and has to be a unit that exists."""

    action: Action
    actor: Actor
    reason: str | None = None
    to_unit: str | None = None
    trace: str | None = None


def file(
    complaint_id: str, routing_input: RoutingInput, actor: Actor, trace: str | None = None
) -> tuple[Complaint, ComplaintFiled]:
    """A new complaint and the event that says so; its time is `routing_input.filed_at`."""
    complaint = Complaint(complaint_id, routing_input, State.FILED, version=1, seq=1)
    event = ComplaintFiled(
        id=event_id(complaint_id, ComplaintFiled.kind(), 1),
        subject=complaint_id,
        occurred_at=routing_input.filed_at,
        trace=trace,
        seq=1,
        assignment_number=0,
        actor=actor,
        routing_input=routing_input,
    )
    return complaint, event


def act(complaint: Complaint, step: Step, now: datetime, triage_unit: str) -> tuple[Complaint, ComplaintEvent]:
    """Take the step, or raise `Refused`. What `triage_unit` gives or is given is not counted as a transfer."""
    check(complaint, step.action, step.actor, step.reason, step.to_unit, now, triage_unit)
    changes = _CHANGES.get(step.action.name, _no_changes)(complaint, step, now, triage_unit)
    after = replace(
        complaint,
        state=step.action.target or complaint.state,
        version=complaint.version + 1,
        seq=complaint.seq + 1,
        **changes,
    )
    return after, _event(after, complaint, step, now)


def _event(after: Complaint, before: Complaint, step: Step, now: datetime) -> ComplaintEvent:
    kind = step.action.event
    return kind(
        id=event_id(before.id, kind.kind(), after.seq),
        subject=before.id,
        occurred_at=now,
        trace=step.trace,
        seq=after.seq,
        assignment_number=before.assignment_number,
        actor=step.actor,
        reason=step.reason or step.action.reasons[0],
        **_MORE.get(kind, _nothing_more)(after, step),
    )


def _answer(_complaint: Complaint, _step: Step, now: datetime, _triage: str) -> dict[str, Any]:
    return {"answered_at": now}


def _reopen(complaint: Complaint, _step: Step, _now: datetime, _triage: str) -> dict[str, Any]:
    return {"wanted_assignment": complaint.assignment_number + 1, "answered_at": None}


def _transfer(complaint: Complaint, step: Step, _now: datetime, triage: str) -> dict[str, Any]:
    """Counts how often units passed it on, to another or to nobody. After too many, routing asks the triage desk."""
    counts = triage not in (complaint.unit, step.to_unit)
    return {"wanted_assignment": complaint.assignment_number + 1, "transfers": complaint.transfers + counts}


def _no_changes(_complaint: Complaint, _step: Step, _now: datetime, _triage: str) -> dict[str, Any]:
    return {}


def _transferred(after: Complaint, step: Step) -> dict[str, Any]:
    return {
        "routing_input": after.routing_input,
        "from_unit": after.unit,
        "to_unit": step.to_unit,
        "transfers": max(1, after.transfers),
    }


def _reopened(after: Complaint, _step: Step) -> dict[str, Any]:
    return {"routing_input": after.routing_input, "unit": after.unit}


def _nothing_more(_after: Complaint, _step: Step) -> dict[str, Any]:
    return {}


_CHANGES: dict[str, Callable[[Complaint, Step, datetime, str], dict[str, Any]]] = {
    "resolve": _answer,
    "reject": _answer,
    "reopen": _reopen,
    "transfer": _transfer,
}
_MORE: dict[type[ComplaintEvent], Callable[[Complaint, Step], dict[str, Any]]] = {
    ComplaintTransferred: _transferred,
    ComplaintReopened: _reopened,
}

THE_COMPLAINANT = Actor(kind=ActorKind.COMPLAINANT)
"""Whoever holds the tracking code; opaque on purpose."""
