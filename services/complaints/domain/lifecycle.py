"""Files a complaint and takes its steps: `(complaint, step, now) -> Change`, or the `Refusal` that says why not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.events import ComplaintEvent, ComplaintFiled, ComplaintReopened, ComplaintTransferred
from contracts.ids import event_id
from contracts.values import RoutingInput
from services.complaints.domain.actions import Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal
from services.complaints.domain.rules import refusal_of
from services.complaints.domain.units import Units


@dataclass(frozen=True, slots=True)
class Change:
    """A complaint as it stands from now on, and the event that says so."""

    complaint: Complaint
    event: ComplaintEvent


def file(complaint_id: str, routing_input: RoutingInput, by: Principal, trace: str | None = None) -> Change | Refusal:
    """A new complaint; its event is dated `routing_input.filed_at`."""
    if not by.rights.may_file:
        return Refusal("wrong_actor", "complaints are handed in by channels", "hand it in through a channel")
    complaint = Complaint(complaint_id, routing_input, State.FILED, version=1, seq=1)
    event = ComplaintFiled(
        id=event_id(complaint_id, ComplaintFiled.kind(), 1),
        subject=complaint_id,
        occurred_at=routing_input.filed_at,
        trace=trace,
        seq=1,
        assignment_number=0,
        actor=by.actor,
        routing_input=routing_input,
    )
    return Change(complaint, event)


def act(complaint: Complaint, step: Step, now: datetime, units: Units) -> Change | Refusal:
    """Take the step. What the triage desk gives or is given is not counted as a transfer."""
    refusal = refusal_of(complaint, step, now, units)
    if refusal is not None:
        return refusal
    changes = _CHANGES.get(step.action.name, _no_changes)(complaint, step, now, units.triage_unit)
    after = replace(
        complaint,
        state=step.action.target or complaint.state,
        version=complaint.version + 1,
        seq=complaint.seq + 1,
        **changes,
    )
    return Change(after, _event(after, complaint, step, now))


def _event(after: Complaint, before: Complaint, step: Step, now: datetime) -> ComplaintEvent:
    kind = step.action.event
    return kind(
        id=event_id(before.id, kind.kind(), after.seq),
        subject=before.id,
        occurred_at=now,
        trace=step.trace,
        seq=after.seq,
        assignment_number=before.assignment_number,
        actor=step.by.actor,
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
        "max_transfers": after.max_transfers,
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
