"""What a unit's mix of categories lets expect: indirect standardisation against all other units.

For each category the unit's complaints are given the mean that the others reach there (Breslow and Day, Statistical
Methods in Cancer Research II, 1987, chapter 2). The others and not the whole city: a unit that has most of a category
would be compared with itself. A category of which the others have fewer than `K` is compared with nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from contracts.small_numbers import K
from services.improvements.domain.performance.intervals import LEAST_VARIANCE
from services.improvements.domain.performance.measures import Group, Key, Measure, Value


@dataclass(frozen=True, slots=True)
class Standard:
    """A unit against what was to be expected, of its `number` complaints in categories that others have too.

    `observed` and `expected` are means; of days the shares that took longer than is usual in their category. `chance`
    is the variance of `observed` if the unit is as the others are, `own` the one by its own values, and `reference`
    the variance of `expected`.
    """

    number: int
    observed: float
    expected: float
    chance: float
    own: float
    reference: float


@dataclass(slots=True)
class _Sums:
    number: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        self.number += 1
        self.total += value
        self.squares += value * value


def standards(key: Key, values: Sequence[Value]) -> Mapping[str, Standard]:
    """Each unit that shares a category with others, by unit."""
    if key.measure is Measure.ANSWER_DAYS:
        values = _slow(values)
    by_group: dict[Group, _Sums] = defaultdict(_Sums)
    by_unit: dict[str, dict[Group, _Sums]] = defaultdict(lambda: defaultdict(_Sums))
    for each in values:
        by_group[each.group].add(each.value)
        by_unit[each.unit][each.group].add(each.value)
    found = {unit: _standard(key, mine, by_group) for unit, mine in sorted(by_unit.items())}
    return {unit: standard for unit, standard in found.items() if standard is not None}


def _slow(values: Iterable[Value]) -> list[Value]:
    """Whether each took longer than the median of its category in the whole city; as long as it counts half."""
    days: dict[Group, list[float]] = defaultdict(list)
    values = list(values)
    for each in values:
        days[each.group].append(each.value)
    usual = {group: median(many) for group, many in days.items()}
    return [
        Value(each.complaint, each.filed_on, each.unit, each.group, _longer(each.value, usual[each.group]))
        for each in values
    ]


def _longer(days: float, usual: float) -> float:
    return 0.5 if days == usual else float(days > usual)


def _standard(key: Key, mine: Mapping[Group, _Sums], city: Mapping[Group, _Sums]) -> Standard | None:
    number, total, expected, chance, own, reference = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for group, sums in mine.items():
        others = city[group].number - sums.number
        if others < K:
            continue
        mean = (city[group].total - sums.total) / others
        variance = _variance(key, mean, city[group])
        number += sums.number
        total += sums.total
        expected += sums.number * mean
        chance += sums.number * variance
        own += sums.number * _variance(key, sums.total / sums.number, city[group], sums.number)
        reference += sums.number**2 * variance / others
    if not number:
        return None
    square = number * number
    return Standard(number, total / number, expected / number, chance / square, own / square, reference / square)


def _variance(key: Key, mean: float, city: _Sums, number: int | None = None) -> float:
    """Of one complaint. Of a share by its mean, drawn a little to the middle, so that 0 of 5 is not certain.

    Of stars by how they differ within the category in the whole city, for the same reason.
    """
    if key.measure is Measure.RATING:
        within = city.squares / city.number - (city.total / city.number) ** 2
        return max(within * city.number / (city.number - 1), LEAST_VARIANCE)
    of = city.number if number is None else number
    drawn = (mean * of + 0.5) / (of + 1)
    return drawn * (1 - drawn)
