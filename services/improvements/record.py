"""What is kept of an improvement action beside its state: the words that people wrote, and how its effect was seen.

The words stay here: events, logs and messages carry none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from services.improvements.domain.improvement import Improvement

MAX_TITLE = 120
MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote with the step of that number."""

    seq: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a picture: what was seen, and what was expected, with the band that chance explains."""

    day: date
    observed: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class SeenEffect:
    """A judgement with what it rests on. `change` is on its `scale`, a `ratio` or a `difference`, against what was
    `compared` with. `reasons` says why there was too little to judge.
    """

    months: int
    judged_on: date
    verdict: str
    measure: str
    scale: str = "ratio"
    compared: str = "none"
    before: float | None = None
    after: float | None = None
    expected: float | None = None
    change: tuple[float, float, float] | None = None
    complaints_before: int = 0
    complaints_after: int = 0
    reasons: tuple[str, ...] = ()
    weeks: tuple[Week, ...] = ()


@dataclass(frozen=True, slots=True)
class LearningTitle:
    """What the learning that was assigned under a number is called, by language."""

    number: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """An improvement action as it is kept. `title` is public, `description` and `learning` too; notes are for people of
    the city.
    """

    improvement: Improvement
    title: str
    description: str = ""
    notes: tuple[Note, ...] = ()
    effects: tuple[SeenEffect, ...] = field(default=())
    learning: tuple[LearningTitle, ...] = ()

    def learning_names(self, number: int) -> Mapping[str, str]:
        """What that learning is called, by language."""
        return next((each.names for each in self.learning if each.number == number), {})


@dataclass(frozen=True, slots=True)
class Counts:
    """What operators look at: open findings, open actions by their state and how many of them are overdue, and when
    the latest edition of each kind was made.
    """

    findings: int
    states: Mapping[str, int]
    overdue: int
    made_at: Mapping[str, datetime]
