"""Every event that travels: one frozen model per type, named in the past tense, keyed by its subject.

Only optional fields may be added to a published type; anything else is a new version. Records of an earlier version
are read through `contracts.upcast`.
"""

from typing import ClassVar

from pydantic import Field

from contracts.values import (
    Actor,
    ActorKind,
    Clock,
    ClockScope,
    ClockStatus,
    Code,
    Instant,
    Method,
    PolicySnapshot,
    Reason,
    RerouteReason,
    RoutingInput,
    SharedPolicy,
    Value,
)


class Event(Value):
    """What all events share. On the wire these fields are CloudEvents attributes, the others are `data`.

    `subject` is the id of what the event is about: the topic says whether that is a complaint or something else.
    """

    type: ClassVar[str]

    id: str
    subject: str
    occurred_at: Instant
    cause: str | None = None
    trace: str | None = None

    @classmethod
    def kind(cls) -> str:
        """The type without its version, for whatever does not depend on the version: texts, rules, statistics."""
        return cls.type.rpartition(".")[0]

    def has_unknown_member(self) -> bool:
        """Whether a newer producer used a member of an enumeration that this version reads as `other`."""
        return False


class ComplaintEvent(Event):
    """A step in the life of a complaint. `seq` counts 1, 2, 3 … per complaint without gaps.

    `assignment_number` is that of the assignment in force when it happened, 0 before the first.
    """

    seq: int = Field(ge=1)
    assignment_number: int = Field(ge=0)
    actor: Actor
    reason: Code | None = None

    @classmethod
    def step(cls) -> str:
        """The name under which policies refer to it: `acknowledged` for `complaint.acknowledged`."""
        return cls.type.split(".")[1]

    def has_unknown_member(self) -> bool:
        """Whether the kind of actor is unknown."""
        return self.actor.kind is ActorKind.OTHER


class ComplaintFiled(ComplaintEvent):
    """A complaint was accepted and is durably kept."""

    type: ClassVar[str] = "complaint.filed.v2"
    routing_input: RoutingInput


class ComplaintAcknowledged(ComplaintEvent):
    """The unit has seen it and takes it on."""

    type: ClassVar[str] = "complaint.acknowledged.v2"


class ComplaintStarted(ComplaintEvent):
    """The unit has begun to work on it."""

    type: ClassVar[str] = "complaint.started.v2"


class InformationRequested(ComplaintEvent):
    """The unit waits for the complainant."""

    type: ClassVar[str] = "complaint.information_requested.v2"


class InformationProvided(ComplaintEvent):
    """The complainant has replied."""

    type: ClassVar[str] = "complaint.information_provided.v2"


class ComplaintResolved(ComplaintEvent):
    """The unit has dealt with it."""

    type: ClassVar[str] = "complaint.resolved.v2"


class ComplaintRejected(ComplaintEvent):
    """The unit does not accept it as a complaint, for the reason given."""

    type: ClassVar[str] = "complaint.rejected.v2"


class ComplaintTransferred(ComplaintEvent):
    """The unit is not responsible ("bukan wewenang"); routing assigns anew.

    `transfers` counts this one too; beyond `max_transfers`, which the policy of the assignment says, the triage desk
    decides. An older producer does not say it.
    """

    type: ClassVar[str] = "complaint.transferred.v2"
    routing_input: RoutingInput
    from_unit: Code
    to_unit: Code | None = None
    transfers: int = Field(ge=1)
    max_transfers: int | None = Field(default=None, ge=0)


class ComplaintReopened(ComplaintEvent):
    """The answer was not enough; the same unit gets it again."""

    type: ClassVar[str] = "complaint.reopened.v2"
    routing_input: RoutingInput
    unit: Code


class ComplaintWithdrawn(ComplaintEvent):
    """The complainant takes it back."""

    type: ClassVar[str] = "complaint.withdrawn.v2"


class ComplaintClosed(ComplaintEvent):
    """The complainant is content with the resolution."""

    type: ClassVar[str] = "complaint.closed.v2"


