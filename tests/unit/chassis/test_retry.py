"""Waits grow to the last one and stay there; jitter only shortens them."""

import pytest

from chassis.retry import Retry


def test_the_last_wait_repeats() -> None:
    retry = Retry((0.5, 1.0, 5.0))
    assert [retry.wait_s(failures) for failures in (1, 2, 3, 4, 100)] == [0.5, 1.0, 5.0, 5.0, 5.0]


@pytest.mark.parametrize(("drawn", "expected"), [(0.0, 4.0), (0.5, 3.0), (1.0, 2.0)])
def test_jitter_takes_a_part_of_the_wait_away(drawn: float, expected: float) -> None:
    assert Retry((4.0,), jitter=0.5).wait_s(1, lambda: drawn) == expected
