"""What happened to a complaint, as far as clocks care: its assignments and its steps.

They come from two topics in any order, so clocks are never updated step by step: they are derived anew from all of it,
which makes the order of arrival irrelevant.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from city.calendars import in_milliseconds
from contracts.events import AssignmentEvent, ComplaintEvent, ComplaintFiled, Event
from contracts.values import PolicySnapshot

LEAVES = ("transferred", "reopened")
"""After these steps routing assigns anew."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of a complaint, under the name that policies know it by."""

    seq: int
    assignment_number: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is responsible since when, under which policy."""

    number: int
    unit: str
    at: datetime
    filed_at: datetime
    policy: PolicySnapshot


@dataclass(frozen=True, slots=True)
class Stage:
    """The time under one assignment: the steps that belong to it, those included that were taken while it was made."""

    assignment: Assignment
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class History:
    """`latest` is the latest moment of all events so far: an older event that comes late must not turn back the clock.

    `earlier` are former assignments whose last step is still on its way; only then is it sure what they owed.
    """

    latest: datetime | None = None
    assignment: Assignment | None = None
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
        step = Step(event.seq, event.assignment_number, event.step(), at)
        steps = tuple(sorted((*self.steps, step), key=lambda known: known.seq))
        return replace(self, latest=latest, steps=steps)

    def _with_assignment(self, event: AssignmentEvent, at: datetime, latest: datetime) -> "History":
        """The same with a newer assignment."""
        former = self.assignment
        earlier = self.earlier if former is None or self.left(former.number) else (*self.earlier, former)
        newest = Assignment(
            number=event.assignment_number,
            unit=event.unit,
            at=at,
            filed_at=in_milliseconds(event.filed_at),
            policy=event.policy,
        )
        return History(latest, newest, earlier, self.steps)

    def settled(self) -> tuple[tuple[Stage, ...], "History"]:
        """The stages of former assignments of which everything is known by now, and the history without them."""
        known = tuple(former for former in self.earlier if self.left(former.number))
        if not known:
            return (), self
        rest = tuple(former for former in self.earlier if former not in known)
        return tuple(self.stage(former) for former in known), replace(self, earlier=rest)

    def left(self, number: int) -> int | None:
        """The number of the step after which routing assigns anew, or None while it has not come."""
        ends = (step.seq for step in self.steps if step.assignment_number == number and step.kind in LEAVES)
        return next(ends, None)

    def stage(self, assignment: Assignment) -> Stage:
        """The stage of the newest or a former assignment."""
        number = assignment.number
        begun = 0 if number == 1 else self.left(number - 1)
        steps = (
            step
            for step in self.steps
            if step.assignment_number == number
            or (begun is not None and step.assignment_number < number and step.seq > begun)
        )
        return Stage(assignment, tuple(steps))


def is_for_clocks(event: Event) -> bool:
    """Filing moves no clock: clocks begin with the assignment, which says when the complaint was filed."""
    return not isinstance(event, ComplaintFiled)