class AssignmentEvent(Event):
    """A decision about who is responsible. `assignment_number` counts the assignments of a complaint from 1.

    It is dated by the event that asked for it, so a repeated decision repeats every byte.
    """

    assignment_number: int = Field(ge=1)
    unit: Code
    previous_unit: Code | None = None
    filed_at: Instant
    category: str | None = None
    area: str | None = None
    reason: Reason
    policy: SharedPolicy


class ComplaintAssigned(AssignmentEvent):
    """The responsible unit was found."""

    type: ClassVar[str] = "complaint.assigned.v2"
    method: Method

    def has_unknown_member(self) -> bool:
        """Whether the method or a clock's scope is unknown."""
        return self.method is Method.OTHER or _has_unknown_scope(self.policy)


class ComplaintSentToTriage(AssignmentEvent):
    """No unit could be named with certainty: people at the triage desk decide, for the reason given."""

    type: ClassVar[str] = "complaint.sent_to_triage.v2"

    def has_unknown_member(self) -> bool:
        """Whether a clock's scope is unknown."""
        return _has_unknown_scope(self.policy)


class ClocksSet(Event):
    """All clocks of a complaint as they stand from `occurred_at` on.

    `calendar` is the one that was counted on. When the city no longer has the policy's own calendar, that one is named
    in `substituted_for`.
    """

    type: ClassVar[str] = "clocks.set.v2"
    unit: Code
    assignment_number: int = Field(ge=1)
    clocks: tuple[Clock, ...]
    policy: Code
    policy_version: str
    calendar: Code
    calendar_version: str
    substituted_for: Code | None = None

    def has_unknown_member(self) -> bool:
        """Whether a clock's status is unknown."""
        return any(clock.status is ClockStatus.OTHER for clock in self.clocks)


class DeadlineEvent(Event):
    """Something happened to one deadline. `clock` is its name in the policy."""

    unit: Code
    assignment_number: int = Field(ge=1)
    clock: Code
    due_at: Instant


class DeadlineApproaching(DeadlineEvent):
    """The policy's share of the time (75 % by default) has passed."""

    type: ClassVar[str] = "deadline.approaching.v2"


class DeadlineBreached(DeadlineEvent):
    """The deadline passed without what it asked for, whatever follows from that."""

    type: ClassVar[str] = "deadline.breached.v2"


class DeadlineBreachWithdrawn(DeadlineEvent):
    """What the deadline asked for was done in time after all; the event of it came after the breach."""

    type: ClassVar[str] = "deadline.breach_withdrawn.v2"


class ComplaintEscalated(DeadlineEvent):
    """A level of the ladder was reached: `role`, seen from `unit`, must hear of it.

    `round` counts the ladders of a complaint; (`round`, `level`, `repeat`) occurs once.
    """

    type: ClassVar[str] = "complaint.escalated.v2"
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
    """The transport took it; the proof (what its server replied) is kept with the delivery."""

    type: ClassVar[str] = "notification.delivered.v1"
    attempts: int = Field(ge=1)
    status: str


class NotificationFailed(NotificationEvent):
    """All attempts are used up or the message was refused permanently; `status` is the code of the last attempt."""

    type: ClassVar[str] = "notification.failed.v1"
    attempts: int = Field(ge=1)
    status: str


class NotificationRerouted(NotificationEvent):
    """Nobody who can be reached holds the wanted post; the next one up (at last the catch-all) is notified instead."""

    type: ClassVar[str] = "notification.rerouted.v1"
    wanted_role: Code
    wanted_unit: Code
    reason: RerouteReason

    def has_unknown_member(self) -> bool:
        """Whether the reason is unknown."""
        return self.reason is RerouteReason.OTHER


def _has_unknown_scope(policy: PolicySnapshot) -> bool:
    return any(rule.scope is ClockScope.OTHER for rule in policy.clocks)


COMPLAINT_EVENTS: tuple[type[ComplaintEvent], ...] = (
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
    *COMPLAINT_EVENTS,
    *ASSIGNMENT_EVENTS,
    *DEADLINE_EVENTS,
    DeadlineFired,
    *NOTIFICATION_EVENTS,
)
EVENTS: dict[str, type[Event]] = {model.type: model for model in _ALL}
