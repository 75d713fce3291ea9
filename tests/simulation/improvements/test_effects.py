"""A small part of what `python -m tests.simulation.improvements.effects` tries."""

from dataclasses import replace

import pytest

from services.improvements.domain.effect.measures import Measure
from tests.simulation.improvements.effects import EFFECTS, LEAST_COVERAGE, MOST_WRONG, improved_after_a_peak, rates
from tests.simulation.improvements.series import Setting

DRAWS = 30
BY_CHANCE = 0.08
"""With so few draws a rate differs by so much from its own."""


@pytest.mark.parametrize("measure", EFFECTS)
@pytest.mark.parametrize(("level", "before", "others"), [(3.0, 26, 5.0), (10.0, 52, 0.0)])
def test_intervals_hold_the_truth_and_verdicts_are_seldom_wrong(
    measure: Measure, level: float, before: int, others: float
) -> None:
    none, real = EFFECTS[measure]
    setting = Setting(measure, level, before, 13, none, others)
    without, with_effect = rates(setting, DRAWS), rates(replace(setting, effect=real), DRAWS)
    assert without.judged > DRAWS / 2
    assert without.changed <= MOST_WRONG + BY_CHANCE
    assert min(without.covered, with_effect.covered) >= LEAST_COVERAGE - BY_CHANCE


def test_a_large_effect_is_usually_seen() -> None:
    found = rates(Setting(Measure.COMPLAINTS, 50.0, 52, 26, 0.6), DRAWS)
    assert found.changed >= 0.8
    assert 0.5 < found.estimate < 0.7


def test_errors_of_single_weeks_alone_would_hold_less_often() -> None:
    found = rates(Setting(Measure.COMPLAINTS, 50.0, 104, 13, 1.0, lasting=0.25, memory=0.8), DRAWS, others=True)
    assert found.weeks_alone < found.covered
    assert found.newey_west < found.covered


def test_a_peak_by_chance_before_an_action_does_not_make_it_a_success() -> None:
    assert improved_after_a_peak(Setting(Measure.COMPLAINTS, 10.0, 26, 13, 1.0), 20) <= 0.1
