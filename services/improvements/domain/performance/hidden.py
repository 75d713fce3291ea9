"""Which figures of units are not shown: those on few complaints, and those that would show these by subtraction.

The units of a period are held together, for its total is public; and of a year each unit's quarters, for the year less
the quarters that are shown would be the one that is not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from contracts.small_numbers import is_small, left_out
from services.improvements.domain.performance.measures import Key, keys_of
from services.improvements.domain.performance.periods import Named, Period
from services.improvements.domain.performance.report import Performance, Report, Source
from services.improvements.domain.performance.trends import Trend

Subject = Key | None
"""A measure, or None: the number of complaints itself."""
Hidden = frozenset[tuple[str, Subject]]
"""Units with what is not shown of them. Of whose number is not shown nothing is."""
Counts = Mapping[Subject, Mapping[str, int]]
"""On how many complaints each figure of a unit rests."""


def hidden_in(source: Source, wanted: Named) -> Hidden:
    """What is not shown of units in a quarter or a year."""
    hidden = _small(_counts(source, wanted.period))
    if not wanted.quarters:
        return hidden
    quarters = [_counts(source, each) for each in wanted.quarters]
    return hidden | said_by_parts(quarters, [_small(each) for each in quarters])


def said_by_parts(parts: Sequence[Counts], hidden: Sequence[Hidden]) -> Hidden:
    """What the whole would say of the one part in which it is not shown, or of several that are small together."""
    together: dict[tuple[str, Subject], list[int]] = defaultdict(list)
    for counts, of_part in zip(parts, hidden, strict=True):
        for unit, subject in of_part:
            together[unit, subject].append(counts.get(subject, {}).get(unit, 0))
    return frozenset(each for each, numbers in together.items() if len(numbers) < 2 or is_small((sum(numbers),)))


def shown(report: Report, hidden: Hidden) -> Report:
    """The report without what is not shown."""
    return replace(report, units=tuple(_shown(unit, hidden) for unit in report.units))


def shown_trends(moved: Iterable[Trend], hidden: Iterable[Hidden]) -> tuple[Trend, ...]:
    """The trends whose figure is shown in both periods."""
    unseen = frozenset[tuple[str, Subject]]().union(*hidden)
    return tuple(each for each in moved if not unseen & {(each.unit, each.key), (each.unit, None)})


def _shown(unit: Performance, hidden: Hidden) -> Performance:
    if (unit.unit, None) in hidden:
        return replace(unit, number=None, figures=(), hidden=())
    kept = tuple(each for each in unit.figures if (unit.unit, each.key) not in hidden)
    gone = {each.key for each in unit.figures} - {each.key for each in kept}
    return replace(unit, figures=kept, hidden=tuple(sorted({*unit.hidden, *gone})))


def _counts(source: Source, period: Period) -> Counts:
    complaints = source.of(period)
    counts: dict[Subject, dict[str, int]] = {None: defaultdict(int)}
    for each in complaints:
        if each.unit is not None:
            counts[None][each.unit] += 1
    for key in keys_of(complaints):
        counts[key] = defaultdict(int)
        for value in source.values(key, complaints):
            counts[key][value.unit] += 1
    return counts


def _small(counts: Counts) -> Hidden:
    return frozenset(
        (unit, subject)
        for subject, numbers in counts.items()
        for unit in left_out({each: (number,) for each, number in numbers.items()})
    )
