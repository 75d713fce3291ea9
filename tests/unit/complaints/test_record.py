"""Counts of shares add up to the count of a unit."""

from datetime import UTC, datetime

from services.complaints.record import OpenCount

EARLY, LATE = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)


def test_the_oldest_of_two_shares_is_the_older_one_also_when_one_of_them_is_empty() -> None:
    assert (OpenCount({"assigned": 1}, 0, LATE) + OpenCount({"assigned": 2}, 1, EARLY)).oldest == EARLY
    assert (OpenCount() + OpenCount({"assigned": 1}, 0, LATE)).oldest == LATE
    assert (OpenCount() + OpenCount()).oldest is None
