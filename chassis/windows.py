"""Which stretch of time is read next of what is due, where the oldest comes first (where not, see `chassis.shares`).

Stores exist that fetch everything that matches before they apply a limit, so the query itself has to be bounded: a
backlog is read piece by piece. Only the first look after a start takes all that is due by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_LEAST = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Read what waits since `upto` or longer; without one, everything. `reach` is how far the window went last."""

    upto: datetime | None = None
    reach: timedelta = _LEAST

    def closed(self, now: datetime) -> "Window":
        """The window for after a failure `now`: what gathers from now on is read piece by piece."""
        return Window(now) if self.upto is None else self


EVERYTHING = Window()


def next_window(window: Window, found: Sequence[datetime], limit: int, now: datetime) -> Window:
    """The next read, given the last one and since when each thing that it found was waiting.

    A full batch means a backlog: the next read reaches about as far beyond it as the batch was long, so its size stays
    bounded. A batch that was not full doubles the reach until all is caught up.
    """
    if len(found) >= limit:
        reach = max(max(found) - min(found), _LEAST)
        return Window(max(found) + reach, reach)
    if window.upto is None:
        return EVERYTHING
    upto, reach = window.upto + 2 * window.reach, 2 * window.reach
    return Window(upto, reach) if upto < now else EVERYTHING
