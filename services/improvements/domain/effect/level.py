"""The size of a change of level in weekly numbers whose chance variation lasts from week to week.

Weeks are alike to their neighbours, by how much is not known, and a quarter of a year is too short to find out.
Newey and West's standard errors (Econometrica 1987, 55:703-708) are then too small, and so are those of one fitted
autocorrelation (Turner et al., BMC Medical Research Methodology 2021, 21:181, who find restricted likelihood the least
bad). So no autocorrelation is chosen: generalised least squares is done for each of a grid of them, and the results are
mixed by their restricted likelihood (Harville, Biometrika 1974, 61:383-385). A quantile of the mixture of Student's
distributions is the limit of the interval.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import brentq
from scipy.stats import t as student

from services.improvements.domain.effect.glm import Floats

LASTING = (0.4, 0.6, 0.8, 0.9)
"""How much of what lasts is left a week later.

That nothing lasts is not among them: a short series looks so too often, and then its interval is too narrow. Variation
of single weeks alone is in the scale, and in the smallest of the sizes.
"""
SIZES = (0.15, 0.4, 1.0, 2.5, 6.0)
"""How large the variation beside that of single complaints is, in parts of it."""
GRID = tuple(product(LASTING, SIZES))
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Solution:
    """Generalised least squares with one covariance: a scale, and the logarithm of the restricted likelihood."""

    coefficients: Floats
    covariance: Floats
    scale: float
    likelihood: float


@dataclass(frozen=True, slots=True)
class Level:
    """The mixture. `low` and `high` limit the last coefficient; `noise` is the variance of a week around its mean."""

    coefficients: Floats
    covariance: Floats
    noise: Floats
    low: float
    high: float


def covariance_of(variances: Floats, at: Floats, lasting: float, size: float) -> Floats:
    """The covariance of weeks, up to its scale: their own variances, and a variation that decays with the distance.

    `at` are the weeks' places in time, in weeks. The variation is `size` times the typical variance of a week.
    """
    typical = 1 / np.mean(1 / variances)
    lasts: Floats = np.power(lasting, np.abs(at[:, None] - at[None, :]))
    return np.diag(variances) + size * typical * lasts


def solve(response: Floats, design: Floats, covariance: Floats) -> Solution:
    """Generalised least squares of a response, and the restricted likelihood of this covariance with any scale."""
    factor = cho_factor(covariance, lower=True)
    inverse = np.linalg.inv(design.T @ cho_solve(factor, design))
    coefficients = inverse @ (design.T @ cho_solve(factor, response))
    rest = response - design @ coefficients
    free = len(response) - design.shape[1]
    scale = max(float(rest @ cho_solve(factor, rest)) / free, 1e-12)
    determinant = 2 * np.log(np.diag(factor[0])).sum() - np.linalg.slogdet(inverse)[1]
    return Solution(coefficients, scale * inverse, scale, float(-0.5 * (determinant + free * np.log(scale))))


def estimate_level(response: Floats, design: Floats, variances: Floats, at: Floats) -> Level:
    """The last coefficient of a design, with its interval. There must be more weeks than columns."""
    solutions = [solve(response, design, covariance_of(variances, at, *each)) for each in GRID]
    likelihoods = np.array([each.likelihood for each in solutions])
    weights = np.exp(likelihoods - likelihoods.max())
    weights /= weights.sum()
    every = np.array([each.coefficients for each in solutions])
    mean = weights @ every
    spread = np.einsum("g,gi,gj->ij", weights, every - mean, every - mean)
    covariance = np.einsum("g,gij->ij", weights, np.array([each.covariance for each in solutions])) + spread
    typical = 1 / np.mean(1 / variances)
    noise = sum(
        weight * each.scale * (variances + size * typical)
        for weight, each, (_, size) in zip(weights, solutions, GRID, strict=True)
    )
    errors = np.array([np.sqrt(each.covariance[-1, -1]) for each in solutions])
    free = len(response) - design.shape[1]
    low, high = (_quantile(part, weights, every[:, -1], errors, free) for part in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Level(mean, covariance, np.asarray(noise), low, high)


def _quantile(part: float, weights: Floats, centres: Floats, errors: Floats, free: int) -> float:
    """Where the mixture of Student's distributions has so much of itself to the left."""
    limits = centres + errors * student.ppf(part, free)
    least, most = float(limits.min()), float(limits.max())
    if most - least < 1e-12:
        return least

    def beyond(value: float) -> float:
        return float(weights @ student.cdf((value - centres) / errors, free)) - part

    return float(brentq(beyond, least - 1e-9, most + 1e-9))
