"""The queue is never early and never loses a timer: held against the table that it follows."""

import tracemalloc
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, initialize, invariant, multiple, rule

from services.sla.timer_queue import HOUR_MS, PORTION, Timer, TimerQueue

partitions = st.integers(0, 2)
keys = st.sampled_from([letter.encode() for letter in "abcdefgh"])
waits = st.sampled_from([1, 50, 5_000, HOUR_MS // 2, HOUR_MS, 3 * HOUR_MS, 50 * HOUR_MS])


@dataclass
class Table:
    """What the queue follows: when each key is due."""

    due: dict[tuple[int, bytes], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.queue = TimerQueue(lambda partition, key: self.due.get((partition, key), 0))

    def write(self, partition: int, key: bytes, due_ms: int) -> None:
        """The table changes first, then the queue hears of it."""
        before = self.due.get((partition, key), 0)
        if due_ms:
            self.due[partition, key] = due_ms
        else:
            self.due.pop((partition, key), None)
        self.queue.set(partition, key, before, due_ms)


class QueueAgainstTable(RuleBasedStateMachine):
    """Every operation in any order; the table knows what must come."""

    taken: Bundle[Timer] = Bundle("taken")

    @initialize(now=st.integers(10**6, 10**12))
    def build(self, now: int) -> None:
        self.table, self.now = Table(), now

    @rule(partition=partitions, key=keys, wait=waits, past=st.booleans())
    def write(self, partition: int, key: bytes, wait: int, past: bool) -> None:
        self.table.write(partition, key, max(1, self.now - wait) if past else self.now + wait)

    @rule(partition=partitions, key=keys, waits=st.lists(waits, min_size=70, max_size=80))
    def move_often(self, partition: int, key: bytes, waits: list[int]) -> None:
        for wait in waits:
            self.table.write(partition, key, self.now + wait)

    @rule(partition=partitions, key=keys)
    def end(self, partition: int, key: bytes) -> None:
        self.table.write(partition, key, 0)

    @rule(partition=partitions)
    def lose_and_regain(self, partition: int) -> None:
        self.table.queue.drop(partition)
        for (number, key), due_ms in list(self.table.due.items()):
            if number == partition:
                self.table.queue.set(partition, key, 0, due_ms)

    @rule(target=taken, wait=waits, limit=st.integers(0, 10))
    def take_due(self, wait: int, limit: int) -> MultipleResults[Timer]:
        """What was taken is handled, as the agent does: its next moment lies later."""
        self.now += wait
        expected = sorted(due_ms for due_ms in self.table.due.values() if due_ms <= self.now)
        timers = self.table.queue.due(self.now, limit)
        assert [timer.due_ms for timer in timers] == expected[:limit]
        for timer in timers:
            assert self.table.due[timer.partition, timer.key] == timer.due_ms
            self.table.write(timer.partition, timer.key, self.now + HOUR_MS)
        return multiple(*timers)

    @rule(wait=waits)
    def take_due_in_vain(self, wait: int) -> None:
        """The broker is unavailable: what was taken is put back."""
        self.now += wait
        for timer in self.table.queue.due(self.now, 100):
            self.table.queue.put_back(timer)

    @rule(timer=taken)
    def put_back_too_late(self, timer: Timer) -> None:
        self.table.queue.put_back(timer)

    @invariant()
    def it_counts_what_is_to_come(self) -> None:
        if hasattr(self, "table"):
            assert len(self.table.queue) == len(self.table.due)

    def teardown(self) -> None:
        if hasattr(self, "table"):
            everything = self.table.queue.due(10**15, 10**6)
            assert {(t.partition, t.key): t.due_ms for t in everything} == self.table.due


TestQueueAgainstTable = QueueAgainstTable.TestCase
TestQueueAgainstTable.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("due_ms", [1_500, HOUR_MS, 1_000 * HOUR_MS + 1])
def test_a_timer_comes_at_its_millisecond_and_not_before(due_ms: int) -> None:
    table = Table()
    table.write(3, b"a", due_ms)
    assert table.queue.due(due_ms - 1, 10) == []
    assert table.queue.due(due_ms, 10) == [(due_ms, 3, b"a")]
    assert table.queue.due(due_ms + 1, 10) == []


def test_a_timer_that_is_set_again_although_nothing_changed_comes_again() -> None:
    table = Table()
    table.write(0, b"a", 1_000)
    assert len(table.queue.due(1_000, 10)) == 1
    table.write(0, b"a", 1_000)
    assert len(table.queue.due(1_000, 10)) == 1


def test_many_that_are_due_at_once_come_a_portion_at_a_time_and_in_the_order_of_their_hours() -> None:
    table = Table()
    for n in range(3 * PORTION):
        table.write(n % 8, b"k%d" % n, (1 + n % 3) * HOUR_MS)
    seen: list[int] = []
    for _ in range(7):
        seen += [timer.due_ms for timer in table.queue.due(100 * HOUR_MS, PORTION)]
    assert len(seen) == 3 * PORTION
    assert seen == sorted(seen)


def test_moving_a_timer_without_end_does_not_fill_the_memory() -> None:
    table = Table()
    tracemalloc.start()
    try:
        for n in range(1, 20_000):
            table.write(0, b"a", 100 * n)
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()
    assert table.queue.due(10**9, 10) == [(1_999_900, 0, b"a")]


def test_a_far_timer_costs_little_beside_its_key() -> None:
    table = Table()
    names = [b"complaint-%026d" % n for n in range(50_000)]
    for n, key in enumerate(names):
        table.due[0, key] = 10**12 + n * 20_000
    tracemalloc.start()
    try:
        for key in names:
            table.queue.set(0, key, 0, table.due[0, key])
        assert tracemalloc.get_traced_memory()[0] / len(names) < 100
    finally:
        tracemalloc.stop()


def test_ended_timers_leave_nothing_behind() -> None:
    table = Table()
    tracemalloc.start()
    try:
        for n in range(50_000):
            key = b"complaint-%026d" % n
            table.write(0, key, 10**12 + n * 20_000)
            table.write(0, key, 0)
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()
