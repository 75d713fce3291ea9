"""Upper tails of counts, in logarithms so that small ones stay apart, and the correction for many tests."""

import numpy as np
from scipy import special, stats

from services.improvements.domain.patterns.arrays import Floats, Ints, floats

NO_SPREAD = 1e-9
"""A relative variance below this is none: the distribution is Poisson's."""


def count_tail(observed: Floats, expected: Floats, extra: Floats) -> Floats:
    """log P(count >= observed) for a count with mean `expected` and variance `expected + extra * expected**2`.

    Negative binomial; Poisson where `extra` is nothing.
    """
    size = 1 / np.maximum(extra, NO_SPREAD)
    spread = stats.nbinom.logsf(observed - 1, size, size / (size + expected))
    poisson = stats.poisson.logsf(observed - 1, expected)
    return floats(np.where(extra > NO_SPREAD, spread, poisson))


def count_quantile(share: float, expected: Floats, extra: Floats) -> Floats:
    """The count that a `share` of such counts does not exceed."""
    size = 1 / np.maximum(extra, NO_SPREAD)
    return floats(stats.nbinom.ppf(share, size, size / (size + np.maximum(expected, NO_SPREAD))))


def share_tail(bad: int, of: int, share: float, correlation: float) -> float:
    """log P(at least `bad` out of `of`) where each has the outcome with `share`, and two of them are so correlated.

    Beta-binomial with the parameters a = share (1/correlation - 1) and b = (1 - share)(1/correlation - 1); binomial
    where the correlation is nothing. The probabilities are summed, so that a small tail is not lost in 1 - cdf.
    """
    if correlation <= NO_SPREAD:
        return float(stats.binom.logsf(bad - 1, of, share))
    strength = 1 / correlation - 1
    a, b = share * strength, (1 - share) * strength
    counts = np.arange(bad, of + 1, dtype=np.float64)
    ways = -special.betaln(counts + 1, of - counts + 1) - np.log(of + 1)
    terms = ways + special.betaln(counts + a, of - counts + b) - special.betaln(a, b)
    return min(0.0, float(special.logsumexp(terms)))


def share_band(of: Floats, share: float, correlation: float) -> tuple[Floats, Floats]:
    """Between what numbers with the outcome 95 % of groups of such sizes lie."""
    strength = 1 / min(max(correlation, 1e-6), 0.99) - 1
    a, b = share * strength, (1 - share) * strength
    low, high = (stats.betabinom.ppf(level, of.astype(np.int64), a, b) for level in (0.025, 0.975))
    return np.maximum(floats(low), 0), floats(high)


def widened(log_p: Floats, freedom: Floats) -> Floats:
    """The tail when the spread is only an estimate: the normal deviate of `log_p` read as Student's t.

    `freedom` are the degrees of freedom of the estimate; a tail of 1e-9 with 30 of them is one of 1e-6.
    """
    deviate = -special.ndtri_exp(np.minimum(log_p, -1e-12))
    return floats(np.where(deviate > 0, stats.t.logsf(deviate, freedom), log_p))


def weights(sizes: Ints) -> Floats:
    """The weight of a test in each family of such sizes: the same sum for each family, and one on the average."""
    return floats(sizes.sum() / (np.count_nonzero(sizes) * np.maximum(sizes, 1)))


def q_values(log_p: Floats, family: Ints) -> Floats:
    """Adjusted p-values: keeping those at or below q keeps the false discovery rate at q (Benjamini and Hochberg 1995).

    Tests of one `family` (0, 1, …) share a weight, and each family has as much of it as another (Genovese, Roeder and
    Wasserman 2006): thousands of villages do not take the power from a few dozen units.
    """
    if len(log_p) == 0:
        return log_p
    sizes = np.bincount(family)
    weighted = log_p - np.log(weights(sizes)[family])
    order = np.argsort(weighted, kind="stable")
    ranked = weighted[order] + np.log(len(log_p)) - np.log(np.arange(1, len(log_p) + 1))
    smallest = np.minimum.accumulate(ranked[::-1])[::-1]
    found = np.empty_like(log_p)
    found[order] = np.exp(np.minimum(smallest, 0.0))
    return found
