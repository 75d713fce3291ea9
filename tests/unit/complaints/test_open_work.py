"""A unit's open complaints are read in windows of time that leave nothing out, wherever the sample lies."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.complaints.store.open_work import FILED_AT, Place, windows
from tests.unit.complaints.examples import NOON

Kept = tuple[datetime, str]


def _at(second: int) -> datetime:
    return NOON + timedelta(seconds=second)


def _holds(condition: Any, value: Any) -> bool:
    if not isinstance(condition, Mapping):
        return bool(value == condition)
    checks = {"$gt": value.__gt__, "$gte": value.__ge__, "$lt": value.__lt__}
    return all(checks[operator](bound) for operator, bound in condition.items())


def _matching(kept: list[Kept], where: Mapping[str, Any]) -> list[Kept]:
    return sorted(
        each
        for each in kept
        if _holds(where[FILED_AT], each[0]) and ("_id" not in where or _holds(where["_id"], each[1]))
    )


@given(
    st.lists(st.integers(0, 50), max_size=80),
    st.lists(st.integers(-5, 55), max_size=20),
    st.none() | st.tuples(st.integers(-1, 51), st.integers(0, 80)),
    st.integers(1, 5),
)
def test_the_windows_hold_everything_beyond_a_place_once_and_in_order(
    seconds: list[int], sampled: list[int], beyond: tuple[int, int] | None, per_window: int
) -> None:
    kept = [(_at(second), f"id-{number:03}") for number, second in enumerate(seconds)]
    after: Place | None = (_at(beyond[0]), f"id-{beyond[1]:03}") if beyond else None
    found = [
        each
        for where in windows(after, [_at(second) for second in sampled], per_window)
        for each in _matching(kept, where)
    ]
    assert found == sorted(each for each in kept if after is None or each > after)


def test_a_window_ends_so_many_sampled_times_on() -> None:
    times = [_at(second) for second in (1, 2, 3, 4, 5)]
    ends = [where[FILED_AT].get("$lt") for where in windows(None, times, per_window=2)]
    assert ends == [_at(2), _at(4), None]
