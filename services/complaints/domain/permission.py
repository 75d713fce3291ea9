"""The rules around the table of actions. The first that a step breaks is raised as `Refused`."""

from datetime import datetime, timedelta

from contracts.values import Actor, ActorKind
from services.complaints.domain.actions import Action, possible_now
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.refusals import Refused

REOPEN_WITHIN = timedelta(days=14)
"""Since the answer; ten working days as a citizen reads a calendar."""


def check(
    complaint: Complaint,
    action: Action,
    actor: Actor,
    reason: str | None,
    to_unit: str | None,
    now: datetime,
    triage_unit: str,
) -> None:
    """Return when the step may be taken; raises `Refused` with the first reason why not."""
    _check_actor(complaint, action, actor)
    _check_state(complaint, action, actor)
    _check_reason(action, reason)
    if action.name == "transfer":
        _check_transfer(complaint, to_unit, triage_unit)
    elif to_unit is not None:
        raise Refused("unit_not_expected", f"{action.name} names no unit", "leave to_unit out", "to_unit")
    if action.name == "reopen":
        _check_window(complaint, now)


def _check_actor(complaint: Complaint, action: Action, actor: Actor) -> None:
    if actor.kind not in action.by:
        allowed = " or ".join(sorted(kind.value for kind in action.by))
        raise Refused("wrong_actor", f"{action.name} is for the {allowed}", "ask them to do it")
    if actor.kind is ActorKind.OFFICER and (actor.unit is None or actor.unit != complaint.unit):
        raise Refused("other_unit", "the complaint is with another unit", "leave it to that unit")


def _check_state(complaint: Complaint, action: Action, actor: Actor) -> None:
    if complaint.state not in action.sources:
        possible = ", ".join(possible_now(complaint.state, actor.kind)) or "nothing"
        detail = f"{action.name} is not possible while the complaint is {complaint.state.value}"
        raise Refused("wrong_state", detail, f"possible now: {possible}")
    if actor.kind is ActorKind.OFFICER and complaint.awaits_assignment:
        detail = "the responsible unit is being determined"
        raise Refused("assignment_pending", detail, "read the complaint again in a moment")


def _check_reason(action: Action, reason: str | None) -> None:
    known = ", ".join(action.reasons)
    if reason is None and action.reason_required:
        raise Refused("reason_required", f"{action.name} needs a reason", f"give one of: {known}", "reason")
    if reason is not None and reason not in action.reasons:
        raise Refused("reason_unknown", f"{action.name} knows no such reason", f"give one of: {known}", "reason")


def _check_transfer(complaint: Complaint, to_unit: str | None, triage_unit: str) -> None:
    if to_unit == complaint.unit:
        raise Refused("same_unit", "the complaint is already there", "name another unit", "to_unit")
    if complaint.unit == triage_unit and to_unit is None:
        raise Refused("unit_required", "the triage desk decides who it is", "name the unit", "to_unit")


def _check_window(complaint: Complaint, now: datetime) -> None:
    if complaint.answered_at is None or now - complaint.answered_at > REOPEN_WITHIN:
        detail = f"a complaint can be reopened within {REOPEN_WITHIN.days} days of its answer"
        raise Refused("reopen_window_over", detail, "file a new complaint")
