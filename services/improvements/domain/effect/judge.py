"""Whether an action changed its measure: an interrupted time series with comparables.

The design is that of Bernal, Cummins and Gasparrini (International Journal of Epidemiology 2017, 46:348-355) with
control series (the same authors, 2018, 47:2082-2093): a change of level after the action, against what the comparables
say would have happened.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from scipy.stats import norm

from services.improvements.domain.effect.glm import Floats
from services.improvements.domain.effect.level import LEVEL, Level, estimate_level
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.models import SEASON_WEEKS_ALONE, Working, usable, working
from services.improvements.domain.effect.result import Compared, Effect, Kind, Point, Reason, Side, Verdict
from services.improvements.domain.effect.weeks import Week

WEEKS_BEFORE_WITH, WEEKS_BEFORE_WITHOUT, WEEKS_AFTER = 12, 20, 6
"""The fewest weeks before (with comparables, and without them, where a trend has to be seen too) and after.

Counts without comparables need a year, `SEASON_WEEKS_ALONE`: nothing else shows what the season does to them.
"""
COMPLAINTS_BEFORE, COMPLAINTS_AFTER = 20, 10
"""The fewest complaints before, and the fewest that are measured after. Of counts: that were to be expected."""
DIGITS = 4
SHARES = frozenset(Measure) - {Measure.COMPLAINTS, Measure.ANSWER_DAYS}
WITHIN = float(norm.ppf((1 + LEVEL) / 2))


def judge_weeks(
    measure: Measure,
    treated: Sequence[Week],
    comparable: Sequence[Week] | None,
    compared: Compared = Compared.NONE,
    gaps: Sequence[date] = (),
) -> Effect:
    """The effect, from weekly numbers of the treated cell and of the comparables in the same weeks (None: none).

    Raises ValueError when the two do not have the same weeks.
    """
    if comparable is not None and [week.starts_on for week in treated] != [week.starts_on for week in comparable]:
        raise ValueError("the cell and its comparables need the same weeks; make both from the same first days")
    weeks = [treated[place] for place in usable(measure, treated, comparable)]
    reasons = _too_few(measure, weeks, comparable is not None, gaps)
    found = Effect(
        measure=measure,
        verdict=Verdict.TOO_FEW,
        kind=Kind.DIFFERENCE if measure in SHARES else Kind.RATIO,
        compared=compared,
        complaints_before=sum(week.number for week in _of(weeks, Side.BEFORE)),
        complaints_after=sum(week.number for week in _of(weeks, Side.AFTER)),
        weeks_before=len(_of(weeks, Side.BEFORE)),
        weeks_after=len(_of(weeks, Side.AFTER)),
        before=_measured(measure, _of(weeks, Side.BEFORE)),
        after=_measured(measure, _of(weeks, Side.AFTER)),
        reasons=reasons,
        gaps=tuple(gaps),
    )
    if reasons:
        return found
    work = working(measure, treated, comparable)
    return _judged(found, work, estimate_level(work.response, work.design, work.variances, work.at))


def _too_few(
    measure: Measure, weeks: Sequence[Week], has_comparables: bool, gaps: Sequence[date]
) -> tuple[Reason, ...]:
    before, after = _of(weeks, Side.BEFORE), _of(weeks, Side.AFTER)
    alone = SEASON_WEEKS_ALONE if measure is Measure.COMPLAINTS else WEEKS_BEFORE_WITHOUT
    fewest = WEEKS_BEFORE_WITH if has_comparables else alone
    number_before, number_after = (sum(week.number for week in side) for side in (before, after))
    if measure is Measure.COMPLAINTS and before:
        number_after = math.ceil(number_before / len(before) * len(after))
    short_before, short_after = len(before) < fewest, len(after) < WEEKS_AFTER
    rules = {
        Reason.NO_PAST: not before,
        Reason.TOO_FEW_WEEKS_BEFORE: bool(before) and short_before,
        Reason.TOO_FEW_WEEKS_AFTER: short_after,
        Reason.TOO_FEW_COMPLAINTS: bool(before)
        and (number_before < COMPLAINTS_BEFORE or (not short_after and number_after < COMPLAINTS_AFTER)),
        Reason.MONTHS_WITHOUT_DATA: bool(gaps) and (short_before or short_after),
    }
    return tuple(reason for reason, holds in rules.items() if holds)


def _measured(measure: Measure, weeks: Sequence[Week]) -> float | None:
    """The measure in some weeks, in its own unit."""
    number, total = sum(week.number for week in weeks), sum(week.total for week in weeks)
    if measure is Measure.COMPLAINTS:
        return round(number / len(weeks), DIGITS) if weeks else None
    if not number:
        return None
    return round(math.expm1(total / number) if measure is Measure.ANSWER_DAYS else total / number, DIGITS)


def _judged(found: Effect, work: Working, level: Level) -> Effect:
    ratio = work.kind is Kind.RATIO
    estimate, low, high = (
        math.exp(value) if ratio else value for value in (float(level.coefficients[-1]), level.low, level.high)
    )
    nothing = 1.0 if ratio else 0.0
    verdict = Verdict.IMPROVED if high < nothing else Verdict.WORSENED if low > nothing else Verdict.NO_EFFECT_SEEN
    without = work.design.copy()
    without[:, -1] = 0
    middle = without @ level.coefficients
    error = np.sqrt(np.einsum("ij,jk,ik->i", without, level.covariance, without) + level.noise)
    expected, least, most = (work.unlinked(middle + part * error) for part in (0, -WITHIN, WITHIN))
    series = tuple(
        Point(week.starts_on, week.side, observed, *(_round(float(line[at])) for line in (expected, least, most)))
        for at, week in enumerate(work.weeks)
        for observed in [_measured(found.measure, [week])]
    )
    return replace(
        found,
        verdict=verdict,
        expected=_expected_after(found.measure, work, expected),
        estimate=_round(estimate),
        low=_round(low),
        high=_round(high),
        series=series,
    )


def _expected_after(measure: Measure, work: Working, expected: Floats) -> float:
    """The mean of the weeks after; of shares and days by how many complaints each of them has."""
    after = [at for at, week in enumerate(work.weeks) if week.side is Side.AFTER]
    by = None if measure is Measure.COMPLAINTS else [work.weeks[at].number for at in after]
    return _round(float(np.average(expected[after], weights=by)))


def _of(weeks: Sequence[Week], side: Side) -> list[Week]:
    return [week for week in weeks if week.side is side]


def _round(value: float) -> float:
    """Without the sign of a zero."""
    return round(value, DIGITS) + 0.0
