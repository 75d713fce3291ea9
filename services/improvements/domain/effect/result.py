"""What is found about an improvement action: a verdict with its numbers, and a series for a picture."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.improvements.domain.effect.measures import Measure


class Verdict(StrEnum):
    """What can be said of the measure since the action. Fewer, or faster, is better for every measure.

    `no_effect_seen` does not say that there was none: the interval says how large it can have been.
    """

    IMPROVED = "improved"
    WORSENED = "worsened"
    NO_EFFECT_SEEN = "no_effect_seen"
    TOO_FEW = "too_few"


class Reason(StrEnum):
    """Why nothing can be said."""

    NO_PAST = "no_past"
    TOO_FEW_WEEKS_BEFORE = "too_few_weeks_before"
    TOO_FEW_WEEKS_AFTER = "too_few_weeks_after"
    TOO_FEW_COMPLAINTS = "too_few_complaints"
    MONTHS_WITHOUT_DATA = "months_without_data"


class Kind(StrEnum):
    """What the estimate is: a ratio (1 is no change), or a difference of shares (0 is no change)."""

    RATIO = "ratio"
    DIFFERENCE = "difference"


class Compared(StrEnum):
    """Which complaints show what would have happened without the action."""

    SAME_CATEGORY_ELSEWHERE = "same_category_elsewhere"
    SAME_PLACE_OTHER_CATEGORIES = "same_place_other_categories"
    REST_OF_CITY = "rest_of_city"
    NONE = "none"


class Side(StrEnum):
    """Before the action started, or after it was done."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Point:
    """A week of the picture. `low` to `high` holds a week without the action in 95 of 100 weeks.

    In the measure's own unit: complaints a week, a share, working days. `observed` is None when the week has nothing
    to measure.
    """

    starts_on: date
    side: Side
    observed: float | None
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of a measure. `estimate` with its 95 % interval compares with what was expected without the action.

    `before`, `after` and `expected` (after, without the action) are the measure itself: complaints a week, a share, or
    typical working days. Where `verdict` is `too_few`, `reasons` say why and there is no estimate. `gaps` are the first
    days of weeks that do not count because the city has no data of them.
    """

    measure: Measure
    verdict: Verdict
    kind: Kind
    compared: Compared
    complaints_before: int
    complaints_after: int
    weeks_before: int
    weeks_after: int
    before: float | None = None
    after: float | None = None
    expected: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    series: tuple[Point, ...] = ()
    reasons: tuple[Reason, ...] = ()
    gaps: tuple[date, ...] = ()
