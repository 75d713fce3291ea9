"""The year's course of a category, unit or word: annual harmonics in a log-linear model of weekly counts."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from services.improvements.domain.patterns.arrays import Bools, Floats, floats

ONE_WAVE_FROM, TWO_WAVES_FROM = 60, 104
"""Weeks of past from which on one wave a year is fitted, and from which on two."""
YEAR_DAYS = 365.2425
USUAL_SPREAD = 0.2
"""The standard deviation of a wave's coefficients, where too few series are large enough to learn it."""
LEAST_SPREAD = 0.02
LARGE = 200
"""So many complaints make a series large enough to learn from what seasons are like here."""
MIN_LARGE = 5
STEPS = 30


@dataclass(frozen=True, slots=True)
class Seasons:
    """`factor` of each series in each week; the coefficients of its waves, and what is not known of them."""

    factor: Floats
    coefficients: Floats
    covariance: Floats
    waves: Floats

    def variance(self, weeks: int) -> Floats:
        """For each series the variance of the mean log factor of the last `weeks`."""
        mean = self.waves[-weeks:].mean(axis=0)
        return floats(np.einsum("i,sij,j->s", mean, self.covariance, mean))


def waves_of(first_day: date, weeks: int, past: int) -> Floats:
    """Sines and cosines of each week's middle day; no column where the past is too short to know a season."""
    number = 0 if past < ONE_WAVE_FROM else 1 if past < TWO_WAVES_FROM else 2
    middle = (first_day + timedelta(days=3)).toordinal() + 7 * np.arange(weeks)
    angles = 2 * np.pi * middle / YEAR_DAYS
    columns = [wave(order * angles) for order in range(1, number + 1) for wave in (np.sin, np.cos)]
    return np.stack(columns, axis=1) if columns else np.zeros((weeks, 0))


def seasons(counts: Floats, exposure: Floats, valid: Bools, waves: Floats, past: int) -> Seasons:
    """Fit every row of `counts` (series by weeks) on its first `past` weeks where `valid`; known in all weeks.

    Coefficients are shrunk to none by a normal prior, whose spread is learnt from the large series: a category with
    few complaints has no season of its own invention. The covariance is that of the posterior times the overdispersion.
    """
    series, weeks = counts.shape
    if waves.shape[1] == 0 or series == 0:
        empty = np.zeros((series, 0))
        return Seasons(np.ones((series, weeks)), empty, np.zeros((series, 0, 0)), waves)
    used = valid[:, :past].astype(np.float64)
    centred = waves - waves[:past].mean(axis=0)
    design = np.concatenate([np.ones((weeks, 1)), centred], axis=1)
    data = counts[:, :past], exposure[:, :past], used, design[:past]
    first, covariance = fit(*data, _ridge(design.shape[1], USUAL_SPREAD))
    expected = np.exp(first @ design[:past].T) * exposure[:, :past]
    over = _overdispersion(counts[:, :past], expected, used)[:, None, None]
    spread = _spread(first, covariance * over, counts[:, :past].sum(axis=1))
    beta, covariance = fit(*data, _ridge(design.shape[1], spread))
    inner = covariance[:, 1:, 1:] * over
    return Seasons(np.exp(beta[:, 1:] @ centred.T), beta[:, 1:], inner, centred)


def fit(counts: Floats, exposure: Floats, weights: Floats, design: Floats, ridge: Floats) -> tuple[Floats, Floats]:
    """Poisson regression with log link of many series at once: coefficients and their covariances.

    Newton's method on the log likelihood less `ridge * b**2 / 2`; without ridge it is the usual generalised linear
    model. A series without any count has an intercept of -20 and no season.
    """
    total, base = (counts * weights).sum(axis=1), (exposure * weights).sum(axis=1)
    beta = np.zeros((len(counts), design.shape[1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        start = np.log(total / base)
    beta[:, 0] = np.where((total > 0) & (base > 0), start, -20.0)
    some = (total > 0) & (base > 0)
    penalty = np.diag(ridge + 1e-10)
    hessian = np.tile(np.eye(design.shape[1]), (len(counts), 1, 1))
    for _ in range(STEPS):
        expected = weights * exposure * np.exp(np.clip(beta @ design.T, -40, 40))
        gradient = (weights * counts - expected) @ design - beta * ridge
        hessian = np.einsum("st,ti,tj->sij", expected, design, design) + penalty
        step = np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0] * some[:, None]
        beta = beta + np.clip(step, -2, 2)
        if not len(step) or np.abs(step).max() < 1e-9:
            break
    return beta, floats(np.linalg.inv(hessian))


def _ridge(columns: int, spread: float) -> Floats:
    ridge = np.full(columns, spread**-2)
    ridge[0] = 0.0
    return ridge


def _spread(beta: Floats, covariance: Floats, totals: Floats) -> float:
    """How far coefficients lie from none, beyond their own error."""
    large = totals >= LARGE
    if large.sum() < MIN_LARGE:
        return USUAL_SPREAD
    errors = np.diagonal(covariance[large][:, 1:, 1:], axis1=1, axis2=2)
    return float(np.sqrt(max((beta[large][:, 1:] ** 2 - errors).mean(), LEAST_SPREAD**2)))


def _overdispersion(counts: Floats, expected: Floats, used: Floats) -> Floats:
    """Pearson's statistic for each degree of freedom, at least 1."""
    safe = np.maximum(expected, 1e-9)
    pearson = (used * (counts - expected) ** 2 / safe).sum(axis=1)
    return floats(np.maximum(pearson / np.maximum(used.sum(axis=1) - 5, 1), 1.0))
