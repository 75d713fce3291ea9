"""What is found: a cell of the city in which something keeps going wrong, with the numbers that say so."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CellKind(StrEnum):
    """Which complaints belong together. A district is the first three parts of an area code, a village all four."""

    CITY = "city"
    CATEGORY = "category"
    UNIT = "unit"
    WORD = "word"
    CATEGORY_DISTRICT = "category_district"
    CATEGORY_VILLAGE = "category_village"
    CATEGORY_UNIT = "category_unit"
    UNIT_DISTRICT = "unit_district"


class PatternKind(StrEnum):
    """What is too frequent: complaints themselves, or among them those with a bad outcome."""

    SURGE = "surge"
    LATE = "late"
    REOPENED = "reopened"
    LOW_RATING = "low_rating"
    TRANSFERRED = "transferred"


class Baseline(StrEnum):
    """What it is compared with: the cell's own past, or complaints of the same categories elsewhere."""

    PAST = "past"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Cell:
    """The complaints that have these codes; a code that is None is not asked for."""

    kind: CellKind
    category: str | None = None
    unit: str | None = None
    area: str | None = None
    word: str | None = None

    @property
    def key(self) -> str:
        """The same for the same cell, in every run."""
        return "/".join((self.kind, *(code for code in (self.category, self.unit, self.area, self.word) if code)))

    def covers(self, other: "Cell") -> bool:
        """Whether all complaints of the other cell are in this one, as far as the codes say."""
        same = all(
            mine is None or mine == its
            for mine, its in ((self.category, other.category), (self.unit, other.unit), (self.word, other.word))
        )
        return same and (self.area is None or f"{other.area}.".startswith(f"{self.area}."))


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from `day` on: how many there were, how many were expected, and between what 95 % of weeks lie."""

    day: date
    observed: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """One finding of one run. `observed` counts the complaints it rests on, which are `complaints` (ids, sorted).

    `window_weeks` is how many weeks up to the run were judged, `since` the first day of the week in which it most
    likely began. Of a surge `expected` is the number that was to be expected and `out_of` is None. Of a share `out_of`
    is the number of complaints that could have had the outcome, and `expected / out_of` the share compared with.
    `ratio` is observed to expected with its 95 % interval `ratio_low` to `ratio_high`. `p` is the tail probability,
    `q` the same after the correction for all tests of the run. Without `is_season_known` the records are too short to
    tell a season from a surge.
    """

    kind: PatternKind
    baseline: Baseline
    cell: Cell
    window_weeks: int
    since: date
    observed: int
    expected: float
    out_of: int | None
    ratio: float
    ratio_low: float
    ratio_high: float
    p: float
    q: float
    is_season_known: bool
    complaints: tuple[str, ...]
    weeks: tuple[Week, ...]

    @property
    def key(self) -> str:
        """The same whenever the same is found again."""
        return f"{self.kind}/{self.cell.key}"

    @property
    def share(self) -> float | None:
        """The share with the outcome, between 0 and 1; None for a surge."""
        return None if self.out_of is None else self.observed / self.out_of

    @property
    def expected_share(self) -> float | None:
        """The share compared with, between 0 and 1; None for a surge."""
        return None if self.out_of is None else self.expected / self.out_of
