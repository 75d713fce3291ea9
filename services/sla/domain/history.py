"""What happened to a complaint, as far as clocks care: its assignments and its steps.

They come from two topics in any order, so clocks are never updated step by step: they are derived anew from all of it,
which makes the order of arrival irrelevant.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from city.calendars import in_milliseconds
from contracts.events import (
    AssignmentEvent,
    ComplaintEvent,
    ContributionGiven,
    ContributionRequested,
    Event,
)
from contracts.values import PolicySnapshot

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
    """Who is responsible since when, under which policy. `through` is the number of the last one that continued it."""

    number: int
    unit: str
    at: datetime
    filed_at: datetime
    policy: PolicySnapshot
    channel: str | None = None
    through: int = 0

    @property
    def last(self) -> int:
        """The number under which its stage stood last."""
        return max(self.number, self.through)


@dataclass(frozen=True, slots=True)
class Stage:
    """The time of one unit: the assignment that it began with, the steps that belong to it (those included that were
    taken while it was made), and the step that led to it, if that is known.
    """

    assignment: Assignment
    steps: tuple[Step, ...]
    led_by: Step | None = None


@dataclass(frozen=True, slots=True)
class History:
    """`latest` is the latest moment of all events so far: an older event that comes late must not turn back the clock.

    `begun` is the assignment with which the stage began, and `first` the one that statutory clocks follow; None: it is
    the newest one. `earlier` are former stages whose last step is still on its way; only then is it sure what they
    owed.
    """

    latest: datetime | None = None
    assignment: Assignment | None = None
    begun: Assignment | None = None
    first: Assignment | None = None
    earlier: tuple[Assignment, ...] = ()
    steps: tuple[Step, ...] = ()

    def with_event(self, event: Event) -> "History":
        """The same with one event more; what is known already changes nothing but the time."""
        at = in_milliseconds(event.occurred_at)
        latest = max(at, self.latest or at)
        if isinstance(event, AssignmentEvent):
            return self._with_assignment(event, at, latest)
        if isinstance(event, ComplaintEvent):
            return self._with_step(event, at, latest)
        return replace(self, latest=latest)

    def knows(self, event: Event) -> bool:
        """Whether this event, or what overtook it, came before."""
        if isinstance(event, AssignmentEvent):
            return self.assignment is not None and event.assignment_number <= self.assignment.number
        return isinstance(event, ComplaintEvent) and any(step.seq == event.seq for step in self.steps)

    def _with_step(self, event: ComplaintEvent, at: datetime, latest: datetime) -> "History":
        """The same with one step more, in the order in which the steps were taken."""
        unit = event.unit if isinstance(event, ContributionRequested | ContributionGiven) else None
        step = Step(event.seq, event.assignment_number, event.step(), at, unit)
        steps = tuple(sorted((*self.steps, step), key=lambda known: known.seq))
        return replace(self, latest=latest, steps=steps)

    def _with_assignment(self, event: AssignmentEvent, at: datetime, latest: datetime) -> "History":
        """The same with a newer assignment."""
        newest = Assignment(
            number=event.assignment_number,
            unit=event.unit,
            at=at,
            filed_at=in_milliseconds(event.filed_at),
            policy=event.policy,
            channel=event.channel,
        )
        former = self.begun or self.assignment
        first = None if event.sets_statutory else self.first or self.assignment
        if first is not None and first.policy == newest.policy:
            first = None
        if event.continues and former is not None:
            begun = replace(former, through=newest.number)
            return History(latest, newest, begun, first, self.earlier, self.steps)
        is_left = former is None or self.left(former.last) is not None
        earlier = self.earlier if former is None or is_left else (*self.earlier, former)
        return History(latest, newest, None, first, earlier, self.steps)

    def settled(self) -> tuple[tuple[Stage, ...], "History"]:
        """The stages of former assignments of which everything is known by now, and the history without them."""
        known = tuple(former for former in self.earlier if self.left(former.last))
        if not known:
            return (), self
        rest = tuple(former for former in self.earlier if former not in known)
        return tuple(self.stage(former) for former in known), replace(self, earlier=rest)

    def left(self, number: int) -> Step | None:
        """The step after which routing assigns anew, or None while it has not come."""
        ends = (step for step in self.steps if step.assignment_number == number and step.kind in LEAVES)
        return next(ends, None)

    def stage(self, assignment: Assignment) -> Stage:
        """The stage that began with this assignment."""
        number, last = assignment.number, assignment.last
        led_by = self.left(number - 1)
        begun = 0 if number == 1 else led_by.seq if led_by else None
        steps = (
            step
            for step in self.steps
            if number <= step.assignment_number <= last
            or (begun is not None and step.assignment_number < number and step.seq > begun)
        )
        return Stage(assignment, tuple(steps), led_by)
