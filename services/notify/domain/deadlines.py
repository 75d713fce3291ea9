"""What is known of the deadlines of a complaint or an improvement action: all its clocks, as they were set last."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from contracts.events import ClocksSet
from contracts.values import Clock, ClockStatus, longest_overdue

LIVE = frozenset({ClockStatus.RUNNING, ClockStatus.PAUSED})


@dataclass(frozen=True, slots=True)
class WithDeadlines:
    """`clocks` are all of them as they stood at `clocks_at`, under the assignment `clocks_assignment`.

    `is_over` says that nothing more is expected of anybody.
    """

    id: str
    clocks: tuple[Clock, ...] = ()
    clocks_at: datetime | None = None
    clocks_assignment: int = 0
    is_over: bool = False

    @property
    def overdue(self) -> tuple[Clock, ...]:
        """The clocks of units that have run out and are still owed, the one that ran out first at the head."""
        return longest_overdue(self.clocks)


Watched = TypeVar("Watched", bound=WithDeadlines)


def clocks_set(known: Watched, event: ClocksSet) -> Watched:
    """The same with the clocks of the event, unless newer ones are known."""
    known_at = (known.clocks_assignment, known.clocks_at)
    if known.clocks_at is not None and (event.assignment_number, event.occurred_at) < known_at:
        return known
    return replace(known, clocks=event.clocks, clocks_at=event.occurred_at, clocks_assignment=event.assignment_number)


def is_running(known: WithDeadlines, since: datetime, clock: str) -> bool:
    """Whether a clock that ran at `since` still does."""
    if not is_known_after(known, since):
        return not known.is_over
    return any(each.name == clock and each.status in LIVE for each in known.clocks)


def still_owed(known: WithDeadlines, since: datetime, clocks: frozenset[str], contributor: str | None = None) -> bool:
    """Whether any of these clocks, overdue at `since`, is still owed.

    A `contributor` owes its own part, everybody else what the unit owes that is responsible.
    """
    if known.is_over:
        return False
    if not is_known_after(known, since):
        return True
    owed = (clock for clock in known.overdue if clock.name in clocks)
    return any(contributor is None or clock.unit == contributor for clock in owed)


def is_known_after(known: WithDeadlines, since: datetime) -> bool:
    """Clocks that were read before an event say nothing of what has become of it."""
    return known.clocks_at is not None and known.clocks_at >= since
