"""The queue is never early and never loses a timer: held against a plain dict."""

import tracemalloc

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, initialize, invariant, multiple, rule

from services.sla.timer_queue import Timer, TimerQueue

partitions = st.integers(0, 2)
keys = st.sampled_from("abcdefgh")
waits = st.integers(-50, 5_000)


class WheelAgainstDict(RuleBasedStateMachine):
    """Every operation in any order; the dict knows what must be in the queue."""

    taken: Bundle[Timer] = Bundle("taken")

    @initialize(width_ms=st.sampled_from([1, 7, 1_000, 60_000]), now=st.integers(-3_000, 10**12))
    def build(self, width_ms: int, now: int) -> None:
        self.queue = TimerQueue(width_ms)
        self.model: dict[tuple[int, str], int] = {}
        self.now = now

    @rule(partition=partitions, key=keys, wait=waits)
    def set_timer(self, partition: int, key: str, wait: int) -> None:
        self.queue.set(partition, key, self.now + wait)
        self.model[partition, key] = self.now + wait

    @rule(partition=partitions, key=keys, waits=st.lists(waits, min_size=70, max_size=80))
    def move_often(self, partition: int, key: str, waits: list[int]) -> None:
        for wait in waits:
            self.set_timer(partition, key, wait)

    @rule(partition=partitions, key=keys)
    def discard(self, partition: int, key: str) -> None:
        self.queue.discard(partition, key)
        self.model.pop((partition, key), None)

    @rule(target=taken, wait=st.integers(0, 3_000), limit=st.integers(0, 10))
    def take_due(self, wait: int, limit: int) -> MultipleResults[Timer]:
        self.now += wait
        due = sorted((due_ms, place) for place, due_ms in self.model.items() if due_ms <= self.now)
        timers = self.queue.due(self.now, limit)
        assert [timer.due_ms for timer in timers] == [due_ms for due_ms, _ in due[:limit]]
        for timer in timers:
            assert self.model.pop((timer.partition, timer.key)) == timer.due_ms
        return multiple(*timers)

    @rule(timer=taken)
    def put_back(self, timer: Timer) -> None:
        self.queue.put_back(timer)
        self.model.setdefault((timer.partition, timer.key), timer.due_ms)

    @invariant()
    def nothing_is_lost(self) -> None:
        if hasattr(self, "model"):
            assert len(self.queue) == len(self.model)

    def teardown(self) -> None:
        if hasattr(self, "model"):
            everything = self.queue.due(10**15, 10**6)
            assert {(t.partition, t.key): t.due_ms for t in everything} == self.model
            assert len(self.queue) == 0


TestWheelAgainstDict = WheelAgainstDict.TestCase
TestWheelAgainstDict.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("width_ms", [1, 1_000, 3_600_000])
def test_a_timer_comes_at_its_millisecond_and_not_before(width_ms: int) -> None:
    queue = TimerQueue(width_ms)
    queue.set(3, "a", 1_500)
    assert queue.due(1_499, 10) == []
    assert queue.due(1_500, 10) == [(3, "a", 1_500)]
    assert queue.due(9_999, 10) == []


def test_setting_a_key_again_replaces_its_timer() -> None:
    queue = TimerQueue()
    queue.set(0, "a", 1_000)
    queue.set(0, "a", 5_000)
    assert len(queue) == 1
    assert queue.due(4_999, 10) == []
    assert queue.due(5_000, 10) == [(0, "a", 5_000)]


def test_the_same_key_in_two_partitions_is_two_timers() -> None:
    queue = TimerQueue()
    queue.set(0, "a", 1_000)
    queue.set(1, "a", 1_000)
    queue.discard(0, "a")
    assert queue.due(1_000, 10) == [(1, "a", 1_000)]


def test_what_the_limit_leaves_comes_next_and_in_order() -> None:
    queue = TimerQueue()
    for n in range(100):
        queue.set(n % 8, f"k{n}", 100_000 - 997 * n)
    seen = [timer.due_ms for _ in range(10) for timer in queue.due(200_000, 10)]
    assert seen == sorted(100_000 - 997 * n for n in range(100))


def test_a_timer_put_back_does_not_replace_a_newer_one() -> None:
    queue = TimerQueue()
    queue.set(0, "a", 1_000)
    (timer,) = queue.due(1_000, 1)
    queue.set(0, "a", 9_000)
    queue.put_back(timer)
    assert queue.due(8_999, 10) == []
    assert queue.due(9_000, 10) == [(0, "a", 9_000)]


def test_a_timer_put_back_into_a_wheel_made_anew_without_its_partition_is_left_to_its_owner() -> None:
    queue = TimerQueue()
    queue.set(0, "a", 1_000)
    (timer,) = queue.due(1_000, 1)
    rebuilt = TimerQueue()
    rebuilt.put_back(timer)
    assert len(rebuilt) == 0


def test_moving_a_timer_without_end_does_not_fill_the_memory() -> None:
    queue = TimerQueue()
    tracemalloc.start()
    try:
        for n in range(20_000):
            queue.set(0, "a", 1_000 * n)
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()
    assert queue.due(10**9, 10) == [(0, "a", 19_999_000)]


def test_forgetting_what_is_not_there_does_nothing() -> None:
    queue = TimerQueue()
    queue.discard(0, "a")
    assert queue.due(10, 10) == []


@pytest.mark.parametrize("width_ms", [0, -1])
def test_a_bucket_needs_a_width(width_ms: int) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        TimerQueue(width_ms)
