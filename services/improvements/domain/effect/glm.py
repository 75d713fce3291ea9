"""Generalised linear models of weekly counts with their bias reduced, by iteratively reweighted least squares.

McCullagh and Nelder, Generalized Linear Models (1989), chapter 2; the reduction of bias is Firth's (Biometrika 1993,
80:27-38), which for these two models adds half of each week's leverage to its count. With it the estimate is finite
also where one side has no complaint at all.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MAX_STEPS, CLOSE_ENOUGH, MAX_CHANGE = 100, 1e-9, 3.0


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients, and around them the response on the scale of the link, without offset, with its weekly variance."""

    coefficients: Floats
    response: Floats
    variances: Floats


def fit_counts(counts: Floats, design: Floats, offset: Floats, firth: float = 1.0) -> Model:
    """Poisson with log link: counts by design, with a known offset of the logarithm. `firth` 0: maximum likelihood."""

    def parts(predictor: Floats, leverage: Floats) -> tuple[Floats, Floats]:
        mean = np.exp(predictor)
        return counts + firth * leverage / 2 - mean, mean

    return _fit(parts, design, offset, np.log((counts.sum() + 0.5) / np.exp(offset).sum()))


def fit_parts(counts: Floats, of: Floats, design: Floats, firth: float = 1.0) -> Model:
    """Binomial with logit link: so many of so many. `firth` 0 is maximum likelihood."""

    def parts(predictor: Floats, leverage: Floats) -> tuple[Floats, Floats]:
        share = 1 / (1 + np.exp(-predictor))
        return counts + firth * leverage / 2 - (of + firth * leverage) * share, of * share * (1 - share)

    share = (counts.sum() + 0.5) / (of.sum() + 1)
    return _fit(parts, design, np.zeros(len(counts)), np.log(share / (1 - share)))


def _fit(
    parts: Callable[[Floats, Floats], tuple[Floats, Floats]], design: Floats, offset: Floats, first: float
) -> Model:
    """Fisher scoring until the coefficients stand still. The first column of the design must be the constant."""
    coefficients = np.zeros(design.shape[1])
    coefficients[0] = first
    for _ in range(MAX_STEPS):
        predictor = design @ coefficients + offset
        _, weights = parts(predictor, np.zeros(len(predictor)))
        information = np.linalg.inv(design.T @ (weights[:, None] * design))
        leverage = weights * np.einsum("ij,jk,ik->i", design, information, design)
        rest, _ = parts(predictor, leverage)
        change = information @ (design.T @ rest)
        coefficients = coefficients + np.clip(change, -MAX_CHANGE, MAX_CHANGE)
        if np.abs(change).max() < CLOSE_ENOUGH:
            break
    return Model(coefficients, design @ coefficients + rest / weights, 1 / weights)
