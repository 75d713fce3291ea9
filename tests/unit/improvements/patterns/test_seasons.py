from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm

from services.improvements.domain.patterns.seasons import fit, seasons, waves_of

WEEKS = 156


def test_the_fit_is_that_of_a_generalised_linear_model() -> None:
    random = np.random.default_rng(1)
    design = np.concatenate([np.ones((WEEKS, 1)), waves_of(date(2023, 1, 2), WEEKS, WEEKS)], axis=1)
    exposure = random.uniform(3, 6, (2, WEEKS))
    counts = random.poisson(exposure * np.exp(0.4 * design[:, 1])).astype(float)
    weights = np.ones((2, WEEKS))
    weights[1, :30] = 0
    found, covariance = fit(counts, exposure, weights, design, np.zeros(design.shape[1]))
    for row in range(2):
        used = weights[row] > 0
        model = sm.GLM(counts[row, used], design[used], family=sm.families.Poisson(), exposure=exposure[row, used])
        right = model.fit(tol=1e-12)
        assert found[row] == pytest.approx(right.params, abs=1e-6)
        assert covariance[row] == pytest.approx(right.cov_params(), rel=1e-4, abs=1e-9)


@pytest.mark.parametrize(("past", "waves"), [(30, 0), (60, 2), (103, 2), (104, 4)])
def test_how_many_waves_are_fitted_depends_on_the_past(past: int, waves: int) -> None:
    assert waves_of(date(2023, 1, 2), WEEKS, past).shape == (WEEKS, waves)


def test_a_season_is_learnt_and_known_for_the_weeks_after_the_past() -> None:
    waves = waves_of(date(2023, 1, 2), WEEKS, 130)
    right = np.exp(0.8 * waves[:, 0])
    counts = np.random.default_rng(2).poisson(20 * right, (8, WEEKS)).astype(float)
    found = seasons(counts, np.ones((8, WEEKS)), np.ones((8, WEEKS), dtype=np.bool_), waves, 130)
    after = found.factor[0, 130:] / found.factor[0, :130].mean() * right[:130].mean()
    assert after == pytest.approx(right[130:], rel=0.15)


def test_a_series_without_a_complaint_has_no_season() -> None:
    waves = waves_of(date(2023, 1, 2), WEEKS, 130)
    found = seasons(np.zeros((1, WEEKS)), np.ones((1, WEEKS)), np.ones((1, WEEKS), dtype=np.bool_), waves, 130)
    assert found.factor == pytest.approx(np.ones((1, WEEKS)))
