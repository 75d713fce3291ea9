"""Which stretch of a backlog is read next. A long one is read piece by piece, never as a whole.

Stores exist that fetch everything that matches before they apply a limit, so the query itself has to be bounded.
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
