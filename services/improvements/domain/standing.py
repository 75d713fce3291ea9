"""How the deadlines of an improvement action stand, as sla says it."""

from dataclasses import dataclass
from datetime import datetime

from contracts.events import ClocksSet, Event
from contracts.values import Clock, longest_overdue


@dataclass(frozen=True, slots=True)
class Deadlines:
    """All clocks as they were last said to stand, under the assignment of that number, at that moment."""

    assignment_number: int = 0
    at: datetime | None = None
    clocks: tuple[Clock, ...] = ()

    def after(self, event: Event) -> "Deadlines":
        """With one event more; what is older than what is known changes nothing.

        That a clock has run out is said in the event of its breach as well, which comes with clocks that say so.
        """
        if not isinstance(event, ClocksSet):
            return self
        if self.at is not None and (event.assignment_number, event.occurred_at) < (self.assignment_number, self.at):
            return self
        return Deadlines(event.assignment_number, event.occurred_at, event.clocks)

    def overdue_since(self, now: datetime) -> datetime | None:
        """Since when something is owed at `now`, by what was said; None when nothing is."""
        late = longest_overdue(self.clocks)
        running = [clock.due_at for clock in self.clocks if clock.ended_at is None and clock.due_at is not None]
        passed = [due_at for due_at in running if due_at <= now]
        return min((*passed, *(clock.due_at for clock in late if clock.due_at is not None)), default=None)

    def next_due(self, now: datetime) -> tuple[str, datetime] | None:
        """What is due next after `now`: the clock's name, and when."""
        coming = [
            (clock.due_at, clock.name)
            for clock in self.clocks
            if clock.ended_at is None and clock.due_at is not None and clock.due_at > now
        ]
        due_at, name = min(coming, default=(None, ""))
        return None if due_at is None else (name, due_at)
