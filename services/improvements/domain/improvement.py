"""An improvement action: what is done about something that keeps going wrong, by whom, by when, to what effect."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.values import About, EffectVerdict, Target
from services.improvements.domain.learning.assigned import Learning


class State(StrEnum):
    """Where an improvement action stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


OPEN = frozenset({State.PROPOSED, State.AGREED, State.IN_PROGRESS})
"""Somebody has something to do."""


JUDGED_AFTER = (3, 6)
"""So many months after it was done its effect is judged, and judged again."""
_MONTH = timedelta(weeks=13) / 3
"""A quarter of a year has thirteen weeks; effects are counted by weeks."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What its measure said so many months after it was done."""

    months: int
    verdict: EffectVerdict


@dataclass(frozen=True, slots=True)
class Moved:
    """Its date was moved at that moment, from the end of one day to that of another, for one of the reasons of
    `postpone`.
    """

    at: datetime
    before: datetime
    after: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Improvement:
    """`seq` is the number of its last step, `assignment_number` that of the assignment in force.

    `unit` owns it; `target` is the effect that is expected. `complaints` are those that gave rise to it, `findings`
    what it answers. `moved` has each time that its date was moved, `proposed_by` is who may not sign it off.
    """

    id: str
    seq: int
    assignment_number: int
    state: State
    action: str
    unit: str
    about: About
    target: Target
    starts_at: datetime
    due_at: datetime
    proposed_at: datetime
    proposed_by: str | None
    findings: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    agreed_at: datetime | None = None
    started_at: datetime | None = None
    done_at: datetime | None = None
    judged: tuple[Judged, ...] = field(default=())
    learning: tuple[Learning, ...] = ()

    @property
    def moves(self) -> int:
        """How often its date was moved."""
        return len(self.moved)

    @property
    def is_open(self) -> bool:
        """Whether somebody has something to do about it."""
        return self.state in OPEN

    @property
    def judge_months(self) -> int | None:
        """After how many months it is judged next; None before it is done, and when nothing more is to come."""
        if self.done_at is None:
            return None
        done = {each.months for each in self.judged}
        return next((months for months in JUDGED_AFTER if months not in done), None)

    @property
    def judge_at(self) -> datetime | None:
        """When that is."""
        months = self.judge_months
        return None if months is None or self.done_at is None else self.done_at + months * _MONTH
