"""A backlog is read piece by piece, and to its end."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chassis.windows import EVERYTHING, Window, next_window

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _at(milliseconds: int) -> datetime:
    return NOON + timedelta(milliseconds=milliseconds)


def test_without_a_backlog_everything_is_read() -> None:
    assert next_window(EVERYTHING, [], 2, NOON) == EVERYTHING
    assert next_window(EVERYTHING, [_at(1)], 2, NOON) == EVERYTHING


def test_a_full_batch_bounds_the_next_read() -> None:
    window = next_window(EVERYTHING, [_at(0), _at(10)], 2, NOON + timedelta(hours=1))
    assert window == Window(NOON + timedelta(milliseconds=20), timedelta(milliseconds=10))


def test_many_of_one_moment_still_move_on() -> None:
    upto = next_window(EVERYTHING, [_at(5), _at(5)], 2, NOON + timedelta(hours=1)).upto
    assert upto is not None and upto > NOON + timedelta(milliseconds=5)


def test_after_a_failure_only_what_was_due_by_then_is_read_first() -> None:
    assert EVERYTHING.closed(NOON) == Window(NOON)
    window = Window(NOON - timedelta(minutes=1))
    assert window.closed(NOON) == window


@given(st.lists(st.integers(0, 3_600_000), max_size=300), st.integers(2, 20))
def test_every_backlog_is_worked_off(arrivals: list[int], limit: int) -> None:
    """The production reading loop over a naive store: it ends with nothing left and an open window."""
    waiting = [(number, _at(at)) for number, at in enumerate(sorted(arrivals))]
    now, window, rounds = NOON + timedelta(hours=2), Window(NOON), 0
    while waiting or window != EVERYTHING:
        batch = [each for each in waiting if window.upto is None or each[1] <= window.upto][:limit]
        window, rounds = next_window(window, [since for _, since in batch], limit, now), rounds + 1
        waiting = [each for each in waiting if each not in batch]
        assert rounds < 30 + 25 * len(arrivals)
