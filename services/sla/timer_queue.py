"""Timers in memory: which complaints have a deadline that has come.

The queue holds nothing of its own: after a rebalance it is dropped and rebuilt from the table of clocks. A timer is a
key with a due time; whoever handles it looks at the clocks in the table, not at the timer.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple

# Rebuild a partition when the references left behind by moved timers outnumber the timers themselves by this much.
_SPARE_REFERENCES = 64


class Timer(NamedTuple):
    """The next moment of one key: `due_ms` in epoch milliseconds."""

    partition: int
    key: str
    due_ms: int


@dataclass(slots=True)
class _Partition:
    """`live` is the truth. `buckets` only says where to look: a key may stand in a bucket that it has since left."""

    live: dict[str, int] = field(default_factory=dict)
    buckets: dict[int, list[str]] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)  # heap of the numbers of the buckets
    references: int = 0

    def refer(self, bucket: int, key: str) -> None:
        keys = self.buckets.get(bucket)
        if keys is None:
            keys = self.buckets[bucket] = []
            heappush(self.order, bucket)
        keys.append(key)
        self.references += 1

    def take_first_bucket(self) -> list[str]:
        keys = self.buckets.pop(heappop(self.order))
        self.references -= len(keys)
        return keys

    def is_cluttered(self) -> bool:
        return self.references > 2 * len(self.live) + _SPARE_REFERENCES


class TimerQueue:
    """Timers by partition, one for each key. Never early, never lost; of timers that are due the earliest come first.

    `width_ms` is the width of a bucket: wider takes less memory, and costs no precision.
    """

    def __init__(self, width_ms: int = 1_000) -> None:
        if width_ms <= 0:
            raise ValueError(f"the width of a bucket must be positive, not {width_ms} ms")
        self._width_ms = width_ms
        self._partitions: dict[int, _Partition] = {}
        self._ready: list[tuple[int, Timer]] = []  # heap of the timers of opened buckets, by due time

    def __len__(self) -> int:
        return sum(len(partition.live) for partition in self._partitions.values())

    def set(self, partition: int, key: str, due_ms: int) -> None:
        """Set the timer of a key; an earlier one of the same key is replaced."""
        part = self._partitions.setdefault(partition, _Partition())
        part.live[key] = due_ms
        part.refer(due_ms // self._width_ms, key)
        self._tidy(part)

    def put_back(self, timer: Timer) -> None:
        """Return a timer that `due` gave but that could not be handled.

        A timer set meanwhile for its key stays, and a partition that this queue never had is left to its owner.
        """
        part = self._partitions.get(timer.partition)
        if part is not None and timer.key not in part.live:
            self.set(*timer)

    def discard(self, partition: int, key: str) -> None:
        """Forget the timer of a key, if there is one."""
        part = self._partitions.get(partition)
        if part is not None and part.live.pop(key, None) is not None:
            self._tidy(part)

    def due(self, now_ms: int, limit: int) -> list[Timer]:
        """Take out at most `limit` timers with `due_ms <= now_ms`, earliest first. They are gone from the queue."""
        taken: list[Timer] = []
        while len(taken) < limit and (timer := self._next(now_ms)):
            del self._partitions[timer.partition].live[timer.key]
            taken.append(timer)
        return taken

    def _next(self, now_ms: int) -> Timer | None:
        while True:
            self._open_buckets(now_ms)
            if not self._ready or self._ready[0][0] > now_ms:
                return None
            _, timer = heappop(self._ready)
            if self._is_live(timer):
                return timer

    def _open_buckets(self, now_ms: int) -> None:
        """Open buckets until none that is closed could hold the first timer: few at a time, however many are due."""
        while filled := [(part.order[0], number) for number, part in self._partitions.items() if part.order]:
            bucket, number = min(filled)
            horizon_ms = min(now_ms, self._ready[0][0]) if self._ready else now_ms
            if bucket * self._width_ms > horizon_ms:
                return
            self._open(number)

    def _open(self, number: int) -> None:
        part = self._partitions[number]
        bucket = part.order[0]
        for key in part.take_first_bucket():
            due_ms = part.live.get(key)
            if due_ms is not None and due_ms // self._width_ms == bucket:
                heappush(self._ready, (due_ms, Timer(number, key, due_ms)))

    def _is_live(self, timer: Timer) -> bool:
        part = self._partitions.get(timer.partition)
        return part is not None and part.live.get(timer.key) == timer.due_ms

    def _tidy(self, part: _Partition) -> None:
        """Drop what moved and discarded timers left behind; each rebuild is paid for by as many changes before it."""
        if part.is_cluttered():
            part.buckets, part.order, part.references = {}, [], 0
            for key, due_ms in part.live.items():
                part.refer(due_ms // self._width_ms, key)
