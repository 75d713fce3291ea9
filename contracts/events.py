"""Every event that travels: one frozen model per type, named in the past tense, keyed by its subject.

Only optional fields may be added to a published type; anything else is a new version. Records of an earlier version
are read through `contracts.upcast`.
"""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from contracts.values import (
    Actor,
    ActorKind,
    AnsweredVia,
    ClearedBy,
    Clock,
    ClockOwner,
    ClockScope,
    ClockStatus,
    Code,
    EventKind,
    Instant,
    Language,
    Method,
    Missing,
    Mode,
    OverdueClock,
    PolicySnapshot,
    Post,
    Reason,
    RecordPlace,
    Repair,
    RerouteReason,
    RoutingInput,
    SharedPolicy,
    SkipReason,
    SurveyScores,
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


class StepEvent(Event):
    """A step in the life of its subject. `seq` counts 1, 2, 3 … per subject without gaps.

    `assignment_number` is that of the assignment in force when it happened, 0 before the first. A policy may name every
    step whose type `moves_clocks`.
    """

    moves_clocks: ClassVar[bool] = True

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


class ComplaintEvent(StepEvent):
    """A step in the life of a complaint."""

    def has_unknown_member(self) -> bool:
        """Whether the kind of actor is unknown, or the mode of the complaint."""
        about: RoutingInput | None = getattr(self, "routing_input", None)
        return super().has_unknown_member() or (about is not None and about.mode is Mode.OTHER)


class ComplaintEnd(ComplaintEvent):
    """What a complaint may be over by.

    With the mode `history` it was over in another system before it came in. `is_undated`: that system does not say
    when, and `occurred_at` is the moment of the filing, before which it cannot have been.
    """

    mode: Mode | None = None
    is_undated: bool | None = None

    def has_unknown_member(self) -> bool:
        """Whether the kind of actor is unknown, or the mode."""
        return super().has_unknown_member() or self.mode is Mode.OTHER


class ComplaintFiled(ComplaintEvent):
    """A complaint was accepted and is durably kept. Clocks begin with the assignment, which says when that was.

    `language` is the complainant's. One who does not want updates hears only what is asked of them. Who follows another
    complaint from the beginning names it in `duplicate_of`: nobody is assigned to that.
    """

    type: ClassVar[str] = "complaint.filed.v2"
    moves_clocks: ClassVar[bool] = False
    routing_input: RoutingInput
    language: Language | None = None
    wants_updates: bool = True
    duplicate_of: str | None = None


class ComplaintAcknowledged(ComplaintEvent):
    """The unit has seen it and takes it on."""

    type: ClassVar[str] = "complaint.acknowledged.v2"


class ComplaintStarted(ComplaintEvent):
    """The unit has begun to work on it."""

    type: ClassVar[str] = "complaint.started.v2"


class ProgressReported(ComplaintEvent):
    """The unit has told the complainant how far it is."""

    type: ClassVar[str] = "complaint.progress_reported.v1"


class InformationRequested(ComplaintEvent):
    """The unit waits for the complainant."""

    type: ClassVar[str] = "complaint.information_requested.v2"


class InformationProvided(ComplaintEvent):
    """The complainant has replied."""

    type: ClassVar[str] = "complaint.information_provided.v2"


class ComplaintResolved(ComplaintEvent):
    """The unit has dealt with it."""

    type: ClassVar[str] = "complaint.resolved.v2"


class ComplaintRejected(ComplaintEnd):
    """The unit does not accept it as a complaint, for the reason given."""

    type: ClassVar[str] = "complaint.rejected.v2"


class ComplaintTransferred(ComplaintEvent):
    """The unit is not responsible ("bukan wewenang"); routing assigns anew.

    `transfers` counts this one too; beyond `max_transfers`, which the policy of the assignment says, the triage desk
    decides. An older producer does not say it. `is_binding`: the triage desk has decided, and no limit overrides that.
    """

    type: ClassVar[str] = "complaint.transferred.v2"
    routing_input: RoutingInput
    from_unit: Code
    to_unit: Code | None = None
    transfers: int = Field(ge=1)
    max_transfers: int | None = Field(default=None, ge=0)
    is_binding: bool = False


class ComplaintReclassified(ComplaintEvent):
    """Category or area was corrected; routing assigns anew by its rules. `routing_input` holds the corrected ones.

    `unit` has had the complaint until now, and keeps it where no rule names another, or when the triage desk has
    decided so (`is_binding`). To a unit of `refused_by`, which gave it away before, only the triage desk sends it.
    """

    type: ClassVar[str] = "complaint.reclassified.v1"
    routing_input: RoutingInput
    unit: Code
    refused_by: tuple[Code, ...] = ()
    is_binding: bool = False
    previous_category: str | None = None
    previous_area: str | None = None


class PolicyChanged(ComplaintEvent):
    """A leader has put the complaint under another `policy` of the city, for the reason given; its unit keeps it.

    It stands in the routing input as well, from now on. Only this moves a statutory clock: routing assigns anew, and
    that assignment `sets_statutory`.
    """

    type: ClassVar[str] = "complaint.policy_changed.v1"
    routing_input: RoutingInput
    unit: Code
    policy: Code


class ComplaintDelegated(ComplaintEvent):
    """The responsible unit has a unit below it, or one person, do the work (disposisi), and stays responsible.

    Without `to_unit` and `to_person` it does the work itself again.
    """

    type: ClassVar[str] = "complaint.delegated.v1"
    unit: Code
    to_unit: Code | None = None
    to_person: Code | None = None


class ContributionRequested(ComplaintEvent):
    """`unit` shall add its part; the responsible unit goes on answering to the complainant."""

    type: ClassVar[str] = "complaint.contribution_requested.v1"
    unit: Code


class ContributionGiven(ComplaintEvent):
    """`unit` has added its part."""

    type: ClassVar[str] = "complaint.contribution_given.v1"
    unit: Code


class ReviewRequested(ComplaintEvent):
    """The unit asks the triage desk to look at its decision again; clocks run on."""

    type: ClassVar[str] = "complaint.review_requested.v1"


class DecisionUpheld(ComplaintEvent):
    """The triage desk has looked again, and `unit` stays responsible."""

    type: ClassVar[str] = "complaint.decision_upheld.v1"
    unit: Code


class EscalationAcknowledged(ComplaintEvent):
    """A leader has promised an answer until `promised_until`: escalations wait until then.

    `moves` says how often an earlier promise was moved, this time included.
    """

    type: ClassVar[str] = "complaint.escalation_acknowledged.v1"
    promised_until: Instant
    moves: int = Field(default=0, ge=0)


class ComplaintReopened(ComplaintEvent):
    """The answer was not enough; the same unit gets it again."""

    type: ClassVar[str] = "complaint.reopened.v2"
    routing_input: RoutingInput
    unit: Code


class ComplaintMerged(ComplaintEvent):
    """It is about the same thing as the complaint `into`, and goes the way of that one from now on.

    With the actor `system` it follows it further: to where that one was merged itself, or back to it after reopening.
    What ends that is `complaint.closed` by the system, or `complaint.reopened` on its own.
    """

    type: ClassVar[str] = "complaint.merged.v1"
    into: str


class ComplaintWithdrawn(ComplaintEnd):
    """The complainant takes it back."""

    type: ClassVar[str] = "complaint.withdrawn.v2"


class ComplaintClosed(ComplaintEnd):
    """It is over: the complainant is content or, with the actor `system`, has let the time for saying so pass."""

    type: ClassVar[str] = "complaint.closed.v2"


class CommentAdded(ComplaintEvent):
    """The complainant has added something, unasked."""

    type: ClassVar[str] = "complaint.comment_added.v1"
    moves_clocks: ClassVar[bool] = False


class ComplaintNoted(ComplaintEvent):
    """Somebody has left a note for colleagues."""

    type: ClassVar[str] = "complaint.noted.v1"
    moves_clocks: ClassVar[bool] = False


class ComplaintRated(ComplaintEvent):
    """The complainant has rated the answer with one to five stars; the latest rating counts.

    Up to `LOW_STARS` it did not help.
    """

    type: ClassVar[str] = "complaint.rated.v1"
    moves_clocks: ClassVar[bool] = False
    LOW_STARS: ClassVar[int] = 2
    stars: int = Field(ge=1, le=5)


class ComplaintSurveyed(ComplaintEvent):
    """The complainant has answered the satisfaction survey, which happens once, after the end.

    `unit` is the one that had answered the complaint. What the complainant may have written beside the scores stays in
    the store of complaints.
    """

    type: ClassVar[str] = "complaint.surveyed.v1"
    moves_clocks: ClassVar[bool] = False
    unit: Code
    scores: SurveyScores
    answered_via: AnsweredVia

    def has_unknown_member(self) -> bool:
        """Whether the kind of actor is unknown, or how it was answered."""
        return super().has_unknown_member() or self.answered_via is AnsweredVia.OTHER


class ComplaintCredited(ComplaintEvent):
    """The improvement action `improvement` is done, and it is because of complaints such as this one.

    `improving` is the kind of action (`repair`, `training` …), `unit` has done it.
    """

    type: ClassVar[str] = "complaint.credited.v1"
    moves_clocks: ClassVar[bool] = False
    improvement: str
    improving: Code
    unit: Code


class AttachmentAdded(ComplaintEvent):
    """A photo or a document was added, of which nothing but this leaves the store.

    `media_kind` is `image` or `document`, `size` the bytes that are kept. `phase` is `before`, or `after` for what a
    unit shows of its work. `flags` say what officers should know, such as `same_as_earlier` or `far_from_complaint`.
    """

    type: ClassVar[str] = "complaint.attachment_added.v1"
    moves_clocks: ClassVar[bool] = False
    attachment_id: str
    media_kind: Code
    size: int = Field(ge=1)
    phase: Code
    flags: tuple[Code, ...] = ()


class AssignmentEvent(Event):
    """A decision about who is responsible. `assignment_number` counts the assignments of a complaint from 1.

    It is dated by the event that asked for it, so a repeated decision repeats every byte. `continues`: the same unit
    goes on where it was, so no stage begins anew. `sets_statutory`: from now on statutory clocks follow this policy,
    and no longer that of the first assignment. `mode` is the complaint's.
    """

    assignment_number: int = Field(ge=1)
    unit: Code
    previous_unit: Code | None = None
    filed_at: Instant
    category: str | None = None
    area: str | None = None
    channel: Code | None = None
    reason: Reason
    policy: SharedPolicy
    continues: bool = False
    sets_statutory: bool = False
    mode: Mode | None = None

    def has_unknown_member(self) -> bool:
        """Whether the scope or owner of a clock is unknown, or the mode."""
        return _has_unknown_clock(self.policy) or self.mode is Mode.OTHER


class ComplaintAssigned(AssignmentEvent):
    """The responsible unit was found."""

    type: ClassVar[str] = "complaint.assigned.v2"
    method: Method

    def has_unknown_member(self) -> bool:
        """Whether the method is unknown, the scope or owner of a clock, or the mode."""
        return self.method is Method.OTHER or super().has_unknown_member()


class ComplaintSentToTriage(AssignmentEvent):
    """No unit could be named with certainty: people at the triage desk decide, for the reason given."""

    type: ClassVar[str] = "complaint.sent_to_triage.v2"


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
        """Whether a clock's status or owner is unknown."""
        return any(clock.status is ClockStatus.OTHER or clock.owed_by is ClockOwner.OTHER for clock in self.clocks)


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
    """The breach of `due_at` was none: what was done in time, or moved the deadline, was heard of after the breach."""

    type: ClassVar[str] = "deadline.breach_withdrawn.v2"


class DeadlineReminder(DeadlineEvent):
    """The complainant owes something, and `share` of the time for it has passed. `channel` is the complainant's."""

    type: ClassVar[str] = "deadline.reminder.v1"
    share: float = Field(gt=0, lt=1)
    channel: Code | None = None


class DeadlineExpired(DeadlineEvent):
    """The complainant's time for something is over. The clock began with the step `started_seq`.

    With `on_expiry` the system closes the complaint for this reason, if the complainant has not acted meanwhile.
    """

    type: ClassVar[str] = "deadline.expired.v1"
    started_seq: int = Field(ge=1)
    on_expiry: Code | None = None


class Escalation(DeadlineEvent):
    """A level of a ladder was reached: `role`, seen from `unit`, must hear of it.

    A subject has a ladder for each assignment, one for its statutory clocks and one for each contributing unit:
    `ladder` is the scope of its clocks. `round` counts all of them; (`round`, `level`, `repeat`) occurs once. `overdue`
    are all clocks of the subject that may escalate and are owed now, the worst first: `clock` and `due_at` are those
    of the worst one of this ladder. `told_before` are the posts that the levels below named in this round, which is
    not the same unit's after a transfer. `next_at` says when the next level or repetition comes; None: this was the
    last one.
    """

    round: int = Field(ge=1)
    level: int = Field(ge=1)
    repeat: int = Field(default=0, ge=0)
    role: Code
    ladder: ClockScope = ClockScope.STAGE
    overdue: tuple[OverdueClock, ...] = ()
    told_before: tuple[Post, ...] = ()
    next_at: Instant | None = None

    def has_unknown_member(self) -> bool:
        """Whether the ladder is unknown."""
        return self.ladder is ClockScope.OTHER


class ComplaintEscalated(Escalation):
    """A level of a complaint's ladder was reached."""

    type: ClassVar[str] = "complaint.escalated.v2"


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
    """The transport took it; the proof (what its server replied) is kept with the delivery.

    `message` is the id of what was sent: a digest has the same for all that it carries, and what an earlier producer
    sent alone has none.
    """

    type: ClassVar[str] = "notification.delivered.v1"
    attempts: int = Field(ge=1)
    status: str
    message: str | None = None


class NotificationFailed(NotificationEvent):
    """All attempts are used up or the message was refused permanently; `status` is the code of the last attempt.

    With `fallback` it goes on by that transport; without, it is a dead letter that somebody has to look at.
    """

    type: ClassVar[str] = "notification.failed.v1"
    attempts: int = Field(ge=1)
    status: str
    message: str | None = None
    fallback: Code | None = None


class NotificationRerouted(NotificationEvent):
    """Nobody who can be reached holds the wanted post; the next one up (at last the catch-all) is notified instead."""

    type: ClassVar[str] = "notification.rerouted.v1"
    wanted_role: Code
    wanted_unit: Code
    reason: RerouteReason

    def has_unknown_member(self) -> bool:
        """Whether the reason is unknown."""
        return self.reason is RerouteReason.OTHER


class NotificationSkipped(NotificationEvent):
    """An event asks for this notification, and it is not sent, for the reason given.

    A channel that cannot be reached is the recipient `channel-…`, its transport is `none`, its role `channel`.
    """

    type: ClassVar[str] = "notification.skipped.v1"
    wanted_role: Code
    reason: SkipReason

    def has_unknown_member(self) -> bool:
        """Whether the reason is unknown."""
        return self.reason is SkipReason.OTHER


class AuditEvent(Event):
    """About one missing step. `finding` is its id, the same as long as it is missed and after every restart."""

    finding: str
    missing: Missing

    def has_unknown_member(self) -> bool:
        """Whether the kind is unknown."""
        return self.missing is Missing.OTHER


class StepMissing(AuditEvent):
    """A step has not come that `since` should be there, longer than what is ordinarily late.

    `expected` is the kind of event that is missed, and `detail` says which one, in codes and times. `cause` is the
    event that should have led to it, and `record` its place; without one none can be named. `number` counts how often
    the same step was missed.
    """

    type: ClassVar[str] = "audit.missing_step.v1"
    detail: Annotated[str, StringConstraints(max_length=200)]
    since: Instant
    expected: EventKind
    number: int = Field(default=1, ge=1)
    record: RecordPlace | None = None


class StepCleared(AuditEvent):
    """A step that was missed is missed no more."""

    type: ClassVar[str] = "audit.cleared.v1"
    because: ClearedBy

    def has_unknown_member(self) -> bool:
        """Whether the kind is unknown, or the reason."""
        return super().has_unknown_member() or self.because is ClearedBy.OTHER


class RepairRequested(AuditEvent):
    """Somebody has had a missing step repaired: the service whose step it is takes it itself."""

    type: ClassVar[str] = "audit.repair_requested.v1"
    repair: Repair

    def has_unknown_member(self) -> bool:
        """Whether the kind is unknown, or the repair."""
        return super().has_unknown_member() or self.repair is Repair.OTHER


def is_history(event: Event) -> bool:
    """Whether it tells of what was over before it came in: then nobody is notified of it, and no clock follows it."""
    about: RoutingInput | None = getattr(event, "routing_input", None)
    mode: Mode | None = about.mode if about is not None else getattr(event, "mode", None)
    return mode is Mode.HISTORY


def _has_unknown_clock(policy: PolicySnapshot) -> bool:
    return any(rule.scope is ClockScope.OTHER or rule.owed_by is ClockOwner.OTHER for rule in policy.clocks)


COMPLAINT_EVENTS: tuple[type[ComplaintEvent], ...] = (
    ComplaintFiled,
    ComplaintAcknowledged,
    ComplaintStarted,
    ProgressReported,
    InformationRequested,
    InformationProvided,
    ComplaintResolved,
    ComplaintRejected,
    ComplaintTransferred,
    ComplaintReclassified,
    PolicyChanged,
    ComplaintDelegated,
    ContributionRequested,
    ContributionGiven,
    ReviewRequested,
    DecisionUpheld,
    EscalationAcknowledged,
    ComplaintReopened,
    ComplaintMerged,
    ComplaintWithdrawn,
    ComplaintClosed,
    CommentAdded,
    ComplaintNoted,
    ComplaintRated,
    ComplaintSurveyed,
    ComplaintCredited,
    AttachmentAdded,
)
ASSIGNMENT_EVENTS: tuple[type[AssignmentEvent], ...] = (ComplaintAssigned, ComplaintSentToTriage)
DEADLINE_EVENTS: tuple[type[Event], ...] = (
    ClocksSet,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineReminder,
    DeadlineExpired,
    ComplaintEscalated,
)
NOTIFICATION_EVENTS: tuple[type[NotificationEvent], ...] = (
    NotificationDelivered,
    NotificationFailed,
    NotificationRerouted,
    NotificationSkipped,
)
AUDIT_EVENTS: tuple[type[AuditEvent], ...] = (StepMissing, StepCleared, RepairRequested)
