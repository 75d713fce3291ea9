import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from services.improvements.domain.patterns.tails import count_tail, q_values, share_tail, weights, widened


@given(st.integers(0, 200), st.floats(0.1, 100), st.floats(0.01, 2))
def test_a_count_has_the_tail_of_the_negative_binomial(observed: int, expected: float, extra: float) -> None:
    variance = expected + extra * expected**2
    right = stats.nbinom.logsf(observed - 1, expected**2 / (variance - expected), expected / variance)
    found = count_tail(*(np.array([each], dtype=float) for each in (observed, expected, extra)))
    assert found[0] == pytest.approx(right, rel=1e-6, abs=1e-9)


def test_a_count_that_varies_as_chance_does_has_poissons_tail() -> None:
    found = count_tail(np.array([12.0]), np.array([4.0]), np.array([0.0]))
    assert found[0] == pytest.approx(stats.poisson.logsf(11, 4.0))


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.02, 0.9), st.floats(0.001, 0.5))
def test_a_share_has_the_tail_of_the_beta_binomial(bad: int, more: int, share: float, correlation: float) -> None:
    strength = 1 / correlation - 1
    terms = stats.betabinom.pmf(np.arange(bad, bad + more + 1), bad + more, share * strength, (1 - share) * strength)
    assert np.exp(share_tail(bad, bad + more, share, correlation)) == pytest.approx(terms.sum(), rel=1e-6, abs=1e-12)


def test_a_share_without_correlation_has_the_binomial_tail() -> None:
    assert share_tail(7, 20, 0.1, 0.0) == pytest.approx(stats.binom.logsf(6, 20, 0.1))


@given(st.lists(st.floats(1e-12, 1.0), min_size=1, max_size=60))
def test_one_family_is_corrected_as_statsmodels_does(values: list[float]) -> None:
    right = multipletests(values, method="fdr_bh")[1]
    found = q_values(np.log(values), np.zeros(len(values), dtype=np.int64))
    assert found == pytest.approx(right, rel=1e-9)


def test_families_have_equal_weight_whatever_their_size() -> None:
    found = weights(np.array([1, 3, 0]))
    assert found[0] == pytest.approx(2.0)
    assert 3 * found[1] == pytest.approx(found[0])


def test_a_small_family_beside_a_large_one_loses_little() -> None:
    log_p = np.log(np.array([0.001] + [0.5] * 999))
    together = q_values(log_p, np.zeros(1000, dtype=np.int64))
    apart = q_values(log_p, np.array([0] + [1] * 999))
    assert together[0] > 0.4
    assert apart[0] == pytest.approx(0.002)


@given(st.floats(-600, -0.8), st.floats(2, 1000))
def test_a_tail_with_an_estimated_spread_is_students(log_p: float, freedom: float) -> None:
    found = widened(np.array([log_p]), np.array([freedom]))[0]
    assert found >= log_p - 1e-9
    if log_p > -30:
        assert found == pytest.approx(stats.t.logsf(stats.norm.isf(np.exp(log_p)), freedom), rel=1e-6, abs=1e-9)
