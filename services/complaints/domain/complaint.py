"""A complaint as it stands: everything that its next step depends on, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.durations import elapsed
from contracts.values import Mode, RoutingInput


class State(StrEnum):
    """Where a complaint stands in its life."""

    FILED = "filed"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    NEEDS_INFORMATION = "needs_information"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    DUPLICATE = "duplicate"
    CLOSED = "closed"


OPEN = frozenset(
    {
        State.FILED,
        State.ASSIGNED,
        State.ACKNOWLEDGED,
        State.IN_PROGRESS,
        State.NEEDS_INFORMATION,
        State.REOPENED,
    }
)
"""The states in which somebody still owes the complainant an answer."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """`version` counts the changes, `seq` the complaint's own events, `assignment_number` the assignments so far.

    `wanted_assignment` runs ahead of `assignment_number` while routing decides: after filing, transfer, reopening and
    reclassification. `state_seq` is the step that led to the state, 0 when an assignment did; `expired_seq` is the step
    after which the complainant let the time pass. `answered_at` is when it was last resolved, rejected or closed; the
    time for reopening counts from there.

    Units: `refused_by` are those that gave it away, `delegated_to` does the work for the responsible one (`assignee` is
    the person), `contributors` were asked for their part and `contributed` have given it. `is_bound`: the triage desk
    decided who is responsible; `reviews` counts how often it was asked to look again, `review_pending` while it has to.

    Leaders: `stage_level` (of the assignment `stage_level_of`) and `statutory_level` are the highest levels of
    escalation that stand, 0 for none. One of them has promised an answer until `promised_until`, a promise that was
    moved `promise_moves` times.

    Photos and documents: `added_before` and `added_after` count those of each phase since the complaint was opened or
    reopened, and `proofs` the photos among them that show the result as the unit left it.

    Duplicates: one that is or was `duplicate_of` another goes the way of that one. `has_duplicates` once any was merged
    into this one; it stays so when they are gone. One that `is_follower` was never anything else than a duplicate.

    After the end: `surveyed_at` is when its complainant answered the survey, which happens once. It is
    `closed_unanswered` where no unit has answered it; what was closed before there was a survey does not say so.

    The limits come with each assignment from the policy then in force: `reopen_within` and `promise_within` are ISO
    durations on the wall clock.
    """

    id: str
    routing_input: RoutingInput
    state: State
    version: int
    seq: int
    state_seq: int = 1
    expired_seq: int = 0
    unit: str | None = None
    assignment_number: int = 0
    wanted_assignment: int = 1
    transfers: int = 0
    refused_by: tuple[str, ...] = ()
    is_bound: bool = False
    reviews: int = 0
    review_pending: bool = False
    delegated_to: str | None = None
    assignee: str | None = None
    contributors: tuple[str, ...] = ()
    contributed: tuple[str, ...] = ()
    comments: int = 0
    added_before: int = 0
    added_after: int = 0
    proofs: int = 0
    reclassifications: int = 0
    rating: int | None = None
    surveyed_at: datetime | None = None
    closed_unanswered: bool = False
    stage_level: int = 0
    stage_level_of: int = 0
    statutory_level: int = 0
    promised_until: datetime | None = None
    promise_moves: int = 0
    duplicate_of: str | None = None
    has_duplicates: bool = False
    is_follower: bool = False
    answered_at: datetime | None = None
    reopen_within: str | None = None
    max_transfers: int | None = None
    promise_within: str | None = None
    max_reclassifications: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes an answer."""
        return self.state in OPEN

    @property
    def is_sandbox(self) -> bool:
        """Whether it came in for a trial: it is no affair of any unit, and no number counts it."""
        return self.routing_input.mode is Mode.SANDBOX

    @property
    def awaits_assignment(self) -> bool:
        """Whether routing has still to say who is responsible from now on."""
        return self.wanted_assignment > self.assignment_number

    @property
    def level(self) -> int:
        """The highest level of escalation that stands, 0 when nobody had to hear of it."""
        return max(self.stage_level, self.statutory_level)

    @property
    def has_let_time_pass(self) -> bool:
        """Whether the complainant was asked something, and the time for a reply is over."""
        return self.state is State.NEEDS_INFORMATION and self.expired_seq == self.state_seq

    @property
    def reopen_until(self) -> datetime | None:
        """The last moment at which it may be reopened; None while there is no answer to object to."""
        if self.answered_at is None or self.reopen_within is None:
            return None
        return self.answered_at + elapsed(self.reopen_within)

    def can_be_reopened_at(self, now: datetime) -> bool:
        """Whether the time for reopening has begun and is not over."""
        return self.reopen_until is not None and now <= self.reopen_until

    def promise_limit(self, now: datetime) -> datetime | None:
        """The latest moment that may be promised now; None when the policy sets no limit."""
        return None if self.promise_within is None else now + elapsed(self.promise_within)
