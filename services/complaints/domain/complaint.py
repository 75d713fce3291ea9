"""A complaint as it stands: everything that its next step depends on, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.durations import elapsed
from contracts.values import RoutingInput


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

    `wanted_assignment` runs ahead of `assignment_number` while routing decides: after filing, transfer or reopening.
    `answered_at` is when it was last resolved or rejected; the time for reopening counts from there. How long that is,
    `reopen_within`, an ISO duration on the wall clock, comes with each assignment from the policy then in force, and so
    does `max_transfers`, how many `transfers` between units there may be.
    """

    id: str
    routing_input: RoutingInput
    state: State
    version: int
    seq: int
    unit: str | None = None
    assignment_number: int = 0
    wanted_assignment: int = 1
    transfers: int = 0
    answered_at: datetime | None = None
    reopen_within: str | None = None
    max_transfers: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes an answer."""
        return self.state in OPEN

    @property
    def awaits_assignment(self) -> bool:
        """Whether routing has still to say who is responsible from now on."""
        return self.wanted_assignment > self.assignment_number

    @property
    def reopen_until(self) -> datetime | None:
        """The last moment at which it may be reopened; None while there is no answer to object to."""
        if self.answered_at is None or self.reopen_within is None:
            return None
        return self.answered_at + elapsed(self.reopen_within)

    def can_be_reopened_at(self, now: datetime) -> bool:
        """Whether the time for reopening has begun and is not over."""
        return self.reopen_until is not None and now <= self.reopen_until
