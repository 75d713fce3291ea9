"""Every fact that travels: one frozen model per type, named in the past tense, keyed by complaint id.

Only optional fields may be added to a published type; anything else is a new version beside the old one.
"""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.values import (
    Actor,
    Clock,
    ClockName,
    Code,
    Instant,
    Matter,
    Method,
    PolicySnapshot,
    Reason,
    Value,
)


class Event(Value):
    """What all facts share. On the wire these fields are CloudEvents attributes, the others are `data`."""

    type: ClassVar[str]

    id: str
    complaint_id: str
    occurred_at: Instant
    cause: str | None = None
    trace: str | None = None


class FrontDoorEvent(Event):
    """A fact stated by the front door. `seq` counts 1, 2, 3 … per complaint without gaps.

    `epoch` is the number of the assignment in force when it happened, 0 before the first.
    """

    seq: int = Field(ge=1)
    epoch: int = Field(ge=0)
    actor: Actor
    reason: Code | None = None


class ComplaintFiled(FrontDoorEvent):
    """A complaint was accepted and is durably kept."""

    type: ClassVar[str] = "complaint.filed.v1"
    matter: Matter


class ComplaintAcknowledged(FrontDoorEvent):
    """The unit has seen it and takes it on."""

    type: ClassVar[str] = "complaint.acknowledged.v1"


class ComplaintStarted(FrontDoorEvent):
    """The unit has begun to work on it."""

    type: ClassVar[str] = "complaint.started.v1"


class InformationRequested(FrontDoorEvent):
    """The unit waits for the complainant; all clocks pause."""

    type: ClassVar[str] = "complaint.information_requested.v1"


class InformationProvided(FrontDoorEvent):
    """The complainant has replied; the clocks go on."""

    type: ClassVar[str] = "complaint.information_provided.v1"


class ComplaintResolved(FrontDoorEvent):
    """The unit states that the matter is dealt with."""

    type: ClassVar[str] = "complaint.resolved.v1"


class ComplaintRejected(FrontDoorEvent):
    """The unit states, with a reason, that this is not a valid complaint."""

    type: ClassVar[str] = "complaint.rejected.v1"


class ComplaintTransferred(FrontDoorEvent):
    """The unit states that it is not responsible ("bukan wewenang"); routing assigns anew."""

    type: ClassVar[str] = "complaint.transferred.v1"
    matter: Matter
    from_unit: Code
    to_unit: Code | None = None
    transfers: int = Field(ge=1)


class ComplaintReopened(FrontDoorEvent):
    """The answer was not enough; the same unit gets it again."""

    type: ClassVar[str] = "complaint.reopened.v1"
    matter: Matter
    unit: Code


class ComplaintWithdrawn(FrontDoorEvent):
    """The complainant takes it back."""

    type: ClassVar[str] = "complaint.withdrawn.v1"


class ComplaintClosed(FrontDoorEvent):
    """The complainant is content with the resolution."""

    type: ClassVar[str] = "complaint.closed.v1"


class AssignmentEvent(Event):
    """A decision about who is responsible. `epoch` counts the assignments of a complaint from 1."""

    epoch: int = Field(ge=1)
    unit: Code
    previous_unit: Code | None = None
    filed_at: Instant
    category: str | None = None
    area: str | None = None
    reason: Reason
    policy: PolicySnapshot


class ComplaintAssigned(AssignmentEvent):
    """The responsible unit was found."""

    type: ClassVar[str] = "complaint.assigned.v1"
    method: Method


class ComplaintSentToTriage(AssignmentEvent):
    """No unit could be named with certainty: people at the triage desk decide, for the reason given."""

    type: ClassVar[str] = "complaint.sent_to_triage.v1"


class ClocksSet(Event):
    """All clocks of a complaint as they stand from `occurred_at` on."""

    type: ClassVar[str] = "clocks.set.v1"
    unit: Code
    epoch: int = Field(ge=1)
    clocks: tuple[Clock, ...]
    policy: Code
    policy_version: str
    calendar: Code
    calendar_version: str


class DeadlineEvent(Event):
    """Something happened to one deadline."""

    unit: Code
    epoch: int = Field(ge=1)
    clock: ClockName
    due_at: Instant


class DeadlineApproaching(DeadlineEvent):
    """The policy's share of the time (75 % by default) has passed."""

    type: ClassVar[str] = "deadline.approaching.v1"


class DeadlineBreached(DeadlineEvent):
    """The deadline passed without what it asked for: a fact, whatever follows from it."""

    type: ClassVar[str] = "deadline.breached.v1"


class DeadlineBreachWithdrawn(DeadlineEvent):
    """What the deadline asked for was done in time after all; the fact of it came after the breach was stated."""

    type: ClassVar[str] = "deadline.breach_withdrawn.v1"


class ComplaintEscalated(DeadlineEvent):
    """A level of the ladder was reached: `role`, seen from `unit`, must hear of it.

    `round` counts the ladders of a complaint; (`round`, `level`, `repeat`) is stated once.
    """

    type: ClassVar[str] = "complaint.escalated.v1"
    round: int = Field(ge=1)
    level: int = Field(ge=1)
    repeat: int = Field(default=0, ge=0)
    role: Code


class DeadlineFired(Event):
    """Internal to sla: a timer went off at `occurred_at`; the agent that owns the clocks decides what that means."""

    type: ClassVar[str] = "deadline.fired.v1"
    due_at: Instant


class NotificationEvent(Event):
    """What became of one notification. The recipient is an opaque id, never an address."""

    delivery_id: str
    recipient: Code
    transport: Code
    template: Code
    level: int | None = None


class NotificationDelivered(NotificationEvent):
    """The transport took it; the proof (the SMTP reply) is kept with the delivery."""

    type: ClassVar[str] = "notification.delivered.v1"
    attempts: int = Field(ge=1)
    status: str


class NotificationFailed(NotificationEvent):
    """All attempts are used up or the transport refused for good."""

    type: ClassVar[str] = "notification.failed.v1"
    attempts: int = Field(ge=1)
    status: str


class NotificationRerouted(NotificationEvent):
    """Nobody holds the wanted post, so the next one up (at last the catch-all) hears it instead."""

    type: ClassVar[str] = "notification.rerouted.v1"
    wanted_role: Code
    wanted_unit: Code
    reason: Literal["post_vacant", "no_address", "unknown_unit"]


FRONT_DOOR_EVENTS: tuple[type[FrontDoorEvent], ...] = (
    ComplaintFiled,
    ComplaintAcknowledged,
    ComplaintStarted,
    InformationRequested,
    InformationProvided,
    ComplaintResolved,
    ComplaintRejected,
    ComplaintTransferred,
    ComplaintReopened,
    ComplaintWithdrawn,
    ComplaintClosed,
)
ASSIGNMENT_EVENTS: tuple[type[AssignmentEvent], ...] = (ComplaintAssigned, ComplaintSentToTriage)
DEADLINE_EVENTS: tuple[type[Event], ...] = (
    ClocksSet,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    ComplaintEscalated,
)
NOTIFICATION_EVENTS: tuple[type[NotificationEvent], ...] = (
    NotificationDelivered,
    NotificationFailed,
    NotificationRerouted,
)
_ALL: tuple[type[Event], ...] = (
    *FRONT_DOOR_EVENTS,
    *ASSIGNMENT_EVENTS,
    *DEADLINE_EVENTS,
    DeadlineFired,
    *NOTIFICATION_EVENTS,
)
EVENTS: dict[str, type[Event]] = {model.type: model for model in _ALL}
