"""An improvement action as notify knows it from the events: enough to write to people what it is, and what is asked.

Events of two topics come in any order between them, and any of them twice: whatever the order, the same is known after.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from contracts.events import ClocksSet, Event
from contracts.improvement_events import (
    ImprovementAgreed,
    ImprovementAssigned,
    ImprovementDeclined,
    ImprovementDone,
    ImprovementDropped,
    ImprovementEvent,
    ImprovementPostponed,
    ImprovementProposed,
)
from contracts.values import About, Target
from services.notify.domain.complaint import Lane
from services.notify.domain.deadlines import WithDeadlines, clocks_set, is_running, still_owed

PROPOSED = "proposed"
"""The reason of an assignment under which a proposal is to be decided; under any other it is to be done."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed: an `action` of that kind, what it is `about`, and the effect that is expected of it.

    `proposer` is the unit of whoever has proposed it, None where that is not known.
    """

    action: str
    unit: str
    about: About
    target: Target
    starts_at: datetime
    due_at: datetime
    at: datetime
    proposer: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Who has to do something by the assignment of that number. `reason` says what: decide it, or do it."""

    number: int
    unit: str
    calendar: str
    reason: str


@dataclass(frozen=True, slots=True)
class Improvement(WithDeadlines):
    """`postponed_until` is when it is to be done since it was moved last, by the step `postponed_seq`.

    It `is_decided` once a leader has agreed to it or declined it. `lanes` are as those of a complaint.
    """

    proposal: Proposal | None = None
    task: Task | None = None
    postponed_until: datetime | None = None
    postponed_seq: int = 0
    is_decided: bool = False
    last_at: datetime | None = None
    lanes: dict[str, Lane] = field(default_factory=dict)

    @property
    def unit(self) -> str | None:
        """The unit that owns it."""
        known = self.task or self.proposal
        return known.unit if known else None

    @property
    def assignment_number(self) -> int:
        """The number of the newest assignment that was read; 0 before the first."""
        return self.task.number if self.task else 0

    @property
    def is_proposal(self) -> bool:
        """Whether it still waits for a decision."""
        return self.task is not None and self.task.reason == PROPOSED and not self.is_decided and not self.is_over

    @property
    def due_at(self) -> datetime | None:
        """When it is to be done."""
        return self.postponed_until or (self.proposal.due_at if self.proposal else None)


def after(improvement: Improvement, event: Event) -> Improvement:
    """The improvement action after an event; unchanged by one that is older than what is known."""
    match event:
        case ImprovementEvent():
            return _stepped(improvement, event)
        case ImprovementAssigned():
            return _assigned(improvement, event)
        case ClocksSet():
            return clocks_set(improvement, event)
    return improvement


def is_task_done(improvement: Improvement, number: int, reason: str) -> bool:
    """Whether what an assignment of that number asks for is asked no more: it was decided or done, or is another's."""
    is_answered = reason == PROPOSED and improvement.is_decided
    return improvement.is_over or is_answered or improvement.assignment_number > number


def still_owes(improvement: Improvement, number: int, since: datetime, clocks: frozenset[str]) -> bool:
    """Whether any of these clocks of the assignment of that number, overdue at `since`, is still owed."""
    return improvement.assignment_number <= number and still_owed(improvement, since, clocks)


def still_runs(improvement: Improvement, number: int, since: datetime, clock: str) -> bool:
    """Whether a clock of the assignment of that number, which ran at `since`, still does."""
    is_of_newest = improvement.assignment_number <= number
    return is_of_newest and not improvement.is_over and is_running(improvement, since, clock)


def _stepped(improvement: Improvement, event: ImprovementEvent) -> Improvement:
    latest = max(event.occurred_at, improvement.last_at or event.occurred_at)
    known = replace(improvement, last_at=latest)
    match event:
        case ImprovementProposed():
            return replace(known, proposal=_proposal(event))
        case ImprovementPostponed() if event.seq > known.postponed_seq:
            return replace(known, postponed_until=event.due_at, postponed_seq=event.seq)
        case ImprovementAgreed():
            return replace(known, is_decided=True)
        case ImprovementDeclined():
            return replace(known, is_decided=True, is_over=True)
        case ImprovementDone() | ImprovementDropped():
            return replace(known, is_over=True)
    return known


def _proposal(event: ImprovementProposed) -> Proposal:
    return Proposal(
        action=event.action,
        unit=event.unit,
        about=event.about,
        target=event.target,
        starts_at=event.starts_at,
        due_at=event.due_at,
        at=event.occurred_at,
        proposer=event.actor.unit,
    )


def _assigned(improvement: Improvement, event: ImprovementAssigned) -> Improvement:
    if event.assignment_number <= improvement.assignment_number:
        return improvement
    task = Task(event.assignment_number, event.unit, event.policy.calendar, event.reason.code)
    return replace(improvement, task=task)
