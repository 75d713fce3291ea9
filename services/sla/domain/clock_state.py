"""What sla knows of one complaint: the facts that came, and what it has stated so far.

Facts come from two topics in any order, so the clocks are never updated step by step: they are derived anew from all
facts, which makes the order of arrival irrelevant.
"""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, field_serializer

from contracts.values import Clock, PolicySnapshot


class _Known(BaseModel):
    model_config = ConfigDict(frozen=True)


class Step(_Known):
    """One fact of the intake API that moves clocks."""

    seq: int
    assignment_number: int
    kind: str
    at: AwareDatetime


class Assignment(_Known):
    """The newest assignment."""

    assignment_number: int
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

    @field_serializer("warned", "breached")
    def _in_order(self, marks: frozenset[str]) -> list[str]:
        """Sets come in an order of their own in every process; the same state has to be the same bytes."""
        return sorted(marks)


class ClockState(_Known):
    """The state of one complaint in sla. Timers are not kept: they are the earliest of what is still to come.

    `as_of` is the latest moment of all events so far: an older fact that comes late must not turn back the clock.
    `earlier` are former assignments whose last step is still on its way; only then is it sure what they owed.
    """

    subject: str
    trace: str | None = None
    as_of: AwareDatetime | None = None
    assignment: Assignment | None = None
    earlier: tuple[Assignment, ...] = ()
    steps: tuple[Step, ...] = ()
    stated: Stated = Stated()

    def knows(self, step: Step) -> bool:
        """Whether this step came before."""
        return any(known.seq == step.seq for known in self.steps)

    def with_step(self, step: Step) -> "ClockState":
        """The same with one step more, in the order in which the intake API stated them."""
        steps = tuple(sorted((*self.steps, step), key=lambda known: known.seq))
        return self.model_copy(update={"steps": steps, "as_of": self._latest(step.at)})

    def with_assignment(self, newest: Assignment) -> "ClockState":
        """The same with a newer assignment."""
        former = () if self.assignment is None or self.left(self.assignment.assignment_number) else (self.assignment,)
        changed = {"assignment": newest, "earlier": (*self.earlier, *former), "as_of": self._latest(newest.at)}
        return self.model_copy(update=changed)

    def at(self, moment: datetime) -> "ClockState":
        """The same, having seen an event of that moment."""
        return self.model_copy(update={"as_of": self._latest(moment)})

    def has_paused(self) -> bool:
        """Whether it ever waited for the complainant; if not, no deadline was ever moved."""
        return any(step.kind == "information_requested" for step in self.steps)

    def left(self, assignment_number: int) -> int | None:
        """The number of the step after which routing assigns anew, or None while it has not come."""
        ends = (
            step.seq
            for step in self.steps
            if step.assignment_number == assignment_number and step.kind in ("transferred", "reopened")
        )
        return next(ends, None)

    def steps_of(self, assignment_number: int) -> tuple[Step, ...]:
        """The steps that belong to an assignment, those included that were taken while it was being made."""
        begun = 0 if assignment_number == 1 else self.left(assignment_number - 1)
        return tuple(
            step
            for step in self.steps
            if step.assignment_number == assignment_number
            or (begun is not None and step.assignment_number < assignment_number and step.seq > begun)
        )

    def _latest(self, moment: datetime) -> datetime:
        return max(moment, self.as_of or moment)
