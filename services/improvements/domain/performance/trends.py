"""A unit against its own past: no unit is ranked against another."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from services.improvements.domain.performance.figures import DIGITS, Figure, figures_of
from services.improvements.domain.performance.intervals import REACH
from services.improvements.domain.performance.measures import Key, Measure, keys_of
from services.improvements.domain.performance.periods import Period
from services.improvements.domain.performance.report import Source
from services.improvements.domain.performance.spread import spread_between


@dataclass(frozen=True, slots=True)
class Trend:
    """How a measure of a unit moved from an earlier period, with its 95 % interval.

    `change` is how much more the unit's share (of days: the share that took longer than usual, of stars: the mean) lies
    above what was expected than it did then: what moved the whole city, or the mix of categories, is taken out. `score`
    is in standard deviations, above 0 is worse. `before` and `now` are the plain values.
    """

    unit: str
    key: Key
    earlier: Period
    before: float
    now: float
    change: float
    low: float
    high: float
    score: float


def trends(source: Source, period: Period, earlier: Sequence[Period]) -> tuple[Trend, ...]:
    """Every unit and measure that is compared with others in this period and in an earlier one."""
    complaints = source.of(period)
    found: list[Trend] = []
    for past in earlier:
        then = source.of(past)
        for key in keys_of(complaints):
            figures = figures_of(key, source.values(key, complaints)), figures_of(key, source.values(key, then))
            pairs = [
                (unit, now, before)
                for unit, now in figures[0].items()
                for before in [figures[1].get(unit)]
                if now is not None and before is not None
            ]
            found += _moved(key, past, pairs)
    return tuple(sorted(found, key=lambda each: (each.unit, each.key, each.earlier)))


def _moved(key: Key, earlier: Period, pairs: Sequence[tuple[str, Figure, Figure]]) -> list[Trend]:
    """The quarters of a unit differ more than chance alone would let them: that is estimated from all units."""
    moves = [
        (unit, now, before, _above(now) - _above(before), _error(now) + _error(before))
        for unit, now, before in pairs
        if now.standard is not None and before.standard is not None
    ]
    spread = spread_between([change for *_, change, _ in moves], [chance for *_, chance in moves])
    worse = -1 if key.measure is Measure.RATING else 1
    return [
        Trend(
            unit=unit,
            key=key,
            earlier=earlier,
            before=before.value,
            now=now.value,
            change=_round(change),
            low=_round(change - REACH * sqrt(chance + spread)),
            high=_round(change + REACH * sqrt(chance + spread)),
            score=_round(worse * change / sqrt(chance + spread)),
        )
        for unit, now, before, change, chance in moves
    ]


def _above(figure: Figure) -> float:
    return 0.0 if figure.standard is None else figure.standard.observed - figure.standard.expected


def _error(figure: Figure) -> float:
    return 0.0 if figure.standard is None else figure.standard.own + figure.standard.reference


def _round(value: float) -> float:
    return round(value, DIGITS) + 0.0
