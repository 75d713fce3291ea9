"""One complaint as far as patterns, effects and performance care: codes, days and outcomes, no text and no person."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.outcomes import Outcome


class Standing(StrEnum):
    """How a complaint stands. `lapsed` is closed without an answer: a question stayed without a reply."""

    OPEN = "open"
    ANSWERED = "answered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Observation:
    """One complaint. `filed_on` and `answered_on` are days of the city, `answer_days` working days to the first answer.

    `unit` is the one that has it now, or that answered it; `words` are ids of the city's published terms, `needs` of
    what it counts as asked for. `promises` has the outcome of each clock that a unit owes, by the clock's name.
    `transfers` counts the moves ("bukan wewenang"), `stars` is the latest rating, `rejected_for` the reason code of a
    rejection.
    """

    complaint: str
    filed_on: date
    category: str | None = None
    area: str | None = None
    unit: str | None = None
    words: tuple[str, ...] = ()
    standing: Standing = Standing.OPEN
    answered_on: date | None = None
    answer_days: int | None = None
    promises: tuple[tuple[str, Outcome], ...] = ()
    reopened: bool = False
    transfers: int = 0
    stars: int | None = None
    rejected_for: str | None = None
    needs: tuple[str, ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether a promise of it is over."""
        return any(outcome is not Outcome.RUNNING for _, outcome in self.promises)

    @property
    def is_late(self) -> bool:
        """Whether a promise of it was broken."""
        return any(outcome is Outcome.LATE for _, outcome in self.promises)
