"""The models against statsmodels and scipy, which nobody here wrote."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from services.improvements.domain.effect.glm import fit_counts, fit_parts
from services.improvements.domain.effect.level import GRID, covariance_of, estimate_level, solve

RANDOM = np.random.default_rng(5)
WEEKS = 60
AT = np.arange(WEEKS, dtype=np.float64)
DESIGN = np.column_stack([np.ones(WEEKS), np.sin(AT / 8), (AT >= 40).astype(np.float64)])
OFFSET = np.log(RANDOM.integers(3, 6, WEEKS))
COUNTS = RANDOM.poisson(np.exp(DESIGN @ [0.3, 0.2, -0.4] + OFFSET)).astype(np.float64)
OF = COUNTS + RANDOM.poisson(20, WEEKS)
RESPONSE = DESIGN @ [1.0, 0.2, -0.3] + RANDOM.normal(0, 0.3, WEEKS)
VARIANCES = RANDOM.uniform(0.5, 2.0, WEEKS)


def test_counts_have_the_coefficients_of_statsmodels() -> None:
    reference = sm.GLM(COUNTS, DESIGN, family=sm.families.Poisson(), offset=OFFSET).fit()
    mine = fit_counts(COUNTS, DESIGN, OFFSET, firth=0)
    assert mine.coefficients == pytest.approx(reference.params, abs=1e-6)
    assert 1 / mine.variances == pytest.approx(reference.mu, rel=1e-6)


def test_parts_have_the_coefficients_of_statsmodels() -> None:
    reference = sm.GLM(np.column_stack([COUNTS, OF - COUNTS]), DESIGN, family=sm.families.Binomial()).fit()
    assert fit_parts(COUNTS, OF, DESIGN, firth=0).coefficients == pytest.approx(reference.params, abs=1e-6)


def test_without_reduced_bias_the_response_repeats_the_coefficients() -> None:
    mine = fit_counts(COUNTS, DESIGN, OFFSET, firth=0)
    again = sm.WLS(mine.response, DESIGN, weights=1 / mine.variances).fit()
    assert again.params == pytest.approx(mine.coefficients, abs=1e-6)


@given(st.integers(0, 30), st.integers(0, 30))
def test_reduced_bias_of_two_groups_adds_half_a_complaint_to_each(before: int, after: int) -> None:
    design = np.array([[1.0, 0.0], [1.0, 1.0]])
    mine = fit_counts(np.array([float(before), float(after)]), design, np.zeros(2))
    assert mine.coefficients[1] == pytest.approx(np.log((after + 0.5) / (before + 0.5)), abs=1e-6)


@pytest.mark.parametrize(("lasting", "size"), GRID)
def test_least_squares_are_those_of_statsmodels_for_every_covariance(lasting: float, size: float) -> None:
    covariance = covariance_of(VARIANCES, AT, lasting, size)
    reference = sm.GLS(RESPONSE, DESIGN, sigma=covariance).fit()
    mine = solve(RESPONSE, DESIGN, covariance)
    assert mine.coefficients == pytest.approx(reference.params)
    assert np.sqrt(np.diag(mine.covariance)) == pytest.approx(reference.bse)
    assert mine.scale == pytest.approx(reference.scale)


def test_the_restricted_likelihood_is_that_of_contrasts_of_the_response() -> None:
    contrasts = np.linalg.svd(DESIGN)[0][:, DESIGN.shape[1] :]

    def of_contrasts(covariance: np.ndarray) -> float:
        inside = contrasts.T @ covariance @ contrasts
        rest = contrasts.T @ RESPONSE
        free = len(rest)
        scale = rest @ np.linalg.solve(inside, rest) / free
        return float(-0.5 * (np.linalg.slogdet(inside)[1] + free * np.log(scale)))

    one, other = (covariance_of(VARIANCES, AT, *GRID[place]) for place in (3, 12))
    mine = solve(RESPONSE, DESIGN, one).likelihood - solve(RESPONSE, DESIGN, other).likelihood
    assert mine == pytest.approx(of_contrasts(one) - of_contrasts(other))


def test_the_interval_lies_within_those_of_the_single_covariances() -> None:
    level = estimate_level(RESPONSE, DESIGN, VARIANCES, AT)
    fits = [sm.GLS(RESPONSE, DESIGN, sigma=covariance_of(VARIANCES, AT, *each)).fit() for each in GRID]
    reach = student.ppf(0.975, WEEKS - 3)
    lows = [fit.params[-1] - reach * fit.bse[-1] for fit in fits]
    highs = [fit.params[-1] + reach * fit.bse[-1] for fit in fits]
    assert min(lows) <= level.low <= max(lows)
    assert min(highs) <= level.high <= max(highs)
    assert level.low < level.coefficients[-1] < level.high


@settings(max_examples=25, deadline=None)
@given(st.floats(-3, 3), st.floats(0.1, 10))
def test_a_moved_and_stretched_response_moves_and_stretches_the_interval(moved: float, stretched: float) -> None:
    one = estimate_level(RESPONSE, DESIGN, VARIANCES, AT)
    other = estimate_level(stretched * (RESPONSE + moved * DESIGN[:, -1]), DESIGN, VARIANCES, AT)
    assert other.low == pytest.approx(stretched * (one.low + moved), abs=1e-6)
    assert other.high == pytest.approx(stretched * (one.high + moved), abs=1e-6)


def test_weeks_that_all_agree_have_an_interval_without_width() -> None:
    level = estimate_level(DESIGN @ np.array([1.0, 0.0, 2.0]), DESIGN, VARIANCES, AT)
    assert level.low == pytest.approx(2.0, abs=1e-3)
    assert level.high == pytest.approx(2.0, abs=1e-3)
