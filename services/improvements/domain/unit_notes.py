"""What a unit says about its own figures. It is public, so it names nobody."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.improvements.domain.performance.measures import Measure
from services.improvements.domain.performance.periods import Named, named
from services.improvements.domain.refusals import Refusal

MAX_TEXT = 300
MAX_NOTES = 20
"""Notes of a unit about one period."""


@dataclass(frozen=True, slots=True)
class UnitNote:
    """A note about a quarter or a year, about all of its figures where `measures` names none."""

    id: str
    unit: str
    period: Named
    measures: tuple[Measure, ...]
    text: str


def unit_note(unit: str, period: str, measures: Sequence[str], text: str, day: date) -> UnitNote | Refusal:
    """The note of a unit, written on a day. The same words about the same figures are the same note."""
    wanted = named(period)
    if wanted is None or wanted.period.first > day:
        return no_period(period, "period")
    text = text.strip()
    if not 1 <= len(text) <= MAX_TEXT:
        return Refusal("text_unfit", f"a note has 1 to {MAX_TEXT} characters", "send a short one", "text")
    wrong = [each for each in measures if each not in tuple(Measure)]
    if wrong:
        known = ", ".join(Measure)
        return Refusal("measure_unknown", f"there is no measure {wrong[0]!r}", f"use some of: {known}", "measures")
    kept = tuple(each for each in Measure if each in measures)
    digest = hashlib.sha256("\n".join((unit, wanted.name, *kept, "", text)).encode()).hexdigest()[:16]
    return UnitNote(f"note-{digest}", unit, wanted, kept, text)


def no_period(name: str, field: str) -> Refusal:
    """It is no quarter and no year, or one that has not begun."""
    reason = f"{name!r} is no quarter or year that has begun"
    return Refusal("period_unknown", reason, "send a quarter such as 2026-1, or a year such as 2026", field)
