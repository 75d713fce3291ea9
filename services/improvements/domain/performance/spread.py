"""How much units differ beyond chance, and what follows for each of them.

Units differ for reasons that no mix of categories shows. Spiegelhalter (Statistics in Medicine 2005, 24:1185-1202, and
Quality and Safety in Health Care 2005, 14:347-351) estimates this spread from scores whose extremes are drawn in, and
adds it to the limits of the funnel: only who lies outside of what is usual among units stands out. Drawn in scores are
smaller than scores, which makes the spread too small; here they are held against what drawn in scores of a normal
distribution would be, and the spread is the one with which they agree (Paule and Mandel, Journal of Research of the
National Bureau of Standards 1982, 87:377-385). The same spread tells how far an uncertain unit is drawn to what was
expected (empirical Bayes, Morris, Journal of the American Statistical Association 1983, 78:47-55).
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binom, norm

DRAWN_IN = 0.1
"""So large a part of the scores at each end counts as the last one that is not in it."""
FEWEST_UNITS = 3
"""Of fewer units no spread is estimated."""
MOST_Z, LEAST_SHARE = 8.0, 0.005
"""No score is larger; and what never happened elsewhere was still possible."""


def spread_between(differences: Sequence[float], variances: Sequence[float]) -> float:
    """The variance of units around what was expected, beyond the variance of each by chance; 0 if there is none."""
    if len(differences) < FEWEST_UNITS:
        return 0.0
    found, chance = np.asarray(differences, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    ends = int(DRAWN_IN * len(found))
    usual = len(found) * _drawn_in_square(ends / len(found))

    def beyond(spread: float) -> float:
        scores = np.sort(found / np.sqrt(chance + spread))
        return float((np.clip(scores, scores[ends], scores[-1 - ends]) ** 2).sum()) - usual

    most = float((found**2).sum()) / usual
    return float(brentq(beyond, 0.0, most)) if beyond(0.0) > 0 else 0.0


def _drawn_in_square(part: float) -> float:
    """The mean square of a standard normal variable whose ends, such a part of it each, are drawn in."""
    if not part:
        return 1.0
    limit = float(norm.ppf(1 - part))
    return float(1 - 2 * part - 2 * limit * norm.pdf(limit) + 2 * part * limit**2)


def shrunk(difference: float, variance: float, spread: float) -> float:
    """The difference as it is to be believed: drawn to 0 by as much as it may be chance."""
    return difference * spread / (spread + variance) if spread else 0.0


def share_score(number: int, observed: float, expected: float) -> float:
    """How many standard deviations a share is above the expected one, by the binomial distribution with mid-P.

    Half complaints (of days as long as usual) are interpolated. With few complaints this is better than the quotient
    of the difference and its standard deviation, which it becomes with many.
    """
    count = observed * number
    expected = min(max(expected, LEAST_SHARE), 1 - LEAST_SHARE)
    least = int(np.floor(count))
    below = _mid(least, number, expected)
    part = (
        below if count == least else (1 - (count - least)) * below + (count - least) * _mid(least + 1, number, expected)
    )
    return float(np.clip(norm.ppf(part), -MOST_Z, MOST_Z))


def _mid(count: int, number: int, share: float) -> float:
    return float(binom.cdf(count, number, share) - binom.pmf(count, number, share) / 2)


def discoveries(p_values: Sequence[float], rate: float) -> list[bool]:
    """Which of many tests to believe, so that of those believed a share of at most `rate` is wrong on average.

    Benjamini and Hochberg, Journal of the Royal Statistical Society B 1995, 57:289-300.
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    last = max((place for place, at in enumerate(order, 1) if p_values[at] <= rate * place / len(order)), default=0)
    believed = set(order[:last])
    return [at in believed for at in range(len(p_values))]
