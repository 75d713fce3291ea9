"""How each measure becomes a response with variances, and a fitted level the measure again.

Counts are compared with those of the comparables by their odds: given how many there were in a week in all, how many of
them were the cell's own. What moves both (working days, season, growth, a new channel) cancels. Without comparables
they are counts for each working day, with a trend. Shares and days are compared by their difference to the comparables
in the same week.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from services.improvements.domain.effect.glm import Floats, fit_counts, fit_parts
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.result import Kind, Side
from services.improvements.domain.effect.weeks import Week

YEAR_WEEKS = 365.25 / 7
SEASON_WEEKS, SEASON_WEEKS_ALONE = 104, 52
"""With so many weeks before the action the cell's own season is estimated. Without comparables it takes fewer."""
LEAST_DAYS = 0.5
"""A week without working days still has some complaints."""

Unlinked = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Working:
    """A response by week on a scale on which effects add up, and the way back from a prediction to the measure."""

    weeks: tuple[Week, ...]
    response: Floats
    variances: Floats
    design: Floats
    at: Floats
    unlinked: Unlinked
    kind: Kind


def working(measure: Measure, treated: Sequence[Week], comparable: Sequence[Week] | None) -> Working:
    """The response of the treated cell's weeks; of shares and days only of weeks in which there is something."""
    if measure is Measure.COMPLAINTS:
        return _counts(treated, comparable)
    at = usable(measure, treated, comparable)
    own = tuple(treated[place] for place in at)
    others = tuple(comparable[place] for place in at) if comparable is not None else ()
    variance = _days_variances if measure is Measure.ANSWER_DAYS else _share_variances
    response, variances, moved = _means(own), variance(own), np.zeros(len(own))
    if others:
        moved = _means(others) - _total(others) / _number(others)
        variances = variances + variance(others)
    days = measure is Measure.ANSWER_DAYS
    return Working(
        weeks=own,
        response=response - moved,
        variances=variances,
        design=design_of(own, trend=not others),
        at=_at(own),
        unlinked=(lambda value: np.maximum(np.expm1(value + moved), 0))
        if days
        else (lambda value: _clip(value + moved)),
        kind=Kind.RATIO if days else Kind.DIFFERENCE,
    )


def usable(measure: Measure, treated: Sequence[Week], comparable: Sequence[Week] | None) -> list[int]:
    """The places of the weeks that can be compared: of counts all, of shares and days those with something in both."""
    return [
        place
        for place, week in enumerate(treated)
        if measure is Measure.COMPLAINTS or (week.number and (comparable is None or comparable[place].number))
    ]


def design_of(weeks: Sequence[Week], trend: bool) -> Floats:
    """The columns: a constant, a trend a year where asked for, a season where the past is long, the action at last."""
    at = _at(weeks)
    columns = [np.ones(len(weeks))]
    if trend:
        columns.append((at - at.mean()) / YEAR_WEEKS)
    if sum(week.side is Side.BEFORE for week in weeks) >= (SEASON_WEEKS_ALONE if trend else SEASON_WEEKS):
        columns += [np.sin(2 * np.pi * at / YEAR_WEEKS), np.cos(2 * np.pi * at / YEAR_WEEKS)]
    columns.append(np.array([float(week.side is Side.AFTER) for week in weeks]))
    return np.column_stack(columns)


def _counts(treated: Sequence[Week], comparable: Sequence[Week] | None) -> Working:
    counts = np.array([float(week.number) for week in treated])
    design = design_of(treated, trend=comparable is None)
    if comparable is None:
        exposure = np.array([max(float(week.working_days), LEAST_DAYS) for week in treated])
        model = fit_counts(counts, design, np.log(exposure))
    else:
        others = np.array([float(week.number) for week in comparable])
        exposure = np.maximum(others, LEAST_DAYS)
        seen = counts + others > 0
        model = fit_parts(counts, np.where(seen, counts + others, LEAST_DAYS), design)
    return Working(
        weeks=tuple(treated),
        response=model.response,
        variances=model.variances,
        design=design,
        at=_at(treated),
        unlinked=lambda value: exposure * np.exp(value),
        kind=Kind.RATIO,
    )


def _at(weeks: Sequence[Week]) -> Floats:
    return np.array([week.starts_on.toordinal() / 7 for week in weeks])


def _means(weeks: Sequence[Week]) -> Floats:
    return np.array([week.total / week.number for week in weeks])


def _number(weeks: Sequence[Week]) -> int:
    return sum(week.number for week in weeks)


def _total(weeks: Sequence[Week]) -> float:
    return sum(week.total for week in weeks)


def _clip(value: Floats) -> Floats:
    return np.clip(value, 0, 1)


def _share_variances(weeks: Sequence[Week]) -> Floats:
    """Of a share the binomial variance, by the share of all weeks of the side, which is not 0 or 1 by chance."""
    of_one = {}
    for side in Side:
        mine = [week for week in weeks if week.side is side]
        share = (_total(mine) + 0.5) / (_number(mine) + 1)
        of_one[side] = share * (1 - share)
    return np.array([of_one[week.side] / week.number for week in weeks])


def _days_variances(weeks: Sequence[Week]) -> Floats:
    """Of a mean of logarithms, by the variance within the weeks."""
    within = sum(week.squares - week.total**2 / week.number for week in weeks)
    of_one = max(within / max(_number(weeks) - len(weeks), 1), 1e-4)
    return np.array([of_one / week.number for week in weeks])
