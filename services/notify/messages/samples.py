"""Samples of what templates are given: by kind of event its variables; views that know everything, or very little."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, TypeVar

from contracts.values import Target
from services.notify.domain.kinds import COMPLAINT, FINDING, IMPROVEMENT
from services.notify.messages.view import ActionView, Deadline, FindingView, Happened, Shown, View

AT = datetime(2026, 3, 2, 3, 15, tzinfo=UTC)
LATE = ((3, "working_days"), (2, "hours"))
DEADLINE = Deadline("clock", "title", AT, 1, LATE, ((7, "hours"),))

_EVERY: Mapping[str, Any] = {"step": "sample", "occurred_at": AT, "unit": "unit", "role": "role", "post_unit": "unit"}
_STEP = {**_EVERY, "rerouted": None, "reason": None, "by": "officer"}
_DUE = {**_EVERY, "rerouted": None, "assignment_number": 1, "clock": "clock", "due_at": AT}
_ESCALATION = {
    **_DUE,
    "level": 1,
    "repeat": 0,
    "ladder": "stage",
    "overdue": [{"clock": "clock", "due_at": AT}],
    "asked": "clock",
    "next_at": None,
    "is_last": True,
}
_ASSIGNMENT = {
    **_EVERY,
    "rerouted": None,
    "assignment_number": 1,
    "previous_unit": None,
    "filed_at": AT,
    "reason": "reason",
    "clocks": [{"name": "clock", "within": "P1D", "since": "assigned"}],
    "first_role": "role",
}
_EFFECT = {
    **_STEP,
    "verdict": "no_effect_seen",
    "months": 3,
    "measure": "late_share",
    "scale": "difference",
    **dict.fromkeys(("before", "after", "expected", "change", "low", "high"), 0.5),
}
_FINDING = {
    **_EVERY,
    "rerouted": None,
    "pattern": "late",
    **dict.fromkeys(("category", "area", "about_unit", "word"), "code"),
    "since": "2026-01-05",
    "observed": 0.5,
    "expected": 0.25,
    "complaints": 31,
}
SAMPLES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "complaint.filed": _STEP,
        "complaint.assigned": _ASSIGNMENT,
        "complaint.sent_to_triage": _ASSIGNMENT,
        "complaint.information_requested": _STEP,
        "complaint.information_provided": _STEP,
        "complaint.comment_added": _STEP,
        "complaint.transferred": {**_STEP, "from_unit": "unit", "to_unit": None},
        "complaint.escalation_acknowledged": {**_STEP, "promised_until": AT},
        "complaint.resolved": _STEP,
        "complaint.rejected": _STEP,
        "complaint.reopened": _STEP,
        "complaint.merged": _STEP,
        "complaint.withdrawn": _STEP,
        "complaint.closed": _STEP,
        "complaint.rated": {**_STEP, "stars": 1},
        "complaint.credited": _STEP,
        "deadline.approaching": _DUE,
        "deadline.breached": _DUE,
        "deadline.reminder": {**_DUE, "channel": "channel"},
        "complaint.escalated": _ESCALATION,
        "finding.opened": _FINDING,
        "improvement.proposed": _ASSIGNMENT,
        "improvement.decision_approaching": _DUE,
        "improvement.agreed": _ASSIGNMENT,
        "improvement.declined": _STEP,
        "improvement.deadline_approaching": _DUE,
        "improvement.escalated": _ESCALATION,
        "improvement.done": _STEP,
        "improvement.dropped": _STEP,
        "improvement.effect_judged": _EFFECT,
    }
)
"""Variables as the events of each kind have them, with those that say who gets the message."""

_KNOWN: Mapping[str, Any] = {
    "number": "456789ab",
    "is_reopened": True,
    "is_urgent": True,
    "invites_to_survey": True,
    "leaders_are_told": True,
    "can_promise": True,
    "has_link": True,
    "late": LATE,
    "overdue": (DEADLINE,),
    "upcoming": (DEADLINE,),
    "steps": (Happened(AT, "assigned", "unit", "reason", None, None),),
    "rerouted": None,
    **dict.fromkeys(("filed_at", "answer_until", "reply_until", "object_until", "promise"), AT),
}
_BARE: Mapping[str, Any] = {
    "number": "456789ab",
    **dict.fromkeys(
        ("is_reopened", "is_urgent", "invites_to_survey", "leaders_are_told", "can_promise", "has_link"), False
    ),
    **dict.fromkeys(("late", "overdue", "upcoming", "steps"), ()),
}


_OF_ACTION: Mapping[str, Any] = {
    **_KNOWN, "target": Target(measure="late_share", start=0.5, goal=0.25), "is_proposal": True, "is_moved": True,
    "steps": (), **dict.fromkeys(("starts_at", "finish_at", "decide_until"), AT),
}  # fmt: skip
_BARE_ACTION: Mapping[str, Any] = {**_BARE, "is_proposal": False, "is_moved": False}
_OF_FINDING: Mapping[str, Any] = {**_OF_ACTION, "since": date(2026, 1, 5), "overdue": (), "upcoming": (), "late": ()}

SomeView = TypeVar("SomeView", bound=Shown)


def _view(kind: type[SomeView], known: Mapping[str, Any], otherwise: Callable[[str], Any]) -> SomeView:
    return kind(**{field.name: known.get(field.name, otherwise(field.name)) for field in fields(kind)})


FULL_VIEW = _view(View, _KNOWN, lambda name: name)
BARE_VIEW = _view(View, _BARE, lambda name: None)
FULL_ACTION = _view(ActionView, _OF_ACTION, lambda name: name)
BARE_ACTION = _view(ActionView, _BARE_ACTION, lambda name: None)
FULL_FINDING = _view(FindingView, _OF_FINDING, lambda name: name)
BARE_FINDING = _view(FindingView, _BARE, lambda name: None)
_VIEWS: Mapping[str, tuple[Shown, Shown]] = {
    COMPLAINT: (FULL_VIEW, BARE_VIEW),
    IMPROVEMENT: (FULL_ACTION, BARE_ACTION),
    FINDING: (FULL_FINDING, BARE_FINDING),
}


def views_of(event: str | None) -> tuple[Shown, Shown]:
    """The views for messages about events of this kind, by its name in rules: one that knows everything, one little."""
    return _VIEWS.get((event or "").partition(".")[0], _VIEWS[COMPLAINT])
