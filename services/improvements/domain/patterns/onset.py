"""Since when: the week from which on the numbers are best explained by an increase."""

import numpy as np

from services.improvements.domain.patterns.arrays import Floats

SEARCHED = 52
"""How many weeks before the run an increase is looked for."""


def onset(observed: Floats, expected: Floats, out_of: Floats | None = None) -> int:
    """The number of the week; the last one where nothing increased.

    The week s with the greatest log likelihood ratio of "more from s on" against "as expected": of Poisson counts
    y log(y/e) - (y - e), of shares that of the binomial, where y and e are the sums from s to the end.
    """
    first = max(0, len(observed) - SEARCHED)
    y, e = (np.cumsum(values[first:][::-1])[::-1] for values in (observed, expected))
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.where(y > 0, y * np.log(y / e), 0.0)
        if out_of is None:
            gain = gain - (y - e)
        else:
            n = np.cumsum(out_of[first:][::-1])[::-1]
            gain = gain + np.where(n > y, (n - y) * np.log((n - y) / (n - e)), 0.0)
    gain = np.where((y > e) & np.isfinite(gain), gain, -1.0)
    return first + int(np.argmax(gain)) if gain.max() > 0 else len(observed) - 1
