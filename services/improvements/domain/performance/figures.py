"""One measure of every unit: what it shows by itself, and beside what its mix of categories lets expect."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import sqrt
from statistics import fmean, median

from contracts.small_numbers import K
from services.improvements.domain.performance.intervals import (
    REACH,
    mean_interval,
    median_interval,
    share_interval,
)
from services.improvements.domain.performance.measures import Key, Measure, Value
from services.improvements.domain.performance.spread import share_score, shrunk, spread_between
from services.improvements.domain.performance.standard import Standard, standards

DIGITS = 3
MOST_STARS, LEAST_STARS = 5.0, 1.0


class Alone(StrEnum):
    """Why a figure is compared with nothing."""

    OWN_CATEGORIES_ONLY = "own_categories_only"
    TOO_FEW_COMPARED = "too_few_compared"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one unit, from `number` complaints: `value` with its 95 % interval.

    The value is a share, median working days, or mean stars. `compared` of the complaints are in categories that other
    units have too; of these `observed` stands beside `expected` by the mix of categories (of days: the share that took
    longer than is usual in its category), `ratio` is their quotient with its interval (of stars: their difference), and
    `shrunk` is `observed` as it is to be believed. `score` is in standard deviations of what is usual among units,
    above 0 is worse. Where there is no comparison `alone` says why, and these are None.
    """

    key: Key
    number: int
    value: float
    low: float
    high: float
    compared: int = 0
    observed: float | None = None
    expected: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    shrunk: float | None = None
    score: float | None = None
    alone: Alone | None = None
    standard: Standard | None = field(default=None, repr=False, compare=False)


def figures_of(key: Key, values: Sequence[Value]) -> Mapping[str, Figure | None]:
    """A measure of every unit that has it; None where it rests on fewer than `K`."""
    by_unit: dict[str, list[float]] = defaultdict(list)
    for each in values:
        by_unit[each.unit].append(each.value)
    known = standards(key, values)
    enough = {unit: each for unit, each in known.items() if each.number >= K}
    differences = [each.observed - each.expected for each in enough.values()]
    spread = spread_between(differences, [each.chance + each.reference for each in enough.values()])
    return {
        unit: None if len(mine) < K else _figure(key, sorted(mine), known.get(unit), spread)
        for unit, mine in sorted(by_unit.items())
    }


def _figure(key: Key, ordered: Sequence[float], standard: Standard | None, spread: float) -> Figure:
    value, low, high = _shown(key.measure, ordered)
    figure = Figure(key, len(ordered), _round(value), _round(low), _round(high))
    if standard is None:
        return replace(figure, alone=Alone.OWN_CATEGORIES_ONLY)
    if standard.number < K:
        return replace(figure, alone=Alone.TOO_FEW_COMPARED)
    chance = standard.chance + standard.reference
    believed = standard.expected + shrunk(standard.observed - standard.expected, chance, spread)
    rating = key.measure is Measure.RATING
    least, most = (LEAST_STARS, MOST_STARS) if rating else (0.0, 1.0)
    ratio, ratio_low, ratio_high = (_difference if rating else _quotient)(standard)
    return replace(
        figure,
        compared=standard.number,
        observed=_round(standard.observed),
        expected=_round(standard.expected),
        ratio=ratio,
        ratio_low=ratio_low,
        ratio_high=ratio_high,
        shrunk=_round(min(max(believed, least), most)),
        score=_round(_score(rating, standard, spread)),
        standard=standard,
    )


def _score(rating: bool, standard: Standard, spread: float) -> float:
    """Against what is usual among units; of shares by mid-P, which is then made as much smaller as the limits wider."""
    usual = standard.chance + standard.reference + spread
    if rating:
        return -(standard.observed - standard.expected) / sqrt(usual)
    return share_score(standard.number, standard.observed, standard.expected) * sqrt(standard.chance / usual)


def _quotient(standard: Standard) -> tuple[float | None, float | None, float | None]:
    """Observed by expected; fewer complaints stand for the uncertainty of what was expected."""
    if not standard.expected:
        return None, None, None
    number = standard.number * standard.own / (standard.own + standard.reference)
    low, high = share_interval(standard.observed * number, number)
    ratio, ratio_low, ratio_high = (_round(each / standard.expected) for each in (standard.observed, low, high))
    return ratio, ratio_low, ratio_high


def _difference(standard: Standard) -> tuple[float | None, float | None, float | None]:
    middle, reach = standard.observed - standard.expected, REACH * sqrt(standard.own + standard.reference)
    return _round(middle), _round(middle - reach), _round(middle + reach)


def _shown(measure: Measure, ordered: Sequence[float]) -> tuple[float, float, float]:
    """The value of some complaints with its interval."""
    if measure is Measure.ANSWER_DAYS:
        return median(ordered), *median_interval(ordered)
    if measure is Measure.RATING:
        low, high = mean_interval(ordered)
        return fmean(ordered), max(low, LEAST_STARS), min(high, MOST_STARS)
    return fmean(ordered), *share_interval(sum(ordered), len(ordered))


def _round(value: float) -> float:
    """Without the sign of a zero."""
    return round(value, DIGITS) + 0.0
