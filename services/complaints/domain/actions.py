"""The lifecycle as one table: what is done, from which states, to which state, and which event says so.

A new action is one row here, its name in the rows of `rights`, one event in `contracts` and its words in `texts`.
"""

from contracts import events
from services.complaints.domain.complaint import OPEN, State
from services.complaints.domain.rights import Principal
from services.complaints.domain.steps import GIVEN, Action, Step

__all__ = ["ACTIONS", "GIVEN", "Action", "Step", "actions_of"]


_WITH_A_UNIT = frozenset({State.FILED, State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS})
"""An officer sees `filed` only at the triage desk: elsewhere a complaint without a unit is nobody's to act on."""
_WORKED_ON = frozenset({State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS})
_ANY = frozenset(State)
_MESSAGE, _NOTE, _TEXT = frozenset({"message"}), frozenset({"note"}), frozenset({"text"})
_INTO = frozenset({"into"})

_TABLE = (
    Action(
        "acknowledge",
        frozenset({State.FILED, State.ASSIGNED}),
        State.ACKNOWLEDGED,
        events.ComplaintAcknowledged,
        ("taken_on",),
    ),
    Action(
        "start",
        frozenset({State.ASSIGNED, State.ACKNOWLEDGED}),
        State.IN_PROGRESS,
        events.ComplaintStarted,
        ("work_begun",),
    ),
    Action(
        "report_progress",
        _WITH_A_UNIT | {State.NEEDS_INFORMATION},
        None,
        events.ProgressReported,
        ("work_continues", "work_planned", "waits_for_others"),
        needs=_MESSAGE,
    ),
    Action(
        "request_information",
        frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS}),
        State.NEEDS_INFORMATION,
        events.InformationRequested,
        ("details_missing", "location_unclear", "proof_missing"),
        needs=_MESSAGE,
    ),
    Action(
        "resolve",
        _WORKED_ON | {State.NEEDS_INFORMATION},
        State.RESOLVED,
        events.ComplaintResolved,
        ("work_done", "information_given", "referred"),
        needs=_MESSAGE,
    ),
    Action(
        "reject",
        _WITH_A_UNIT | {State.NEEDS_INFORMATION},
        State.REJECTED,
        events.ComplaintRejected,
        (
            "not_a_complaint",
            "outside_city",
            "already_reported",
            "already_handled",
            "not_verifiable",
            "no_reply",
            "abusive",
        ),
        reason_required=True,
        needs=_MESSAGE,
    ),
    Action(
        "transfer",
        _WITH_A_UNIT,
        None,
        events.ComplaintTransferred,
        ("not_responsible", "wrong_area", "wrong_category", "other_expertise", "triage_decision"),
        reason_required=True,
        takes=frozenset({"to_unit"}),
    ),
    Action(
        "reclassify",
        _WITH_A_UNIT,
        None,
        events.ComplaintReclassified,
        ("wrong_category", "wrong_area", "details_known"),
        reason_required=True,
        takes=frozenset({"category", "area"}),
    ),
    Action(
        "delegate",
        _WITH_A_UNIT | {State.NEEDS_INFORMATION},
        None,
        events.ComplaintDelegated,
        ("disposition", "taken_back"),
        takes=frozenset({"to_unit", "to_person"}),
    ),
    Action(
        "request_contribution",
        _WITH_A_UNIT | {State.NEEDS_INFORMATION},
        None,
        events.ContributionRequested,
        ("concerns_both", "opinion_needed", "data_needed"),
        needs=_NOTE | {"to_unit"},
    ),
    Action("contribute", OPEN, None, events.ContributionGiven, ("contributed", "cannot_contribute"), needs=_NOTE),
    Action(
        "request_review",
        _WORKED_ON,
        None,
        events.ReviewRequested,
        ("not_responsible", "wrong_area", "other_expertise"),
        reason_required=True,
        needs=_NOTE,
    ),
    Action("uphold", _WITH_A_UNIT | {State.NEEDS_INFORMATION}, None, events.DecisionUpheld, ("decision_stands",)),
    Action(
        "acknowledge_escalation",
        OPEN,
        None,
        events.EscalationAcknowledged,
        ("answer_promised", "waits_for_others", "more_time_needed"),
        needs=_NOTE | {"promised_until"},
    ),
    Action(
        "change_policy",
        _WITH_A_UNIT,
        None,
        events.PolicyChanged,
        ("law_changed", "supervisory_content", "put_under_wrong_policy"),
        reason_required=True,
        needs=frozenset({"policy"}),
    ),
    Action(
        "merge",
        _WITH_A_UNIT | {State.NEEDS_INFORMATION},
        State.DUPLICATE,
        events.ComplaintMerged,
        ("duplicate_same_place", "duplicate_same_text", "same_complainant"),
        reason_required=True,
        needs=_INTO,
    ),
    Action(
        "unmerge",
        frozenset({State.DUPLICATE}),
        State.REOPENED,
        events.ComplaintReopened,
        ("not_a_duplicate", "original_withdrawn"),
    ),
    Action("note", _ANY, None, events.ComplaintNoted, ("noted",), needs=_NOTE),
    Action(
        "reopen",
        frozenset({State.RESOLVED, State.REJECTED, State.CLOSED}),
        State.REOPENED,
        events.ComplaintReopened,
        ("not_fixed", "recurred", "new_information", "decided_by_mistake"),
    ),
    Action(
        "reply",
        frozenset({State.NEEDS_INFORMATION}),
        State.IN_PROGRESS,
        events.InformationProvided,
        ("replied",),
        needs=_TEXT,
    ),
    Action("comment", _ANY, None, events.CommentAdded, ("commented",), needs=_TEXT),
    Action(
        "withdraw",
        OPEN | {State.DUPLICATE},
        State.WITHDRAWN,
        events.ComplaintWithdrawn,
        ("no_longer_needed", "filed_by_mistake", "solved_otherwise"),
    ),
    Action(
        "confirm",
        frozenset({State.RESOLVED}),
        State.CLOSED,
        events.ComplaintClosed,
        ("content",),
    ),
    Action(
        "rate",
        frozenset({State.RESOLVED, State.CLOSED}),
        None,
        events.ComplaintRated,
        ("rated",),
        needs=frozenset({"stars"}),
    ),
    Action(
        "survey",
        frozenset({State.REJECTED, State.CLOSED}),
        None,
        events.ComplaintSurveyed,
        ("surveyed",),
        needs=frozenset({"scores"}),
    ),
    Action(
        "credit",
        _ANY - {State.WITHDRAWN},
        None,
        events.ComplaintCredited,
        ("improvement_done",),
        needs=frozenset({"credit"}),
    ),
    Action(
        "close",
        frozenset({State.NEEDS_INFORMATION, State.RESOLVED}),
        State.CLOSED,
        events.ComplaintClosed,
        ("no_reply", "not_objected"),
        reason_required=True,
    ),
    Action(
        "settle",
        frozenset({State.DUPLICATE}),
        State.CLOSED,
        events.ComplaintClosed,
        ("original_resolved", "original_rejected", "original_closed", "original_withdrawn"),
        reason_required=True,
    ),
    Action(
        "rejoin",
        frozenset({State.DUPLICATE, State.CLOSED}),
        State.DUPLICATE,
        events.ComplaintMerged,
        ("original_reopened", "original_merged"),
        reason_required=True,
        needs=_INTO,
    ),
)

ACTIONS: dict[str, Action] = {action.name: action for action in _TABLE}


def actions_of(who: Principal) -> tuple[str, ...]:
    """The names of what they may do at all."""
    return tuple(name for name in ACTIONS if name in who.rights.actions)
