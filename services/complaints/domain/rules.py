"""Whether a step may be taken: who may, then what the state and the time allow, then what was given with it."""

from datetime import datetime

from services.complaints.domain.actions import ACTIONS, Action, Step
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal, may_act_on, roles_with, waits_for_assignment
from services.complaints.domain.units import Units


def possible_actions(complaint: Complaint, who: Principal, now: datetime, units: Units) -> tuple[str, ...]:
    """The names of what they may do now: each would be accepted with proper input, every other one refused."""
    return tuple(name for name, action in ACTIONS.items() if _obstacle(complaint, action, who, now, units) is None)


def refusal_of(complaint: Complaint, step: Step, now: datetime, units: Units) -> Refusal | None:
    """The first reason why the step may not be taken, or None."""
    obstacle = _obstacle(complaint, step.action, step.by, now, units)
    if obstacle is not None:
        return _explained(obstacle, complaint, step, possible_actions(complaint, step.by, now, units))
    return _wrong_reason(step) or _wrong_unit(complaint, step, units) or _missing_text(step)


def _obstacle(complaint: Complaint, action: Action, who: Principal, now: datetime, units: Units) -> str | None:
    """The code of what stands in the way whatever is given with the action."""
    if action.name not in who.rights.actions:
        return "wrong_actor"
    if not may_act_on(who, complaint, units):
        return "other_unit"
    if complaint.state not in action.sources:
        return "wrong_state"
    if waits_for_assignment(who) and complaint.awaits_assignment:
        return "assignment_pending"
    if action.name == "reopen" and not complaint.can_be_reopened_at(now):
        return "reopen_window_over"
    return None


_EXPLANATIONS = {
    "wrong_actor": ("{action} is for the {roles}", "ask them to do it"),
    "other_unit": ("the complaint is with another unit", "leave it to that unit"),
    "wrong_state": ("{action} is not possible while the complaint is {state}", "possible now: {possible}"),
    "assignment_pending": ("the responsible unit is being determined", "read the complaint again in a moment"),
    "reopen_window_over": ("the complaint could be reopened until {until}", "file a new complaint"),
}
"""What each obstacle means, and what to do instead."""


def _explained(obstacle: str, complaint: Complaint, step: Step, possible: tuple[str, ...]) -> Refusal:
    until = complaint.reopen_until
    words = {
        "action": step.action.name,
        "roles": roles_with(step.action.name),
        "state": complaint.state.value,
        "possible": ", ".join(possible) or "nothing",
        "until": until.isoformat(timespec="seconds") if until else "its answer",
    }
    detail, remedy = _EXPLANATIONS[obstacle]
    return Refusal(obstacle, detail.format(**words), remedy.format(**words))


def _wrong_reason(step: Step) -> Refusal | None:
    action, known = step.action, ", ".join(step.action.reasons)
    if step.reason is None and action.reason_required:
        return Refusal("reason_required", f"{action.name} needs a reason", f"give one of: {known}", "reason")
    if step.reason is not None and step.reason not in action.reasons:
        return Refusal("reason_unknown", f"{action.name} knows no such reason", f"give one of: {known}", "reason")
    return None


def _wrong_unit(complaint: Complaint, step: Step, units: Units) -> Refusal | None:
    to_unit = step.to_unit
    if step.action.name != "transfer":
        unexpected = Refusal("unit_not_expected", f"{step.action.name} names no unit", "leave to_unit out", "to_unit")
        return None if to_unit is None else unexpected
    if to_unit is None and complaint.unit == units.triage_unit:
        return Refusal("unit_required", "the triage desk decides who it is", "name the unit", "to_unit")
    if to_unit == complaint.unit:
        return Refusal("same_unit", "the complaint is already there", "name another unit", "to_unit")
    if to_unit is not None and to_unit not in units.units:
        return Refusal("unit_unknown", "the city has no such unit", "name one of the city's units", "to_unit")
    return None


def _missing_text(step: Step) -> Refusal | None:
    if step.action.text_required and not step.has_text:
        return Refusal("text_required", f"{step.action.name} needs a text", "write what the unit asked for", "text")
    return None
