"""What became of each clock that units owe a complainant, from all that sla says of it, in whatever order it comes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from contracts.events import ClocksSet, DeadlineBreached, DeadlineBreachWithdrawn, Event
from contracts.values import Clock, ClockOwner, ClockStatus


class Outcome(StrEnum):
    """What became of a promise. One that nobody waits for any more, kept or not, has no outcome."""

    KEPT = "kept"
    LATE = "late"
    RUNNING = "running"


_WORST_FIRST = (Outcome.LATE, Outcome.RUNNING, Outcome.KEPT)
Order = tuple[int, datetime]
"""The number of an assignment and a moment: of two words on the same thing the greater one is the later."""
BEFORE_ALL: Order = (0, datetime(1970, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a clock as it was last said to stand, and when that was said."""

    clock: str
    started_at: datetime
    outcome: Outcome | None
    said: Order


@dataclass(frozen=True, slots=True)
class Breach:
    """The last word on a breach of a clock under an assignment: whether it `stands`."""

    clock: str
    assignment_number: int
    at: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class Promises:
    """All that is known of the clocks of a complaint. A run is present while the word of `newest` mentions it."""

    runs: tuple[Run, ...] = ()
    breaches: tuple[Breach, ...] = ()
    newest: Order = BEFORE_ALL

    def after(self, event: Event) -> "Promises":
        """With one event more. What is older than what is known of the same run or breach changes nothing."""
        match event:
            case ClocksSet():
                return self._set(event)
            case DeadlineBreached() | DeadlineBreachWithdrawn():
                return self._breached(event, isinstance(event, DeadlineBreached))
        return self

    def outcomes(self) -> dict[str, Outcome]:
        """The outcome of each clock by its name.

        A promise that was given several times (to each new unit, after each reopening) is late when it was late once,
        else it runs while the last one does, else it was kept when it was kept once.
        """
        found: dict[str, set[Outcome]] = {}
        for run in self.runs:
            is_gone = run.outcome is Outcome.RUNNING and run.said != self.newest
            if run.outcome is not None and not is_gone:
                found.setdefault(run.clock, set()).add(run.outcome)
        for breach in self.breaches:
            if breach.stands:
                found.setdefault(breach.clock, set()).add(Outcome.LATE)
        return {name: next(each for each in _WORST_FIRST if each in these) for name, these in found.items()}

    def _set(self, event: ClocksSet) -> "Promises":
        said = (event.assignment_number, event.occurred_at)
        runs = {(run.clock, run.started_at): run for run in self.runs}
        for clock in event.clocks:
            if clock.unit is not None or clock.owed_by is ClockOwner.COMPLAINANT:
                continue
            known = runs.get((clock.name, clock.started_at))
            if known is None or known.said <= said:
                runs[clock.name, clock.started_at] = Run(clock.name, clock.started_at, _outcome(clock), said)
        return replace(self, runs=tuple(runs.values()), newest=max(self.newest, said))

    def _breached(self, event: DeadlineBreached | DeadlineBreachWithdrawn, stands: bool) -> "Promises":
        breaches = {(breach.clock, breach.assignment_number): breach for breach in self.breaches}
        key = (event.clock, event.assignment_number)
        known = breaches.get(key)
        if known is None or known.at <= event.occurred_at:
            breaches[key] = Breach(*key, event.occurred_at, stands)
        return replace(self, breaches=tuple(breaches.values()))


def promises_of(events: Iterable[Event]) -> Promises:
    """What is known after all of these events."""
    known = Promises()
    for event in events:
        known = known.after(event)
    return known


def _outcome(clock: Clock) -> Outcome | None:
    if clock.breached_at is not None:
        return Outcome.LATE
    if clock.status is ClockStatus.MET:
        return Outcome.KEPT
    return Outcome.RUNNING if clock.status in (ClockStatus.RUNNING, ClockStatus.PAUSED) else None
