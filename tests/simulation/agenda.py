"""What happens when, in virtual time: no clock on a wall takes part, so a seed gives the same year again."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count


class Agenda:
    """Entries in the order of their moments, and of their entry where the moments are the same."""

    def __init__(self) -> None:
        self._entries: list[tuple[datetime, int, Callable[[datetime], object]]] = []
        self._numbers = count()

    def enter(self, at: datetime, happen: Callable[[datetime], object]) -> None:
        """`happen` is called with its moment."""
        heapq.heappush(self._entries, (at, next(self._numbers), happen))

    def step(self) -> datetime | None:
        """Let the next entry happen and say when it did; None when nothing is left."""
        if not self._entries:
            return None
        at, _, happen = heapq.heappop(self._entries)
        happen(at)
        return at
