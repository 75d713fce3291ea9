"""Whether a step may be taken: who may, then what the state and the time allow, then what was given with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.complaints.domain.actions import ACTIONS, Action, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.inputs import wrong_input
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import (
    Principal,
    actions_on,
    decides_for_triage,
    roles_with,
    waits_for_assignment,
)
from services.complaints.domain.survey import survey_obstacle

MAX_COMMENTS = 20
MAX_CONTRIBUTORS = 5
MAX_REVIEWS = 1


def possible_actions(
    complaint: Complaint, who: Principal, now: datetime, organisation: Organisation
) -> tuple[str, ...]:
    """The names of what they may do now: each would be accepted with proper input, every other one refused."""
    open_to = actions_on(who, complaint, organisation)
    return tuple(
        name
        for name, action in ACTIONS.items()
        if name in open_to and _situation(_Attempt(complaint, action, who, now, organisation)) is None
    )


def refusal_of(complaint: Complaint, step: Step, now: datetime, organisation: Organisation) -> Refusal | None:
    """The first reason why the step may not be taken, or None."""
    obstacle = _obstacle(_Attempt(complaint, step.action, step.by, now, organisation))
    if obstacle is not None:
        return _explained(obstacle, complaint, step, possible_actions(complaint, step.by, now, organisation))
    return wrong_input(complaint, step, now, organisation)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Somebody wants to take an action, whatever is given with it."""

    complaint: Complaint
    action: Action
    by: Principal
    now: datetime
    organisation: Organisation

    @property
    def is_by_the_triage_desk(self) -> bool:
        """Whether the people decide whose decision binds."""
        return decides_for_triage(self.by, self.organisation)


def _obstacle(attempt: _Attempt) -> str | None:
    """The code of what stands in the way."""
    name = attempt.action.name
    if name not in attempt.by.rights.actions:
        return "wrong_actor"
    if name not in actions_on(attempt.by, attempt.complaint, attempt.organisation):
        return _OWN_STANDING.get(name, "other_unit")
    return _situation(attempt)


def _situation(attempt: _Attempt) -> str | None:
    """What stands in the way of somebody to whom the action is open: the state, or what else it depends on."""
    complaint, name = attempt.complaint, attempt.action.name
    if complaint.state not in attempt.action.sources:
        return "wrong_state"
    if waits_for_assignment(attempt.by) and complaint.awaits_assignment:
        return "assignment_pending"
    return _OBSTACLES[name](attempt) if name in _OBSTACLES else None


_OWN_STANDING = {"contribute": "not_asked", "uphold": "no_review"}
"""Actions that do not belong to the responsible unit, with what its absence is called."""


def _reopen(attempt: _Attempt) -> str | None:
    return None if attempt.complaint.can_be_reopened_at(attempt.now) else "reopen_window_over"


def _transfer(attempt: _Attempt) -> str | None:
    return "decision_binds" if attempt.complaint.is_bound and not attempt.is_by_the_triage_desk else None


def _reclassify(attempt: _Attempt) -> str | None:
    limit = attempt.complaint.max_reclassifications
    if attempt.is_by_the_triage_desk or limit is None or attempt.complaint.reclassifications < limit:
        return None
    return "too_many_reclassifications"


def _request_review(attempt: _Attempt) -> str | None:
    complaint = attempt.complaint
    if not complaint.is_bound:
        return "not_bound"
    return "reviewed_already" if complaint.review_pending or complaint.reviews >= MAX_REVIEWS else None


def _request_contribution(attempt: _Attempt) -> str | None:
    return "too_many_contributors" if len(attempt.complaint.contributors) >= MAX_CONTRIBUTORS else None


def _acknowledge_escalation(attempt: _Attempt) -> str | None:
    return None if attempt.complaint.level else "not_escalated"


def _resolve(attempt: _Attempt) -> str | None:
    complaint = attempt.complaint
    is_shown = complaint.proofs or not attempt.organisation.needs_proof(complaint.routing_input.category)
    return None if is_shown else "proof_missing"


def _comment(attempt: _Attempt) -> str | None:
    return "too_many_comments" if attempt.complaint.comments >= MAX_COMMENTS else None


def _rate(attempt: _Attempt) -> str | None:
    """Changeable until closing; what was closed unrated can be rated once, as long as it can be reopened."""
    complaint = attempt.complaint
    if complaint.state is State.RESOLVED:
        return None
    may_rate = complaint.rating is None and complaint.can_be_reopened_at(attempt.now)
    return None if may_rate else "rating_closed"


_OBSTACLES: Mapping[str, Callable[[_Attempt], str | None]] = {
    "resolve": _resolve,
    "reopen": _reopen,
    "transfer": _transfer,
    "reclassify": _reclassify,
    "request_review": _request_review,
    "request_contribution": _request_contribution,
    "acknowledge_escalation": _acknowledge_escalation,
    "comment": _comment,
    "rate": _rate,
    "survey": lambda attempt: survey_obstacle(attempt.complaint),
}
"""What else an action depends on."""

EXPLANATIONS = {
    "wrong_actor": ("{action} is for the {roles}", "ask them to do it"),
    "other_unit": ("the complaint is with another unit", "leave it to that unit"),
    "not_asked": ("your unit was not asked for its part", "the responsible unit asks with request_contribution"),
    "no_review": ("no review was asked for", "transfer what the triage desk has to decide"),
    "wrong_state": ("{action} is not possible while the complaint is {state}", "possible now: {possible}"),
    "assignment_pending": ("the responsible unit is being determined", "read the complaint again in a moment"),
    "reopen_window_over": ("the complaint could be reopened until {until}", "file a new complaint"),
    "decision_binds": (
        "the triage desk has decided that the complaint stays with your unit",
        "answer it; if that cannot be right, ask once with request_review",
    ),
    "proof_missing": (
        "complaints of this category are resolved with a photo of the result",
        "add one to its attachments with phase=after, then resolve it",
    ),
    "not_bound": ("the triage desk did not decide this assignment", "transfer the complaint instead"),
    "reviewed_already": ("the triage desk was asked once already, and its answer binds", "answer the complaint"),
    "too_many_reclassifications": (
        "category and area were corrected as often as the policy allows",
        "transfer it without naming a unit: the triage desk decides",
    ),
    "too_many_contributors": (
        f"{MAX_CONTRIBUTORS} units contribute already",
        "wait for their parts, or transfer the complaint",
    ),
    "not_escalated": ("nobody had to hear of this complaint", "there is nothing to acknowledge; note or reopen it"),
    "too_many_comments": (f"the complaint has {MAX_COMMENTS} comments already", "wait for the unit's next step"),
    "rating_closed": ("the answer was rated already, or the time for it is over", "file a new complaint if it recurs"),
    "survey_answered": ("the survey was answered on {surveyed}", "nothing more has to be done; it counts once"),
    "survey_of_duplicate": (
        "the complaint went the way of another one, whose complainant is asked",
        "rate the answer instead, or comment",
    ),
    "survey_without_answer": ("no unit of the city has answered this complaint", "comment on it instead"),
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
        "surveyed": complaint.surveyed_at.isoformat(timespec="seconds") if complaint.surveyed_at else "",
    }
    detail, remedy = EXPLANATIONS[obstacle]
    return Refusal(obstacle, detail.format(**words), remedy.format(**words))
