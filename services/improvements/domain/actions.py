"""What people do with improvement actions: what they propose, and the table of the steps that follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.improvement_events import (
    ImprovementAgreed,
    ImprovementDeclined,
    ImprovementDone,
    ImprovementDropped,
    ImprovementEvent,
    ImprovementLinked,
    ImprovementPostponed,
    ImprovementProgressReported,
    ImprovementStarted,
    LearningAssigned,
    LearningWithdrawn,
)
from contracts.values import About, Target
from services.improvements.domain.improvement import OPEN, Improvement, State
from services.improvements.domain.learning.assigned import Wanted
from services.improvements.domain.rights import Organisation, Principal, may


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody proposes. The times are aware."""

    action: str
    unit: str
    about: About
    target: Target
    starts_at: datetime
    due_at: datetime
    findings: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody wants to do: the name of an action in `ACTIONS`, with what it needs.

    `number` is that of the learning that is withdrawn.
    """

    action: str
    reason: str | None = None
    due_at: datetime | None = None
    complaints: tuple[str, ...] = ()
    learning: Wanted | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """From which states it leads where; None: where it was. Who may take it stands in `domain.rights`.

    One of its `reasons` has to be given where it has any, and none where it has none.
    """

    event: type[ImprovementEvent]
    from_states: frozenset[State]
    to: State | None = None
    reasons: tuple[str, ...] = ()


_AGAINST = ("no_budget", "not_responsible", "other_way", "no_longer_needed")
_UNLEARNED = ("no_longer_needed", "other_activity", "mistake")
_LATER = ("waits_for_material", "waits_for_budget", "waits_for_others", "larger_than_planned", "weather")

ACTIONS: Mapping[str, Action] = {
    "agree": Action(ImprovementAgreed, frozenset({State.PROPOSED}), State.AGREED),
    "decline": Action(ImprovementDeclined, frozenset({State.PROPOSED}), State.DECLINED, _AGAINST),
    "start": Action(ImprovementStarted, frozenset({State.AGREED}), State.IN_PROGRESS),
    "report_progress": Action(ImprovementProgressReported, frozenset({State.IN_PROGRESS})),
    "postpone": Action(ImprovementPostponed, frozenset({State.AGREED, State.IN_PROGRESS}), None, _LATER),
    "finish": Action(ImprovementDone, frozenset({State.AGREED, State.IN_PROGRESS}), State.DONE),
    "drop": Action(ImprovementDropped, OPEN, State.DROPPED, ("done_otherwise", *_AGAINST)),
    "link": Action(ImprovementLinked, OPEN | {State.DONE}),
    "assign_learning": Action(LearningAssigned, frozenset({State.AGREED, State.IN_PROGRESS})),
    "withdraw_learning": Action(
        LearningWithdrawn, frozenset({State.AGREED, State.IN_PROGRESS, State.DONE}), None, _UNLEARNED
    ),
}
"""What people do with an improvement that was proposed."""


def possible_actions(improvement: Improvement, by: Principal, organisation: Organisation) -> tuple[str, ...]:
    """What somebody may do with it now."""
    return tuple(
        name
        for name, action in ACTIONS.items()
        if improvement.state in action.from_states and may(by, name, improvement.unit, organisation)
    )
