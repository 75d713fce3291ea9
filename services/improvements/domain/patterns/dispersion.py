"""How much more cells vary than chance alone would have it: learnt from the past, and from all cells of a kind."""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from services.improvements.domain.patterns.arrays import Bools, Floats, floats

BLOCK = 4
"""Weeks whose sum is compared with its expectation: what lasts for some weeks is not taken for independent."""
PRIOR_BLOCKS = 20
"""All cells of a kind weigh as much as so many blocks of a cell's own."""
OUTLIER = 3.0
"""Standard deviations at which a cell's excess is cut before the others learn from it: an earlier pattern of one cell
is no habit of all."""
ROUNDS = 3
LEAST_OF_POOL = 0.5
"""A cell is taken to vary at least by this share of what cells like it do: a calm past may be luck."""
PRIOR_CORRELATION_SD = 0.05
MIN_CELLS = 10
USUAL_CORRELATION = 0.02
"""Between complaints of one cell, where too few cells are large enough to learn it."""
MAX_CORRELATION = 0.5
PRIOR_FREEDOM = 10
"""Degrees of freedom that a cell's spread gains from the other cells of its kind, where these are `MIN_CELLS`."""
MEDIAN_OF_SQUARES = float(stats.chi2.median(1))


@dataclass(frozen=True, slots=True)
class Spread:
    """A count with mean m has the variance m (1 + `clumping`) + `variation` m²; one value for each cell."""

    clumping: Floats
    variation: Floats

    def extra(self, expected: Floats) -> Floats:
        """The variance beyond Poisson's, relative to the square of the mean."""
        return floats(self.clumping / np.maximum(expected, 1e-9) + self.variation)


def blocks(values: Floats, size: int) -> Floats:
    """Sums of `size` weeks each; weeks at the beginning that fill no block are left out."""
    whole = values.shape[1] // size
    return floats(values[:, values.shape[1] - whole * size :].reshape(len(values), whole, size).sum(axis=2))


def freedom(number: Floats, part: Floats) -> Floats:
    """The degrees of freedom of a variance of which a `part` is estimated from `number` blocks (Satterthwaite)."""
    own = np.maximum(number - 1, 1) + (PRIOR_FREEDOM if len(number) >= MIN_CELLS else 0)
    return floats(own / np.clip(part, 1e-3, 1.0) ** 2)


def spread_of_counts(counts: Floats, expected: Floats, valid: Bools) -> Spread:
    """From past weeks (cells by weeks): excess squares over what the mean explains, by a and b in a m + b m².

    a and b are those of all cells together (weighted non-negative least squares); then both are scaled so that a
    cell's excess is a mean of its own and the common one, by how much its own past can tell.
    """
    seen, mean = blocks(np.where(valid, counts, 0), BLOCK), blocks(np.where(valid, expected, 0), BLOCK)
    number = (mean > 0).sum(axis=1)
    correction = number / np.maximum(number - 1, 1)
    own = ((seen - mean) ** 2).sum(axis=1) * correction - mean.sum(axis=1)
    linear, square = mean.sum(axis=1), (mean**2).sum(axis=1)
    noise = np.sqrt(linear + 2 * square) + 1e-9
    a, b = _pooled(own, linear, square, noise)
    for _ in range(ROUNDS):
        usual = a * linear + b * square
        error = np.sqrt(linear + 2 * (linear + usual) ** 2 / np.maximum(number, 1)) + 1e-9
        a, b = _pooled(np.minimum(own, usual + OUTLIER * error), linear, square, error)
    pool = a * linear + b * square
    weight = number / (number + PRIOR_BLOCKS) * square / np.maximum(square + linear, 1e-9)
    excess = np.maximum(weight * own + (1 - weight) * pool, LEAST_OF_POOL * pool)
    scale = excess / np.maximum(pool, 1e-9)
    has_pool = pool > 1e-9
    return Spread(
        np.where(has_pool, a * scale, 0.0),
        np.where(has_pool, b * scale, np.maximum(excess, 0) / np.maximum(square, 1e-9)),
    )


def _pooled(own: Floats, linear: Floats, square: Floats, noise: Floats) -> tuple[float, float]:
    if not len(own):
        return 0.0, 0.0
    design = np.stack([linear / noise, square / noise], axis=1)
    (a, b), _ = optimize.nnls(design, own / noise)
    return float(a), float(b)


def correlation_in_time(bad: Floats, of: Floats, share: Floats) -> Floats:
    """The correlation of two complaints of one block, for each cell; from past blocks (cells by blocks).

    By the method of moments, Σ(k - np)² = Σ np(1-p)(1 + (n-1)r); a cell's own value is weighed with the common one by
    its error.
    """
    chance = of * (share * (1 - share))[:, None]
    number = (of > 0).sum(axis=1)
    correction = number / np.maximum(number - 1, 1)
    excess = ((bad - of * share[:, None]) ** 2).sum(axis=1) * correction - chance.sum(axis=1)
    room = (chance * np.maximum(of - 1, 0)).sum(axis=1)
    error = np.sqrt(2 * (chance**2).sum(axis=1)) + 1e-9
    own = excess / np.maximum(room, 1e-9)
    precise = (room / error) ** 2
    pool = max(0.0, float((np.clip(own, -1, 1) * precise).sum() / precise.sum())) if precise.sum() > 0 else 0.0
    weight = PRIOR_CORRELATION_SD**2 / (PRIOR_CORRELATION_SD**2 + 1 / np.maximum(precise, 1e-9))
    return floats(np.clip(weight * own + (1 - weight) * pool, LEAST_OF_POOL * pool, MAX_CORRELATION))


def correlation_between(bad: Floats, expected: Floats, of: Floats, chance: Floats) -> float:
    """The correlation that gives the median cell its place: half of the cells are ordinary, whatever the others are.

    `chance` is the variance of `bad` were nothing correlated. Learnt from cells with three or more expected, so that
    the median of squared deviations is that of the chi-squared distribution (Spiegelhalter 2005 has the idea).
    """
    large = (expected >= 3) & (of - expected >= 3)
    if large.sum() < MIN_CELLS:
        return USUAL_CORRELATION
    squares, room = (bad - expected)[large] ** 2, of[large] - 1

    def too_wide(correlation: float) -> float:
        return float(np.median(squares / (chance[large] * (1 + room * correlation)))) - MEDIAN_OF_SQUARES

    if too_wide(0.0) <= 0:
        return 0.0
    if too_wide(MAX_CORRELATION) >= 0:
        return MAX_CORRELATION
    return float(optimize.brentq(too_wide, 0.0, MAX_CORRELATION))
