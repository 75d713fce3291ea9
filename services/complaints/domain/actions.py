"""The lifecycle as one table: who may do what, from which states, to which state, and which event says so.

A new action is one row here, one event in `contracts` and its words in `texts`.
"""

from dataclasses import dataclass

from contracts import events
from contracts.values import ActorKind
from services.complaints.domain.complaint import OPEN, State

OFFICER = frozenset({ActorKind.OFFICER})
COMPLAINANT = frozenset({ActorKind.COMPLAINANT})


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that people do. `target` of None leaves the state as it is.

    `reasons` are the published codes that may be given; without one the first is taken, unless `reason_required`.
    """

    name: str
    by: frozenset[ActorKind]
    sources: frozenset[State]
    target: State | None
    event: type[events.ComplaintEvent]
    reasons: tuple[str, ...]
    reason_required: bool = False


_WITH_A_UNIT = frozenset({State.FILED, State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS})
"""An officer sees `filed` only at the triage desk: elsewhere a complaint without a unit is nobody's to act on."""

_TABLE = (
    Action(
        "acknowledge",
        OFFICER,
        frozenset({State.FILED, State.ASSIGNED}),
        State.ACKNOWLEDGED,
        events.ComplaintAcknowledged,
        ("taken_on",),
    ),
    Action(
        "start",
        OFFICER,
        frozenset({State.ASSIGNED, State.ACKNOWLEDGED}),
        State.IN_PROGRESS,
        events.ComplaintStarted,
        ("work_begun",),
    ),
    Action(
        "request_information",
        OFFICER,
        frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS}),
        State.NEEDS_INFORMATION,
        events.InformationRequested,
        ("details_missing", "location_unclear", "proof_missing"),
    ),
    Action(
        "resolve",
        OFFICER,
        frozenset({State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS}),
        State.RESOLVED,
        events.ComplaintResolved,
        ("work_done", "information_given", "referred"),
    ),
    Action(
        "reject",
        OFFICER,
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
        OFFICER,
        _WITH_A_UNIT,
        None,
        events.ComplaintTransferred,
        ("not_responsible", "wrong_area", "wrong_category", "other_expertise", "triage_decision"),
        reason_required=True,
    ),
    Action(
        "reopen",
        OFFICER | COMPLAINANT,
        frozenset({State.RESOLVED, State.REJECTED, State.CLOSED}),
        State.REOPENED,
        events.ComplaintReopened,
        ("not_fixed", "recurred", "new_information", "decided_by_mistake"),
    ),
    Action(
        "reply",
        COMPLAINANT,
        frozenset({State.NEEDS_INFORMATION}),
        State.IN_PROGRESS,
        events.InformationProvided,
        ("replied",),
    ),
    Action(
        "withdraw",
        COMPLAINANT,
        OPEN,
        State.WITHDRAWN,
        events.ComplaintWithdrawn,
        ("no_longer_needed", "filed_by_mistake", "solved_otherwise"),
    ),
    Action(
        "confirm",
        COMPLAINANT,
        frozenset({State.RESOLVED}),
        State.CLOSED,
        events.ComplaintClosed,
        ("content",),
    ),
)

ACTIONS: dict[str, Action] = {action.name: action for action in _TABLE}


def actions_of(kind: ActorKind) -> tuple[str, ...]:
    """The names of what this kind of actor may do at all."""
    return tuple(action.name for action in _TABLE if kind in action.by)


def possible_now(state: State, kind: ActorKind) -> tuple[str, ...]:
    """The names of what this kind of actor may do from `state`."""
    return tuple(action.name for action in _TABLE if kind in action.by and state in action.sources)
