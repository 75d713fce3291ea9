"""The statistics of units against scipy, and against forms that can be written down."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from services.improvements.domain.performance.intervals import mean_interval, median_interval, share_interval
from services.improvements.domain.performance.spread import share_score, shrunk, spread_between


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_share_has_the_interval_of_jeffreys(had: int, not_had: int) -> None:
    if had + not_had == 0:
        return
    low, high = share_interval(had, had + not_had)
    reference = stats.beta(had + 0.5, not_had + 0.5).interval(0.95)
    assert low == (0.0 if had == 0 else pytest.approx(reference[0]))
    assert high == (1.0 if not_had == 0 else pytest.approx(reference[1]))
    assert low <= had / (had + not_had) <= high


@given(st.lists(st.integers(1, 5), min_size=5, max_size=60).filter(lambda values: np.std(values) > 0.3))
def test_a_mean_has_the_interval_of_student(values: list[int]) -> None:
    reference = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    assert mean_interval(values) == pytest.approx(reference)


def test_a_mean_of_equal_values_is_not_certain() -> None:
    low, high = mean_interval([5.0] * 6)
    assert low < 5 < high


@pytest.mark.parametrize(("number", "place"), [(5, 1), (6, 1), (9, 2), (20, 6), (50, 18), (100, 40)])
def test_a_median_lies_between_the_places_of_the_tables_for_the_sign_test(number: int, place: int) -> None:
    ordered = [float(value) for value in range(1, number + 1)]
    low, high = median_interval(ordered)
    assert (low, high) == (place, number + 1 - place)
    if number > 5:
        assert 1 - 2 * stats.binom.cdf(place - 1, number, 0.5) >= 0.95
        assert 1 - 2 * stats.binom.cdf(place, number, 0.5) < 0.95


@given(st.integers(5, 300), st.floats(0.02, 0.98), st.data())
def test_a_score_is_the_normal_quantile_of_the_mid_p_value(number: int, share: float, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, number))
    part = stats.binom.cdf(count, number, share) - stats.binom.pmf(count, number, share) / 2
    assert share_score(number, count / number, share) == pytest.approx(np.clip(stats.norm.ppf(part), -8, 8), abs=1e-4)


def test_a_score_grows_with_the_share_and_half_complaints_lie_between() -> None:
    scores = [share_score(20, half / 40, 0.3) for half in range(41)]
    assert scores == sorted(scores)
    assert share_score(10, 1.0, 0.0) == 8 and share_score(10, 0.0, 0.0) == pytest.approx(0, abs=0.1)


@given(st.floats(-1, 1), st.floats(0.001, 1), st.floats(0, 1))
def test_a_difference_is_shrunk_as_the_mean_of_a_normal_posterior(
    difference: float, variance: float, spread: float
) -> None:
    posterior = 0.0 if spread == 0 else (difference / variance) / (1 / variance + 1 / spread)
    assert shrunk(difference, variance, spread) == pytest.approx(posterior, abs=1e-9)


@pytest.mark.parametrize("spread", [0.0, 0.01, 0.1])
def test_the_spread_of_units_is_found(spread: float) -> None:
    random = np.random.default_rng(4)
    found = []
    for _ in range(200):
        variances = random.uniform(0.005, 0.05, 40)
        found.append(spread_between(random.normal(0, np.sqrt(variances + spread)).tolist(), variances.tolist()))
    assert np.mean(found) == pytest.approx(spread, abs=0.15 * spread + 0.003)


def test_one_extreme_unit_hardly_moves_the_spread_of_all() -> None:
    random = np.random.default_rng(4)
    usual = random.normal(0, 0.1, 39).tolist()
    with_one = spread_between([*usual, 3.0], [0.01] * 40)
    assert with_one < 0.02


def test_of_one_or_two_units_there_is_no_spread() -> None:
    assert spread_between([1.0, -1.0], [0.1, 0.1]) == 0.0
