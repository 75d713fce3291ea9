"""Complaints as arrays: one row each, codes as numbers, weeks counted back from the day of the run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from services.improvements.domain.observations import Observation, Standing
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


def table(observations: Iterable[Observation], day: date, renamed: Mapping[str, str], weeks: int) -> Table:
    """The complaints that were filed in the last `weeks` whole weeks before `day`.

    What was filed on `day` or later is left out, and so is a first week that the records do not cover wholly.
    `renamed` maps an old code to the one that replaced it, of a category, unit, area or word; raises `ValueError`
    where it leads in a circle.

    Of the same category in the same village two complaints a day count, and twice as many more as come on a usual
    day: what is beyond that is one event that many report, or one person who does so many times. The lowest ids stay.
    """
    names = _final(renamed)
    end = day.toordinal()
    kept = [observation for observation in observations if end - weeks * WEEK <= observation.filed_on.toordinal() < end]
    ordinals = np.array([observation.filed_on.toordinal() for observation in kept], dtype=np.int64)
    whole = int((end - ordinals.min()) // WEEK) if kept else 0
    kept = [
        observation for observation, filed in zip(kept, ordinals.tolist(), strict=True) if filed >= end - whole * WEEK
    ]
    kept = _without_repetitions(kept, names, whole * WEEK)
    filed = np.array([observation.filed_on.toordinal() for observation in kept], dtype=np.int64)
    areas = [
        _parts(names.get(observation.area, observation.area) if observation.area else None) for observation in kept
    ]
    words = [(row, names.get(word, word)) for row, observation in enumerate(kept) for word in observation.words]
    words = sorted(set(words))
    return Table(
        day,
        whole,
        tuple(observation.complaint for observation in kept),
        filed,
        whole - 1 - (end - 1 - filed) // WEEK,
        _codes(
            [
                names.get(observation.category, observation.category) if observation.category else None
                for observation in kept
            ]
        ),
        _codes([names.get(observation.unit, observation.unit) if observation.unit else None for observation in kept]),
        _codes([".".join(parts[:DISTRICT_PARTS]) if len(parts) >= DISTRICT_PARTS else None for parts in areas]),
        _codes([".".join(parts[:VILLAGE_PARTS]) if len(parts) >= VILLAGE_PARTS else None for parts in areas]),
        _codes([word for _, word in words]),
        np.array([row for row, _ in words], dtype=np.int64),
        _measures(kept),
    )


def _without_repetitions(observations: Sequence[Observation], names: Mapping[str, str], days: int) -> list[Observation]:
    """A complaint without category or village stands for itself."""
    groups: dict[tuple[str, str], dict[int, list[Observation]]] = {}
    kept = []
    for observation in observations:
        category, area = (names.get(code, code) if code else None for code in (observation.category, observation.area))
        if category and area and len(_parts(area)) >= VILLAGE_PARTS:
            groups.setdefault((category, area), {}).setdefault(observation.filed_on.toordinal(), []).append(observation)
        else:
            kept.append(observation)
    for by_day in groups.values():
        most = BASE + int(USUAL_DAYS * sum(map(len, by_day.values())) / days)
        for same in by_day.values():
            kept += same if len(same) <= most else sorted(same, key=lambda each: each.complaint)[:most]
    return kept


def _measures(kept: Sequence[Observation]) -> dict[PatternKind, tuple[Bools, Bools]]:
    """A complaint that was reopened has been answered, whatever its standing is now."""

    def flags(values: Iterable[bool]) -> Bools:
        return np.fromiter(values, dtype=np.bool_, count=len(kept))

    reopened = flags(observation.reopened for observation in kept)
    answered = flags(
        observation.standing is Standing.ANSWERED or observation.answered_on is not None for observation in kept
    )
    low = flags(observation.stars is not None and observation.stars <= LOW_STARS for observation in kept)
    return {
        PatternKind.LATE: (
            flags(observation.is_judged for observation in kept),
            flags(observation.is_late for observation in kept),
        ),
        PatternKind.REOPENED: (answered | reopened, reopened),
        PatternKind.LOW_RATING: (flags(observation.stars is not None for observation in kept), low),
        PatternKind.TRANSFERRED: (flags(True for _ in kept), flags(observation.transfers > 0 for observation in kept)),
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
