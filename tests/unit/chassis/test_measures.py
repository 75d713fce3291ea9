"""A worker that is alive and makes no progress is not ready, and says what stands still."""

from types import SimpleNamespace

import pytest

from chassis import metrics
from chassis.streams import measures
from chassis.streams.batch import Batch
from chassis.streams.group import Partition
from chassis.streams.measures import Measures
from contracts.topics import ASSIGNMENTS, COMPLAINTS

ONE, OTHER = Partition("t-complaints", 0), Partition("t-complaints", 1)
LIMIT_S = 60.0


class Clock:
    """Seconds that pass only when a test says so."""

    now = 1_000_000.0

    def time(self) -> float:
        return self.now

    monotonic = time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the measures."""
    stopped = Clock()
    monkeypatch.setattr(measures, "time", stopped)
    return stopped


def made() -> Measures:
    return Measures("trial", {"t-complaints": COMPLAINTS, "t-assignments": ASSIGNMENTS})


def record(clock: Clock, age_s: float) -> SimpleNamespace:
    return SimpleNamespace(topic="t-complaints", partition=0, timestamp=int((clock.now - age_s) * 1000))


def test_a_batch_that_takes_too_long_is_a_reason_with_the_age_of_its_oldest_record(clock: Clock) -> None:
    made_ = made()
    with made_.batch([record(clock, 5), record(clock, 300)]) as finished:
        clock.now += LIMIT_S
        assert made_.stalled_because(LIMIT_S) is None
        clock.now += 1
        assert made_.stalled_because(LIMIT_S) == "the batch in hand has taken 61 s, its oldest record is 361 s old"
        finished(Batch())
    assert made_.stalled_because(LIMIT_S) is None


def test_records_that_wait_while_nothing_of_their_partition_is_handled_are_a_reason(clock: Clock) -> None:
    made_ = made()
    made_.lag({ONE: 10, OTHER: 4}, {ONE: 12, OTHER: 4})
    clock.now += LIMIT_S + 1
    made_.lag({ONE: 10, OTHER: 9}, {ONE: 20, OTHER: 9})
    reason = "records wait in complaints[0], of which none was handled for 61 s"
    assert made_.stalled_because(LIMIT_S) == reason
    made_.lag({ONE: 11, OTHER: 9}, {ONE: 20, OTHER: 9})
    assert made_.stalled_because(LIMIT_S) is None, "progress of its own partition ends it"


def test_a_partition_that_stands_still_is_found_beside_one_that_moves(clock: Clock) -> None:
    made_ = made()
    for step in range(5):
        made_.lag({ONE: 10, OTHER: step}, {ONE: 11, OTHER: step + 50})
        clock.now += LIMIT_S / 2
    assert made_.stalled_because(LIMIT_S) is not None


def test_catching_up_partition_after_partition_is_no_reason(clock: Clock) -> None:
    """A batch often holds records of one partition alone, while those of all others wait."""
    made_ = made()
    places = [Partition("t-complaints", number) for number in range(8)]
    positions = dict.fromkeys(places, 0)
    for turn in range(100):
        clock.now += LIMIT_S / 10
        made_.lag(positions, dict.fromkeys(places, 1_000_000))
        assert made_.stalled_because(LIMIT_S) is None
        positions[places[turn % len(places)]] += 1_000


def test_a_partition_that_is_read_to_its_end_is_no_reason_however_long_it_rests(clock: Clock) -> None:
    made_ = made()
    made_.lag({ONE: 10}, {ONE: 10})
    clock.now += 10 * LIMIT_S
    made_.lag({ONE: 10}, {ONE: 10})
    assert made_.stalled_because(LIMIT_S) is None


def test_the_lag_is_counted_for_each_topic(clock: Clock) -> None:
    made().lag({ONE: 10, OTHER: 4, Partition("t-assignments", 0): 7}, {ONE: 12, OTHER: 9})
    assert metrics.consumer_lag.labels(COMPLAINTS.name)._value.get() == 7
    assert metrics.consumer_lag.labels(ASSIGNMENTS.name)._value.get() == 0
