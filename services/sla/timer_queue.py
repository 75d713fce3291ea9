"""Timers in memory: which complaints have a deadline that has come.

A timer is no more than a key beside the table: when it is due stands in the table's value and nowhere else. So a timer
costs little, and one that was moved or ended needs no other care than that its key leaves its place here.

Timers of a far hour lie together in the set of that hour. As the hour comes near they are sorted, a portion at a time,
into a heap; what the table says by then decides whether one is still meant.
"""

from collections import Counter
from collections.abc import Callable
from heapq import heappop, heappush
from typing import NamedTuple

HOUR_MS = 60 * 60 * 1000
PORTION = 2_000
"""Keys that are sorted in one go: the loop stands still no longer than that takes."""

SPARE = 64
"""Timers in the heap that are no longer meant and may stay there; more than that are cleared away."""

DueOf = Callable[[int, bytes], int]
"""(partition, key) → when it is due in epoch milliseconds, 0 for never."""


class Timer(NamedTuple):
    """The next moment of one key, in epoch milliseconds."""

    due_ms: int
    partition: int
    key: bytes


class TimerQueue:
    """Timers by partition, one for each key. Never early, never lost; the earliest come first."""

    def __init__(self, due_of: DueOf) -> None:
        self._due_of = due_of
        self._counts: Counter[int] = Counter()
        self._far: dict[int, dict[int, set[bytes]]] = {}  # partition → hour → keys
        self._near: list[Timer] = []
        self._near_until = 0  # the first hour that is far

    def __len__(self) -> int:
        return self._counts.total()

    def set(self, partition: int, key: bytes, before_ms: int, due_ms: int) -> None:
        """A key's next moment has changed from `before_ms` to `due_ms` (0: there is none)."""
        self._counts[partition] += bool(due_ms) - bool(before_ms)
        if before_ms and before_ms != due_ms:
            self._remove(partition, key, before_ms // HOUR_MS)
        if due_ms:
            self._place(Timer(due_ms, partition, key))
        if len(self._near) > 2 * len(self) + SPARE:
            self._keep(self._is_meant)

    def put_back(self, timer: Timer) -> None:
        """Return a timer that `due` gave but that could not be handled."""
        heappush(self._near, timer)

    def drop(self, partition: int) -> None:
        """Forget the timers of a partition."""
        self._far.pop(partition, None)
        self._counts.pop(partition, None)
        self._keep(lambda timer: timer.partition != partition)

    def due(self, now_ms: int, limit: int) -> list[Timer]:
        """Take out at most `limit` timers that are due by `now_ms`, earliest first. They are gone from here."""
        self._sort_until(now_ms // HOUR_MS + 2)
        taken: list[Timer] = []
        while self._near and len(taken) < limit and self._near[0].due_ms <= now_ms:
            timer = heappop(self._near)
            if self._is_meant(timer) and timer not in taken[-1:]:
                taken.append(timer)
        return taken

    def _is_meant(self, timer: Timer) -> bool:
        return self._due_of(timer.partition, timer.key) == timer.due_ms

    def _keep(self, wanted: Callable[[Timer], bool]) -> None:
        self._near = sorted(filter(wanted, self._near))

    def _place(self, timer: Timer) -> None:
        hour = timer.due_ms // HOUR_MS
        if hour < self._near_until:
            heappush(self._near, timer)
        else:
            self._far.setdefault(timer.partition, {}).setdefault(hour, set()).add(timer.key)

    def _remove(self, partition: int, key: bytes, hour: int) -> None:
        """A timer in the heap stays there: the table says that it is no longer meant."""
        hours = self._far.get(partition, {})
        if keys := hours.get(hour):
            keys.discard(key)
            if not keys:
                del hours[hour]

    def _sort_until(self, end: int) -> None:
        """Bring the keys of all hours before `end` into the heap: a portion at most, the earliest hours first."""
        if end <= self._near_until:
            return
        room = PORTION
        for hour, partition in sorted((h, p) for p, hours in self._far.items() for h in hours if h < end):
            room -= self._sort(partition, hour, room)
            if room <= 0:
                return
        self._near_until = end

    def _sort(self, partition: int, hour: int, room: int) -> int:
        """Sort up to `room` keys of an hour; how many there were."""
        keys = self._far[partition][hour]
        count = min(room, len(keys))
        for key in [keys.pop() for _ in range(count)]:
            if due_ms := self._due_of(partition, key):
                heappush(self._near, Timer(due_ms, partition, key))
        if not keys:
            del self._far[partition][hour]
        return count
