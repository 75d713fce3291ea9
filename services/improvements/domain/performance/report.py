"""The figures of all units over a period."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from contracts.small_numbers import K
from services.improvements.domain.effect.measures import RIPE_DAYS, IsWorkingDay
from services.improvements.domain.effect.weeks import silent_days
from services.improvements.domain.observations import Observation
from services.improvements.domain.performance.annotations import Annotation, notes_on
from services.improvements.domain.performance.figures import Figure, figures_of
from services.improvements.domain.performance.measures import Key, Value, keys_of, values_of
from services.improvements.domain.performance.periods import Period
from services.improvements.domain.successors import current_unit


@dataclass(frozen=True, slots=True)
class Performance:
    """A unit over a period: how many complaints, the figures that rest on `K` or more, and the unit's notes.

    `number` is None where it is below `K`; of none it is 0. `hidden` names what rests on fewer than `K`.
    """

    unit: str
    number: int | None
    figures: tuple[Figure, ...] = ()
    hidden: tuple[Key, ...] = ()
    notes: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All units, in order of their ids: no ranking. Of `days_without_data` the whole city has none."""

    period: Period
    units: tuple[Performance, ...]
    days_without_data: int


@dataclass(frozen=True, slots=True)
class Source:
    """What performance is computed from: the whole city's complaints as they stand on `as_of`.

    `successors` maps a unit that was merged or renamed to the one after it.
    """

    complaints: Sequence[Observation]
    as_of: date
    is_working_day: IsWorkingDay
    successors: Mapping[str, str] = field(default_factory=dict)
    annotations: tuple[Annotation, ...] = ()

    def of(self, period: Period) -> tuple[Observation, ...]:
        """The complaints that were filed in a period, with the units of today."""
        return tuple(
            each if each.unit not in self.successors else replace(each, unit=current_unit(each.unit, self.successors))
            for each in self.complaints
            if period.holds(each.filed_on) and each.filed_on <= self.as_of
        )

    def values(self, key: Key, complaints: Iterable[Observation]) -> tuple[Value, ...]:
        """What complaints say about a measure; those younger than `RIPE_DAYS` show fast answers only: left out."""
        ripe = [each for each in complaints if each.filed_on + timedelta(days=RIPE_DAYS) <= self.as_of]
        return values_of(key, ripe, self.as_of, self.is_working_day)


def performance(source: Source, period: Period) -> Report:
    """Every unit that has a complaint of the period."""
    complaints = source.of(period)
    numbers: dict[str, int] = defaultdict(int)
    for each in complaints:
        if each.unit is not None:
            numbers[each.unit] += 1
    found: dict[str, list[Figure]] = defaultdict(list)
    hidden: dict[str, list[Key]] = defaultdict(list)
    for key in keys_of(complaints):
        for unit, figure in figures_of(key, source.values(key, complaints)).items():
            if figure is None:
                hidden[unit].append(key)
            else:
                found[unit].append(figure)
    units = tuple(
        Performance(
            unit,
            number if number >= K else None,
            tuple(found[unit]) if number >= K else (),
            tuple(hidden[unit]),
            notes_on(source.annotations, unit, period),
        )
        for unit, number in sorted(numbers.items())
    )
    return Report(period, units, _silent(source, period))


def _silent(source: Source, period: Period) -> int:
    """Days of the period of which the whole city has no data."""
    filed_on = [each.filed_on for each in source.complaints if each.filed_on <= source.as_of]
    days = silent_days(filed_on, max(filed_on, default=source.as_of), source.is_working_day)
    return sum(map(period.holds, days))
