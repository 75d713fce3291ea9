"""What happened to a complaint or an improvement action, as far as clocks care: its assignments and its steps.

They come from two topics in any order, so clocks are never updated step by step: they are derived anew from all of it,
which makes the order of arrival irrelevant.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from city.calendars import in_milliseconds
from contracts.events import (
    AssignmentEvent,
    ContributionGiven,
    ContributionRequested,
    Event,
    StepEvent,
)
from contracts.improvement_events import ImprovementAssigned, ImprovementEvent
from contracts.values import Mode, PolicySnapshot

LEAVES = ("transferred", "reopened", "reclassified", "policy_changed")
"""After these steps routing assigns anew."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of a complaint, under the name that policies know it by. `unit`: who contributes."""

    seq: int
    assignment_number: int
    kind: str
    at: datetime
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is responsible since when, under which policy. One that `continues` begins no stage."""

    number: int
    unit: str
    at: datetime
    filed_at: datetime
    policy: PolicySnapshot
    continues: bool = False
    sets_statutory: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """The time of a unit under the assignment that began it, and under those that continued it up to the `last`.

    The steps that belong to it include those that were taken while it was assigned. What its unit owed until then ends
    with the stage, at `ended_at`.
    """

    assignment: Assignment
    last: int
    steps: tuple[Step, ...]
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    """`latest` is the latest moment of all events so far: an older event that comes late must not turn back the clock.

    All assignments are kept: a clock follows the policy under which it started. `settled` is the number of the last one
    whose stage is over and was judged with all that belongs to it. `channel` is the complainant's. One
    of the sandbox has clocks like any other; the statistics leave it out. `is_improvement`: it is no complaint, but an
    improvement action.
    """

    latest: datetime | None = None
    channel: str | None = None
    assignments: tuple[Assignment, ...] = ()
    steps: tuple[Step, ...] = ()
    settled: int = 0
    is_sandbox: bool = False
    is_improvement: bool = False

    @property
    def assignment(self) -> Assignment | None:
        """The newest one."""
        return self.assignments[-1] if self.assignments else None

    def with_event(self, event: Event) -> "History":
        """The same with one event more; what is known already changes nothing but the time."""
        at = in_milliseconds(event.occurred_at)
        latest = max(at, self.latest or at)
        if isinstance(event, AssignmentEvent):
            return self._with_assignment(event, at, latest)
        if isinstance(event, StepEvent):
            return self._with_step(event, at, latest)
        return replace(self, latest=latest)

    def knows(self, event: Event) -> bool:
        """Whether this event, or what overtook it, came before."""
        if isinstance(event, AssignmentEvent):
            return self.assignment is not None and event.assignment_number <= self.assignment.number
        return isinstance(event, StepEvent) and any(step.seq == event.seq for step in self.steps)

    def _with_step(self, event: StepEvent, at: datetime, latest: datetime) -> "History":
        """The same with one step more, in the order in which the steps were taken."""
        unit = event.unit if isinstance(event, ContributionRequested | ContributionGiven) else None
        step = Step(event.seq, event.assignment_number, event.step(), at, unit)
        steps = tuple(sorted((*self.steps, step), key=lambda known: known.seq))
        is_improvement = self.is_improvement or isinstance(event, ImprovementEvent)
        return replace(self, latest=latest, steps=steps, is_improvement=is_improvement)

    def _with_assignment(self, event: AssignmentEvent, at: datetime, latest: datetime) -> "History":
        """The same with a newer assignment."""
        newest = Assignment(
            number=event.assignment_number,
            unit=event.unit,
            at=at,
            filed_at=in_milliseconds(event.filed_at),
            policy=event.policy,
            continues=event.continues,
            sets_statutory=event.sets_statutory,
        )
        return replace(
            self,
            latest=latest,
            channel=self.channel or event.channel,
            assignments=(*self.assignments, newest),
            is_sandbox=self.is_sandbox or event.mode is Mode.SANDBOX,
            is_improvement=self.is_improvement or isinstance(event, ImprovementAssigned),
        )

    def governing(self) -> tuple[Assignment, ...]:
        """The assignments whose policies statutory clocks follow, in turn: the first one, and what replaced it."""
        return (self.assignments[0], *(each for each in self.assignments[1:] if each.sets_statutory))

    def in_force_at(self, step: Step) -> Assignment | None:
        """The assignment under which a step was taken, the first one for a step before it; None while it has not come.

        Of a complaint that an earlier version watched, former assignments may be missing: then the next one stands in.
        """
        return next((each for each in self.assignments if each.number >= step.assignment_number), None)

    def begun(self) -> Assignment:
        """The assignment with which the present stage began."""
        return next((each for each in reversed(self.assignments) if not each.continues), self.assignments[0])

    def stage(self) -> Stage:
        """The stage of the newest assignment."""
        return self._stage(self.begun(), self.assignments[-1].number)

    def settle(self) -> tuple[tuple[Stage, ...], "History"]:
        """The former stages of which everything is known since just now, and the history that remembers that."""
        if len(self.assignments) == 1:
            return (), self
        over = tuple(stage for stage in self._former() if self._left(stage.last) is not None)
        return (over, replace(self, settled=over[-1].last)) if over else ((), self)

    @property
    def is_settled(self) -> bool:
        """Whether no step of a former stage is still on its way."""
        return len(self.assignments) == 1 or not self._former()

    def _former(self) -> tuple[Stage, ...]:
        """The stages before the newest one that are not settled."""
        begun = [each for index, each in enumerate(self.assignments) if index == 0 or not each.continues]
        return tuple(
            replace(self._stage(each, following.number - 1), ended_at=following.at)
            for each, following in pairwise(begun)
            if each.number > self.settled
        )

    def _stage(self, began: Assignment, last: int) -> Stage:
        number = began.number
        begun = 0 if number == 1 else self._left(number - 1)
        steps = (
            step
            for step in self.steps
            if number <= step.assignment_number <= last
            or (begun is not None and step.assignment_number < number and step.seq > begun)
        )
        return Stage(began, last, tuple(steps))

    def _left(self, number: int) -> int | None:
        """The number of the step after which routing assigns anew, or None while it has not come."""
        ends = (step.seq for step in self.steps if step.assignment_number == number and step.kind in LEAVES)
        return next(ends, None)
