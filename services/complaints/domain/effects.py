"""What a step changes in a complaint beyond its state, and what its event says beyond who, when and why."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from contracts.events import (
    ComplaintCredited,
    ComplaintDelegated,
    ComplaintEvent,
    ComplaintMerged,
    ComplaintRated,
    ComplaintReclassified,
    ComplaintReopened,
    ComplaintSurveyed,
    ComplaintTransferred,
    ContributionGiven,
    ContributionRequested,
    DecisionUpheld,
    EscalationAcknowledged,
    PolicyChanged,
)
from contracts.values import Mode, SurveyScores
from services.complaints.domain.actions import Step
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.rights import contributing_unit, decides_for_triage


@dataclass(frozen=True, slots=True)
class Taking:
    """A step that is taken now, on the complaint as it was before."""

    complaint: Complaint
    step: Step
    now: datetime
    organisation: Organisation

    @property
    def is_decision(self) -> bool:
        """Whether the triage desk takes it."""
        return decides_for_triage(self.step.by, self.organisation)

    @property
    def contributor(self) -> str:
        """The unit whose part is given; the rules have made sure that there is one."""
        return contributing_unit(self.step.by, self.complaint, self.organisation) or ""


Fields = dict[str, Any]

NO_PROMISE: Fields = {"promised_until": None, "promise_moves": 0}
NOTHING_ESCALATED: Fields = {"stage_level": 0, "statutory_level": 0, **NO_PROMISE}


def _answer(taking: Taking) -> Fields:
    """Whoever was asked to contribute or to look again no longer has to."""
    return {"answered_at": taking.now, "contributors": (), "review_pending": False, **NOTHING_ESCALATED}


def _close(taking: Taking) -> Fields:
    """Closed without an answer, the time for reopening counts from here."""
    answered_at = taking.complaint.answered_at
    return {**_answer(taking), "answered_at": answered_at or taking.now, "closed_unanswered": answered_at is None}


def _settle(taking: Taking) -> Fields:
    """Who never had a policy of its own has the time of its original."""
    original = taking.step.original
    within = taking.complaint.reopen_within or (original.reopen_within if original else None)
    return {**_close(taking), "reopen_within": within}


def _reopen(taking: Taking) -> Fields:
    """What was history is alive again, with all that follows. What was shown so far is no proof, and makes room."""
    complaint = taking.complaint
    number = complaint.assignment_number + 1
    again: Fields = {"wanted_assignment": number, "answered_at": None, "rating": None, "duplicate_of": None}
    if complaint.routing_input.mode is Mode.HISTORY:
        again["routing_input"] = complaint.routing_input.model_copy(update={"mode": None})
    return {**again, "added_before": 0, "added_after": 0, "proofs": 0, "closed_unanswered": False}


def _merge(taking: Taking) -> Fields:
    """Whoever worked on it, was asked for a part or to look again works on the other one, if anybody does."""
    over = {"contributors": (), "review_pending": False, "delegated_to": None, "assignee": None, **NOTHING_ESCALATED}
    return {"duplicate_of": taking.step.into, **over}


def _transfer(taking: Taking) -> Fields:
    """What units pass on is counted, and remembered; what the triage desk gives or is given is not counted."""
    complaint, step = taking.complaint, taking.step
    counts = taking.organisation.triage_unit not in (complaint.unit, step.to_unit) and not taking.is_decision
    gave_away = () if taking.is_decision or complaint.unit is None else (complaint.unit,)
    return {
        "wanted_assignment": complaint.assignment_number + 1,
        "transfers": complaint.transfers + counts,
        "refused_by": tuple(dict.fromkeys((*complaint.refused_by, *gave_away))),
        "is_bound": taking.is_decision,
        "review_pending": False,
        "delegated_to": None,
        "assignee": None,
    }


def _reclassify(taking: Taking) -> Fields:
    complaint, step = taking.complaint, taking.step
    corrected = {name: value for name in ("category", "area") if (value := getattr(step, name)) is not None}
    return {
        "wanted_assignment": complaint.assignment_number + 1,
        "routing_input": complaint.routing_input.model_copy(update=corrected),
        "reclassifications": complaint.reclassifications + (not taking.is_decision),
    }


def _change_policy(taking: Taking) -> Fields:
    complaint = taking.complaint
    return {
        "wanted_assignment": complaint.assignment_number + 1,
        "routing_input": complaint.routing_input.model_copy(update={"policy": taking.step.policy}),
    }


def _delegate(taking: Taking) -> Fields:
    to_unit = taking.step.to_unit
    return {
        "delegated_to": to_unit if to_unit != taking.complaint.unit else None,
        "assignee": taking.step.to_person,
    }


def _request_contribution(taking: Taking) -> Fields:
    return {"contributors": (*taking.complaint.contributors, taking.step.to_unit)}


def _contribute(taking: Taking) -> Fields:
    complaint, unit = taking.complaint, taking.contributor
    return {
        "contributors": tuple(each for each in complaint.contributors if each != unit),
        "contributed": tuple(dict.fromkeys((*complaint.contributed, unit))),
    }


def _request_review(taking: Taking) -> Fields:
    return {"review_pending": True, "reviews": taking.complaint.reviews + 1}


def _acknowledge_escalation(taking: Taking) -> Fields:
    complaint = taking.complaint
    moves = complaint.promise_moves + (complaint.promised_until is not None)
    return {"promised_until": taking.step.promised_until, "promise_moves": moves}


EFFECTS: Mapping[str, Callable[[Taking], Fields]] = {
    "resolve": _answer,
    "reject": _answer,
    "withdraw": lambda taking: {
        "contributors": (),
        "review_pending": False,
        "duplicate_of": None,
        **NOTHING_ESCALATED,
    },
    "confirm": _close,
    "close": _close,
    "reopen": _reopen,
    "merge": _merge,
    "unmerge": _reopen,
    "settle": _settle,
    "rejoin": lambda taking: {"duplicate_of": taking.step.into, "answered_at": None, "rating": None},
    "transfer": _transfer,
    "reclassify": _reclassify,
    "change_policy": _change_policy,
    "delegate": _delegate,
    "request_contribution": _request_contribution,
    "contribute": _contribute,
    "request_review": _request_review,
    "uphold": lambda taking: {"review_pending": False},
    "acknowledge_escalation": _acknowledge_escalation,
    "comment": lambda taking: {"comments": taking.complaint.comments + 1},
    "rate": lambda taking: {"rating": taking.step.stars},
    "survey": lambda taking: {"surveyed_at": taking.now},
}
"""The fields of the complaint that an action changes, by its name."""


def _transferred(after: Complaint, taking: Taking) -> Fields:
    return {
        "routing_input": after.routing_input,
        "from_unit": after.unit,
        "to_unit": taking.step.to_unit,
        "transfers": max(1, after.transfers),
        "max_transfers": after.max_transfers,
        "is_binding": taking.is_decision,
    }


def _reclassified(after: Complaint, taking: Taking) -> Fields:
    before = taking.complaint
    return {
        "routing_input": after.routing_input,
        "unit": after.unit,
        "previous_category": before.routing_input.category,
        "previous_area": before.routing_input.area,
        "refused_by": before.refused_by if not taking.is_decision else (),
        "is_binding": before.is_bound and not taking.is_decision,
    }


def _delegated(after: Complaint, _taking: Taking) -> Fields:
    return {"unit": after.unit, "to_unit": after.delegated_to, "to_person": after.assignee}


SAID: Mapping[type[ComplaintEvent], Callable[[Complaint, Taking], Fields]] = {
    ComplaintTransferred: _transferred,
    ComplaintReclassified: _reclassified,
    ComplaintDelegated: _delegated,
    ComplaintMerged: lambda after, _: {"into": after.duplicate_of},
    ComplaintReopened: lambda after, _: {"routing_input": after.routing_input, "unit": after.unit},
    PolicyChanged: lambda after, taking: {
        "routing_input": after.routing_input,
        "unit": after.unit,
        "policy": taking.step.policy,
    },
    ContributionRequested: lambda _, taking: {"unit": taking.step.to_unit},
    ContributionGiven: lambda _, taking: {"unit": taking.contributor},
    DecisionUpheld: lambda after, _: {"unit": after.unit},
    EscalationAcknowledged: lambda after, _: {"promised_until": after.promised_until, "moves": after.promise_moves},
    ComplaintRated: lambda after, _: {"stars": after.rating},
    ComplaintCredited: lambda _, taking: asdict(taking.step.credit) if taking.step.credit else {},
    ComplaintSurveyed: lambda after, taking: {
        "unit": after.unit,
        "scores": SurveyScores.model_validate(taking.step.scores),
        "answered_via": taking.step.via,
    },
}
"""The fields of its own that an event has, from the complaint as it is after the step."""
