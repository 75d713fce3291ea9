"""Complaints as arrays: one row each, codes as numbers, weeks counted back from the day of the run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from services.improvements.domain.facts import Fact, Standing
from services.improvements.domain.patterns.arrays import Bools, Ints
from services.improvements.domain.patterns.pattern import PatternKind

LOW_STARS = 2
"""So many stars or fewer are a low rating."""
WEEK = 7
DISTRICT_PARTS, VILLAGE_PARTS = 3, 4
"""So many parts has the code of a district, and of a village (Kemendagri)."""
BASE, USUAL_DAYS = 2, 2.0
"""On one day, in one village and category, count this many complaints, and this many times those of a usual day."""


@dataclass(frozen=True, slots=True)
class Codes:
    """A code of each row as a number, -1 where it has none; `names` in order says what a number stands for."""

    of: Ints
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`week` of a row counts from 0, the oldest; `weeks` is their number; the last one ends before `day`.

    `words` and `word_row` go together: the row has the word. `measures` has for each kind of share which rows could
    have the outcome, and which of them have it.
    """

    day: date
    weeks: int
    complaints: tuple[str, ...]
    filed: Ints
    week: Ints
    category: Codes
    unit: Codes
    district: Codes
    village: Codes
    words: Codes
    word_row: Ints
    measures: Mapping[PatternKind, tuple[Bools, Bools]]

    def first_day(self, week: int) -> date:
        """The first of the seven days of a week."""
        return self.day - timedelta(days=WEEK * (self.weeks - week))


def table(facts: Iterable[Fact], day: date, renamed: Mapping[str, str], weeks: int) -> Table:
    """The complaints that were filed in the last `weeks` whole weeks before `day`.

    What was filed on `day` or later is left out, and so is a first week that the records do not cover wholly.
    `renamed` maps an old code to the one that replaced it, of a category, unit, area or word; raises `ValueError`
    where it leads in a circle.

    Of the same category in the same village two complaints a day count, and twice as many more as come on a usual
    day: what is beyond that is one event that many report, or one person who does so many times. The lowest ids stay.
    """
    names = _final(renamed)
    end = day.toordinal()
    kept = [fact for fact in facts if end - weeks * WEEK <= fact.filed_on.toordinal() < end]
    ordinals = np.array([fact.filed_on.toordinal() for fact in kept], dtype=np.int64)
    whole = int((end - ordinals.min()) // WEEK) if kept else 0
    kept = [fact for fact, filed in zip(kept, ordinals.tolist(), strict=True) if filed >= end - whole * WEEK]
    kept = _without_repetitions(kept, names, whole * WEEK)
    filed = np.array([fact.filed_on.toordinal() for fact in kept], dtype=np.int64)
    areas = [_parts(names.get(fact.area, fact.area) if fact.area else None) for fact in kept]
    words = [(row, names.get(word, word)) for row, fact in enumerate(kept) for word in fact.words]
    words = sorted(set(words))
    return Table(
        day,
        whole,
        tuple(fact.complaint for fact in kept),
        filed,
        whole - 1 - (end - 1 - filed) // WEEK,
        _codes([names.get(fact.category, fact.category) if fact.category else None for fact in kept]),
        _codes([names.get(fact.unit, fact.unit) if fact.unit else None for fact in kept]),
        _codes([".".join(parts[:DISTRICT_PARTS]) if len(parts) >= DISTRICT_PARTS else None for parts in areas]),
        _codes([".".join(parts[:VILLAGE_PARTS]) if len(parts) >= VILLAGE_PARTS else None for parts in areas]),
        _codes([word for _, word in words]),
        np.array([row for row, _ in words], dtype=np.int64),
        _measures(kept),
    )


def _without_repetitions(facts: Sequence[Fact], names: Mapping[str, str], days: int) -> list[Fact]:
    """A complaint without category or village stands for itself."""
    groups: dict[tuple[str, str], dict[int, list[Fact]]] = {}
    kept = []
    for fact in facts:
        category, area = (names.get(code, code) if code else None for code in (fact.category, fact.area))
        if category and area and len(_parts(area)) >= VILLAGE_PARTS:
            groups.setdefault((category, area), {}).setdefault(fact.filed_on.toordinal(), []).append(fact)
        else:
            kept.append(fact)
    for by_day in groups.values():
        most = BASE + int(USUAL_DAYS * sum(map(len, by_day.values())) / days)
        for same in by_day.values():
            kept += same if len(same) <= most else sorted(same, key=lambda each: each.complaint)[:most]
    return kept


def _measures(kept: Sequence[Fact]) -> dict[PatternKind, tuple[Bools, Bools]]:
    """A complaint that was reopened has been answered, whatever its standing is now."""

    def flags(values: Iterable[bool]) -> Bools:
        return np.fromiter(values, dtype=np.bool_, count=len(kept))

    reopened = flags(fact.reopened for fact in kept)
    answered = flags(fact.standing is Standing.ANSWERED or fact.answered_on is not None for fact in kept)
    low = flags(fact.stars is not None and fact.stars <= LOW_STARS for fact in kept)
    return {
        PatternKind.LATE: (flags(fact.is_judged for fact in kept), flags(fact.is_late for fact in kept)),
        PatternKind.REOPENED: (answered | reopened, reopened),
        PatternKind.LOW_RATING: (flags(fact.stars is not None for fact in kept), low),
        PatternKind.TRANSFERRED: (flags(True for _ in kept), flags(fact.transfers > 0 for fact in kept)),
    }


def _codes(values: Sequence[str | None]) -> Codes:
    names = tuple(sorted({value for value in values if value}))
    number = {name: index for index, name in enumerate(names)}
    of = np.fromiter((number[value] if value else -1 for value in values), dtype=np.int64, count=len(values))
    return Codes(of, names)


def _parts(area: str | None) -> tuple[str, ...]:
    return tuple(area.split(".")) if area else ()


def _final(renamed: Mapping[str, str]) -> dict[str, str]:
    """Each old code with the one that holds today, however often it was renamed."""
    final = {}
    for old in renamed:
        seen, new = {old}, renamed[old]
        while new in renamed:
            if new in seen:
                raise ValueError(f"renamed leads from {old!r} back to {new!r}: take one of these entries out")
            seen.add(new)
            new = renamed[new]
        final[old] = new
    return final
