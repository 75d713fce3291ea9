"""The complaints behind a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.periods import Period
from services.improvements.domain.performance.report import Source

MOST = 500


@dataclass(frozen=True, slots=True)
class Behind:
    """Ids of complaints, the latest first, at most `MOST`, and how many there are in all."""

    complaints: tuple[str, ...]
    number: int


def behind_number(source: Source, period: Period, unit: str, most: int = MOST) -> Behind:
    """All complaints of a unit in a period."""
    mine = sorted((each.filed_on, each.complaint) for each in source.of(period) if each.unit == unit)
    return _bounded([complaint for _, complaint in mine], most)


def behind_figure(
    source: Source, period: Period, unit: str, key: Key, only_bad: bool = False, most: int = MOST
) -> Behind:
    """The complaints on which a unit's figure rests; `only_bad`: those that make it bad.

    Of a share those that have it, of days those above the unit's own median, of stars those below its own mean.
    """
    mine = [each for each in source.values(key, source.of(period)) if each.unit == unit]
    limit = _limit(key, sorted(each.value for each in mine))
    sign = -1 if key.measure is Measure.RATING else 1
    kept = [each.complaint for each in mine if not only_bad or sign * each.value > sign * limit]
    return _bounded(kept, most)


def _limit(key: Key, ordered: Sequence[float]) -> float:
    if not ordered or key.measure not in (Measure.ANSWER_DAYS, Measure.RATING):
        return 0.0
    return median(ordered) if key.measure is Measure.ANSWER_DAYS else fmean(ordered)


def _bounded(complaints: Sequence[str], most: int) -> Behind:
    return Behind(tuple(complaints[::-1][: min(most, MOST)]), len(complaints))
