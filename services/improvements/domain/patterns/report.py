"""From a test that stands to what people are shown of it."""

import numpy as np

from services.improvements.domain.patterns.onset import onset
from services.improvements.domain.patterns.overlaps import Candidate
from services.improvements.domain.patterns.pattern import Pattern, Week
from services.improvements.domain.patterns.table import Table

SHOWN_WEEKS = 104
NORMAL_95 = 1.959964


def report(table: Table, found: Candidate) -> Pattern:
    """The pattern of a candidate, with its weeks (two years at most) and its complaints."""
    family, place = found.family, found.place
    series = family.series(place)
    begin = max(0, table.weeks - SHOWN_WEEKS)
    weeks = tuple(
        Week(
            table.first_day(week),
            int(series.observed[week]),
            float(series.expected[week]),
            float(series.low[week]),
            float(series.high[week]),
        )
        for week in range(begin, table.weeks)
    )
    low, high = _interval(found)
    return Pattern(
        kind=family.kind,
        baseline=family.baseline,
        cell=family.cells.name(int(family.tested[place])),
        window_weeks=family.window,
        since=table.first_day(onset(series.observed, series.expected, series.out_of)),
        observed=int(family.observed[place]),
        expected=float(family.expected[place]),
        out_of=None if family.out_of is None else int(family.out_of[place]),
        ratio=found.ratio,
        ratio_low=low,
        ratio_high=high,
        p=float(np.exp(family.log_p[place])),
        q=found.q,
        is_season_known=family.is_season_known,
        complaints=tuple(sorted(table.complaints[row] for row in found.now)),
        weeks=weeks,
    )


def _interval(found: Candidate) -> tuple[float, float]:
    """95 %, normal on the logarithm: the spread of what was observed, and the error of what was expected."""
    family, place = found.family, found.place
    observed, expected, spread = (float(each[place]) for each in (family.observed, family.expected, family.spread))
    if family.out_of is None:
        variance = 1 / observed + spread
    else:
        of, error = float(family.out_of[place]), float(family.past_error[place])
        share, usual = observed / of, expected / of
        variance = (1 - share) / observed * (1 + (of - 1) * (spread - error)) + (1 - usual) / usual * error
    reach = NORMAL_95 * float(np.sqrt(max(variance, 0.0)))
    return float(found.ratio * np.exp(-reach)), float(found.ratio * np.exp(reach))
