from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from services.improvements.domain.performance.lists import Lists, Why, lists
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.report import Source, performance
from services.improvements.domain.performance.spread import discoveries
from services.improvements.domain.performance.trends import trends
from tests.unit.improvements.performance.units import BEFORE, CLOCK, NOW, complaints, source

LATE = Key(Measure.LATE_SHARE, CLOCK)
USUAL = [(f"u{each:02}", 60, 17 + each % 3) for each in range(20)]


def lists_of(city: Source) -> Lists:
    return lists(performance(city, NOW), trends(city, NOW, [BEFORE]))


def test_units_that_are_as_the_others_are_on_no_list() -> None:
    assert lists_of(source(*(complaints(*each) for each in USUAL))) == Lists((), ())


def test_a_clearly_worse_unit_is_on_the_coaching_list_with_its_numbers() -> None:
    found = lists_of(source(*(complaints(*each) for each in USUAL), complaints("worse", 100, 70)))
    assert {each.unit for each in found.coaching} == {"worse"}
    (entry,) = (each for each in found.coaching if each.key == LATE)
    assert (entry.why, entry.number, entry.value) == (Why.WORSE_THAN_EXPECTED, 100, 0.7)
    assert entry.against == pytest.approx(0.3, abs=0.02)
    assert found.recognition == ()


def test_a_clearly_better_unit_is_recognised() -> None:
    found = lists_of(source(*(complaints(*each) for each in USUAL), complaints("better", 100, 0)))
    assert {(each.unit, each.why) for each in found.recognition} == {("better", Why.BETTER_THAN_EXPECTED)}
    assert found.coaching == ()


def test_a_unit_that_improved_much_is_recognised_for_that() -> None:
    then = [complaints(unit, number, late, period=BEFORE) for unit, number, late in USUAL]
    now = [complaints(*each) for each in USUAL]
    city = source(*then, *now, complaints("risen", 100, 80, period=BEFORE), complaints("risen", 100, 28))
    found = lists_of(city)
    assert ("risen", Why.IMPROVED) in {(each.unit, each.why) for each in found.recognition}
    assert found.coaching == ()


def test_few_complaints_are_on_no_list() -> None:
    assert lists_of(source(*(complaints(*each) for each in USUAL), complaints("small", 29, 29))) == Lists((), ())


def test_transfers_are_on_no_list() -> None:
    found = lists_of(source(*(complaints(*each) for each in USUAL), complaints("worse", 100, 70)))
    assert Measure.TRANSFER_SHARE not in {each.key.measure for each in found.coaching}


def test_who_is_worse_in_one_thing_is_not_recognised_for_another() -> None:
    city = source(*(complaints(*each) for each in USUAL), complaints("mixed", 100, 70, stars=5))
    found = lists_of(city)
    assert "mixed" in {each.unit for each in found.coaching}
    assert "mixed" not in {each.unit for each in found.recognition}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.sampled_from([0.01, 0.05, 0.2]))
def test_what_is_believed_of_many_tests_is_what_statsmodels_believes(p_values: list[float], rate: float) -> None:
    reference = multipletests(p_values, alpha=rate, method="fdr_bh")[0]
    assert discoveries(p_values, rate) == reference.tolist()


def test_of_no_test_nothing_is_believed() -> None:
    assert discoveries([], 0.05) == []


def test_entries_stand_in_order_and_not_by_size() -> None:
    extremes = (complaints("worse-b", 100, 70), complaints("worse-a", 100, 60))
    found = lists_of(source(*(complaints(*each) for each in USUAL), *extremes))
    units = [each.unit for each in found.coaching]
    assert set(units) == {"worse-a", "worse-b"}
    assert all(one <= other for one, other in pairwise(units))
    assert np.isfinite([each.score for each in found.coaching]).all()
