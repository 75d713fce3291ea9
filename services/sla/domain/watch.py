"""What sla knows of one complaint: the facts that came, and what it has stated so far.

Facts come from two topics in any order, so the clocks are never updated step by step: they are derived anew from all
facts, which makes the order of arrival irrelevant.
"""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from contracts.values import Clock, PolicySnapshot

StepKind = Literal[
    "acknowledged",
    "started",
    "information_requested",
    "information_provided",
    "resolved",
    "rejected",
    "transferred",
    "reopened",
    "withdrawn",
    "closed",
]


class _Known(BaseModel):
    model_config = ConfigDict(frozen=True)


class Step(_Known):
    """One fact of the front door that moves clocks."""

    seq: int
    epoch: int
    kind: StepKind
    at: AwareDatetime


class Assignment(_Known):
    """The newest assignment."""

    epoch: int
    unit: str
    at: AwareDatetime
    filed_at: AwareDatetime
    policy: PolicySnapshot


class Ladder(_Known):
    """How far the escalation has come: the level stated last (0: none yet) and how often it was repeated.

    `next_at` is None after the last repetition, and while paused, when `remaining_ms` of working time is kept.
    """

    round: int
    level: int = 0
    repeat: int = 0
    next_at: AwareDatetime | None = None
    remaining_ms: int | None = None


class Stated(_Known):
    """What was said already, so that it is said once. Marks are those of `clocks.mark`."""

    clocks: tuple[Clock, ...] = ()
    calendar_version: str = ""
    warned: frozenset[str] = frozenset()
    breached: frozenset[str] = frozenset()
    rounds: int = 0
    ladder: Ladder | None = None


class Watch(_Known):
    """The state of one complaint in sla. Timers are not kept: they are the earliest of what is still to come."""

    complaint_id: str
    trace: str | None = None
    assignment: Assignment | None = None
    steps: tuple[Step, ...] = ()
    stated: Stated = Stated()

    def knows(self, step: Step) -> bool:
        """Whether this step came before."""
        return any(known.seq == step.seq for known in self.steps)

    def with_step(self, step: Step) -> "Watch":
        """The same with one step more, in the order in which the front door stated them."""
        steps = tuple(sorted((*self.steps, step), key=lambda known: known.seq))
        return self.model_copy(update={"steps": steps})
