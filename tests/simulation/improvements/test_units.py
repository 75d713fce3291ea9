"""A small part of what `python -m tests.simulation.improvements.units` tries."""

import pytest

from services.improvements.domain.performance.measures import Key
from tests.simulation.improvements.units import KEYS, found


@pytest.mark.parametrize("key", KEYS, ids=lambda key: str(key.measure))
def test_units_that_are_alike_are_seldom_listed(key: Key) -> None:
    assert found(key, draws=8, units=20, spread=0.0, worse_by=0.0).for_nothing <= 0.25


def test_a_much_worse_unit_is_found_and_shrunk_shares_are_closer_to_the_truth() -> None:
    rates = found(KEYS[0], draws=8, units=20, spread=0.02, worse_by=0.3)
    assert rates.worst >= 0.75
    assert rates.covered >= 0.9
    assert rates.shrunk_error < rates.raw_error
