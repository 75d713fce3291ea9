"""A complaint as notify knows it from the events: enough to write to people, and to know what has been answered.

Events of three topics come in any order between them, and any of them twice. So each part remembers what it is from:
steps their number, the assignment its number, the clocks their time.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from contracts.events import (
    AssignmentEvent,
    ClocksSet,
    ComplaintClosed,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintMerged,
    ComplaintRejected,
    ComplaintReopened,
    ComplaintSurveyed,
    ComplaintWithdrawn,
    EscalationAcknowledged,
    Event,
    is_history,
)
from contracts.values import Mode, RoutingInput
from services.notify.domain.deadlines import WithDeadlines, clocks_set, still_owed

MAX_STEPS = 6
"""Steps that are remembered; messages tell the last three."""
UNTOLD = frozenset({"noted", "rated", "surveyed", "credited", "delegated", "attachment_added"})
"""Steps that are no part of what has happened so far: they concern colleagues, or come after the end."""

_AFTER_AN_ANSWER = frozenset({"content", "not_objected"})
"""Why a complaint is closed that a unit has answered. Only then, or after a rejection, the survey can be answered."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happened. `name` is that of the event (`assigned`, `escalated`, `resolved` …), `by` the kind of actor."""

    at: datetime
    name: str
    unit: str | None = None
    reason: str | None = None
    by: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is responsible by the assignment of that number, and under which rules."""

    number: int
    unit: str
    calendar: str
    scopes: dict[str, str] = field(default_factory=dict)
    """The scope of each clock of the policy."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What one webhook was told of the complaint: `seq` is the number of its last message.

    `recent` stands for the events of the latest numbers, `seq` being that of the last one: an event that is read again
    keeps its number.
    """

    seq: int = 0
    recent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint(WithDeadlines):
    """`seq` is the number of its last step that was read. `promised_until` is a leader's promise.

    `survey` is the id of the event that is the reason to invite the complainant to the survey, or by which they have
    answered it: so nobody is invited twice. `lanes` are those of the webhooks that are told of it, by their ids.
    """

    seq: int = 0
    channel: str | None = None
    category: str | None = None
    area: str | None = None
    language: str | None = None
    wants_updates: bool = True
    filed_at: datetime | None = None
    assignment: Assignment | None = None
    steps: tuple[Step, ...] = ()
    promised_until: datetime | None = None
    acknowledged_at: datetime | None = None
    reopenings: int = 0
    mode: Mode | None = None
    survey: str | None = None
    lanes: dict[str, Lane] = field(default_factory=dict)

    @property
    def is_sandbox(self) -> bool:
        """Whether it came in for a trial: nobody but its channel hears of it."""
        return self.mode is Mode.SANDBOX

    @property
    def unit(self) -> str | None:
        """The unit that is responsible, as far as that is known."""
        return self.assignment.unit if self.assignment else None

    @property
    def assignment_number(self) -> int:
        """The number of the newest assignment that was read; 0 before the first."""
        return self.assignment.number if self.assignment else 0

    def scope_of(self, clock: str) -> str | None:
        """How often a clock of its policy starts; None when that is not known."""
        return self.assignment.scopes.get(clock) if self.assignment else None


def after(complaint: Complaint, event: Event) -> Complaint:
    """The complaint after an event; unchanged by one that is older than what is known."""
    match event:
        case ComplaintEvent():
            return _stepped(complaint, event)
        case AssignmentEvent():
            return _assigned(complaint, event)
        case ClocksSet():
            return clocks_set(complaint, event)
        case ComplaintEscalated():
            return _told(complaint, Step(event.occurred_at, "escalated", event.unit, level=event.level))
    return complaint


def still_owes(complaint: Complaint, since: datetime, clocks: frozenset[str], contributor: str | None) -> bool:
    """Whether any of these clocks, overdue at `since`, is still owed, and no leader has promised an answer meanwhile.

    A `contributor` owes its own part, everybody else what the complaint's unit owes.
    """
    if complaint.acknowledged_at is not None and complaint.acknowledged_at > since:
        return False
    return still_owed(complaint, since, clocks, contributor)


def _stepped(complaint: Complaint, event: ComplaintEvent) -> Complaint:
    if event.seq <= complaint.seq:
        return complaint
    known = replace(complaint, seq=event.seq, survey=_survey(complaint, event))
    given: RoutingInput | None = getattr(event, "routing_input", None)
    match event:
        case ComplaintFiled():
            known = replace(
                known,
                language=event.language,
                wants_updates=event.wants_updates,
                is_over=event.duplicate_of is not None,
            )
        case EscalationAcknowledged():
            known = replace(known, promised_until=event.promised_until, acknowledged_at=event.occurred_at)
        case ComplaintReopened():
            known = replace(known, reopenings=known.reopenings + 1, is_over=False)
        case ComplaintMerged() | ComplaintWithdrawn() | ComplaintClosed():
            known = replace(known, is_over=True)
    if given is not None:
        known = _as_routed(known, given)
    if event.step() in UNTOLD:
        return known
    unit = getattr(event, "to_unit", None) or getattr(event, "unit", None) or event.actor.unit
    return _told(known, Step(event.occurred_at, event.step(), unit, event.reason, event.actor.kind.value))


def _survey(complaint: Complaint, event: ComplaintEvent) -> str | None:
    """The end of a complaint invites, once, when a unit answered it or rejected it: both have been served.

    A duplicate closes for other reasons than one that was answered; so does one whose complainant did not reply.
    """
    if isinstance(event, ComplaintSurveyed):
        return event.id
    is_served = isinstance(event, ComplaintRejected) or (
        isinstance(event, ComplaintClosed) and event.reason in _AFTER_AN_ANSWER
    )
    return complaint.survey or (event.id if is_served and not is_history(event) else None)


def _as_routed(complaint: Complaint, given: RoutingInput) -> Complaint:
    return replace(
        complaint,
        channel=given.channel,
        category=given.category,
        area=given.area,
        filed_at=given.filed_at,
        mode=given.mode,
    )


def _assigned(complaint: Complaint, event: AssignmentEvent) -> Complaint:
    if event.assignment_number <= complaint.assignment_number:
        return complaint
    scopes = {clock.name: clock.scope.value for clock in event.policy.clocks}
    known = replace(
        complaint,
        assignment=Assignment(event.assignment_number, event.unit, event.policy.calendar, scopes),
        channel=event.channel or complaint.channel,
        category=event.category or complaint.category,
        area=event.area or complaint.area,
        filed_at=event.filed_at,
        mode=event.mode or complaint.mode,
    )
    if event.continues:
        return known
    return _told(known, Step(event.occurred_at, event.kind().split(".")[1], event.unit, event.reason.code))


def _told(complaint: Complaint, step: Step) -> Complaint:
    """The steps in the order of their times, the latest few."""
    if step in complaint.steps:
        return complaint
    steps = sorted((*complaint.steps, step), key=lambda each: each.at)
    return replace(complaint, steps=tuple(steps[-MAX_STEPS:]))
