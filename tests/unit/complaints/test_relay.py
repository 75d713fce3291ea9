"""What the relay reads next, and what it publishes."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.complaints.record import Pending
from services.complaints.relay.relay import portions, records_of
from services.complaints.relay.window import EVERYTHING, Window, next_window
from tests.unit.complaints.examples import NOON


def _pending(milliseconds: int, complaint_id: str = "c", bodies: tuple[bytes, ...] = (b"1",)) -> Pending:
    return Pending(complaint_id, NOON + timedelta(milliseconds=milliseconds), 0, len(bodies), bodies)


def test_without_a_backlog_everything_is_read() -> None:
    assert next_window(EVERYTHING, [], 2, NOON) == EVERYTHING
    assert next_window(EVERYTHING, [_pending(1)], 2, NOON) == EVERYTHING


def test_a_full_batch_bounds_the_next_read() -> None:
    window = next_window(EVERYTHING, [_pending(0), _pending(10)], 2, NOON + timedelta(hours=1))
    assert window == Window(NOON + timedelta(milliseconds=20), timedelta(milliseconds=10))


def test_many_of_one_moment_still_move_on() -> None:
    upto = next_window(EVERYTHING, [_pending(5), _pending(5)], 2, NOON + timedelta(hours=1)).upto
    assert upto is not None and upto > NOON + timedelta(milliseconds=5)


@given(st.lists(st.integers(0, 3_600_000), max_size=300), st.integers(2, 20))
def test_every_backlog_is_worked_off(arrivals: list[int], limit: int) -> None:
    """The production reading loop over a naive outbox: it ends with nothing left and an open window."""
    waiting = [_pending(at, str(number)) for number, at in enumerate(sorted(arrivals))]
    now, window, rounds = NOON + timedelta(hours=2), Window(NOON), 0
    while waiting or window != EVERYTHING:
        batch = [each for each in waiting if window.upto is None or each.since <= window.upto][:limit]
        window, rounds = next_window(window, batch, limit, now), rounds + 1
        waiting = [each for each in waiting if each not in batch]
        assert rounds < 30 + 25 * len(arrivals)


def test_events_of_a_complaint_are_published_in_order_under_its_key() -> None:
    records = records_of([_pending(0, "a", (b"1", b"2")), _pending(0, "b", (b"3",))])
    assert [(record.key, record.value) for record in records] == [(b"a", b"1"), (b"a", b"2"), (b"b", b"3")]
    assert {record.topic for record in records} == {"complaints"}


def test_a_batch_is_published_in_portions() -> None:
    batch = [_pending(0, str(number)) for number in range(5)]
    assert [len(part) for part in portions(batch, 2)] == [2, 2, 1]
