"""Who is to be recognised, and who is to be helped: few, clear, and with the numbers that say so.

Many units times many measures make many comparisons, of which some stand out by chance. Of the entries of a list a
share of at most `WRONG` is there by chance, on average (Benjamini and Hochberg). A unit that is worse than expected in
something is not recognised for something else. A transfer is no merit or fault of the unit that has the complaint now:
that measure is on no list.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from scipy.stats import t as student

from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.report import Report
from services.improvements.domain.performance.spread import discoveries
from services.improvements.domain.performance.trends import Trend

WRONG = 0.05
ENOUGH = 30
"""A unit is on a list only for a measure of so many complaints."""


class Why(StrEnum):
    """Why a unit is on a list."""

    BETTER_THAN_EXPECTED = "better_than_expected"
    IMPROVED = "improved"
    WORSE_THAN_EXPECTED = "worse_than_expected"
    WORSENED = "worsened"


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit on a list: why, for which measure, from how many complaints, the value and what it is held against.

    Of a level `value` is what was observed and `against` what the mix of complaints lets expect. Of a trend `value` is
    the change against an earlier period, without what moved all units, and `against` is 0.
    """

    unit: str
    why: Why
    key: Key
    number: int
    value: float
    against: float
    score: float


OTHER_SIDE = {Why.WORSE_THAN_EXPECTED: Why.BETTER_THAN_EXPECTED, Why.WORSENED: Why.IMPROVED}


@dataclass(frozen=True, slots=True)
class Lists:
    """`recognition` may be shown to all; `coaching` to the unit's head and the bureau that looks after quality only."""

    recognition: tuple[Entry, ...]
    coaching: tuple[Entry, ...]


def lists(report: Report, moved: Iterable[Trend]) -> Lists:
    """Both lists, in order of units: they are no ranking."""
    levels = [
        Entry(unit.unit, Why.WORSE_THAN_EXPECTED, each.key, each.compared, each.observed, each.expected, each.score)
        for unit in report.units
        for each in unit.figures
        if each.score is not None and each.observed is not None and each.expected is not None
    ]
    numbers = {(unit.unit, each.key): each.compared for unit in report.units for each in unit.figures}
    changes = [
        Entry(each.unit, Why.WORSENED, each.key, number, each.change, 0.0, each.score)
        for each in moved
        for number in [numbers.get((each.unit, each.key), 0)]
    ]
    every = (*levels, *changes)
    tests = [each for each in every if each.number >= ENOUGH and each.key.measure is not Measure.TRANSFER_SHARE]
    coaching = _believed(tests, 1)
    in_trouble = {each.unit for each in coaching}
    recognition = [each for each in _believed(tests, -1) if each.unit not in in_trouble]
    praised = [replace(each, why=OTHER_SIDE[each.why]) for each in recognition]
    return Lists(_ordered(praised), _ordered(coaching))


def _believed(tests: Sequence[Entry], side: int) -> list[Entry]:
    """Those on one side (1: worse) that are not explained by chance.

    What is usual among units is estimated from as many units as there are: Student's distribution allows for that.
    """
    units = Counter((each.key, each.why) for each in tests)
    p_values = [one_sided(side * each.score, units[each.key, each.why]) for each in tests]
    return [each for each, believed in zip(tests, discoveries(p_values, WRONG), strict=True) if believed]


def one_sided(score: float, units: int) -> float:
    """How often a unit like the others would have such a score or a larger one."""
    return float(student.sf(score, max(units - 1, 1)))


def _ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda each: (each.unit, each.key, each.why, each.against)))
