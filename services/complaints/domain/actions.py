"""The lifecycle as one table: what is done, from which states, to which state, and which event says so.

A new action is one row here, its name in the rows of `rights`, one event in `contracts` and its words in `texts`.
"""

from dataclasses import dataclass

from contracts import events
from services.complaints.domain.complaint import OPEN, State
from services.complaints.domain.rights import Principal


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done. `target` of None leaves the state as it is.

    `reasons` are the published codes that may be given; without one the first is taken, unless `reason_required`.
    """

    name: str
    sources: frozenset[State]
    target: State | None
    event: type[events.ComplaintEvent]
    reasons: tuple[str, ...]
    reason_required: bool = False
    text_required: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """An action that somebody wants to take. `to_unit` is for transfers only. Free text stays outside of it."""

    action: Action
    by: Principal
    reason: str | None = None
    to_unit: str | None = None
    has_text: bool = False
    trace: str | None = None


_WITH_A_UNIT = frozenset({State.FILED, State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS})
"""An officer sees `filed` only at the triage desk: elsewhere a complaint without a unit is nobody's to act on."""

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
        "request_information",
        frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS}),
        State.NEEDS_INFORMATION,
        events.InformationRequested,
        ("details_missing", "location_unclear", "proof_missing"),
    ),
    Action(
        "resolve",
        frozenset({State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS}),
        State.RESOLVED,
        events.ComplaintResolved,
        ("work_done", "information_given", "referred"),
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
    ),
    Action(
        "transfer",
        _WITH_A_UNIT,
        None,
        events.ComplaintTransferred,
        ("not_responsible", "wrong_area", "wrong_category", "other_expertise", "triage_decision"),
        reason_required=True,
    ),
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
        text_required=True,
    ),
    Action(
        "withdraw",
        OPEN,
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
)

ACTIONS: dict[str, Action] = {action.name: action for action in _TABLE}


def actions_of(who: Principal) -> tuple[str, ...]:
    """The names of what they may do at all."""
    return tuple(name for name in ACTIONS if name in who.rights.actions)
