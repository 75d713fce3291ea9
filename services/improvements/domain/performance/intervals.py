"""Intervals of 95 % for what a unit shows by itself."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, variance

from scipy.stats import beta, binom, norm
from scipy.stats import t as student

LEVEL = 0.95
LEAST_VARIANCE = 0.05
"""Of values in steps of one: where all are the same, a next one may still differ."""
REACH = float(norm.ppf((1 + LEVEL) / 2))


def share_interval(had: float, number: float) -> tuple[float, float]:
    """Of a share: Jeffreys' (Brown, Cai and DasGupta, Statistical Science 2001, 16:101-133), close to exact mid-P.

    From 0 where none has it, to 1 where all do.
    """
    tail = (1 - LEVEL) / 2
    low = float(beta.ppf(tail, had + 0.5, number - had + 0.5)) if had > 0 else 0.0
    high = float(beta.ppf(1 - tail, had + 0.5, number - had + 0.5)) if had < number else 1.0
    return low, high


def median_interval(ordered: Sequence[float]) -> tuple[float, float]:
    """Of a median: the values at two places of all in order, which hold it at least so often whatever the distribution.

    Of so few that no two places do (five or fewer) the smallest and the largest.
    """
    place = int(binom.ppf((1 - LEVEL) / 2, len(ordered), 0.5))
    place = max(place, 1)
    return ordered[place - 1], ordered[len(ordered) - place]


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Of a mean, by Student's distribution. There must be two values or more."""
    error = sqrt(max(variance(values), LEAST_VARIANCE) / len(values))
    reach = float(student.ppf((1 + LEVEL) / 2, len(values) - 1)) * error
    return fmean(values) - reach, fmean(values) + reach
