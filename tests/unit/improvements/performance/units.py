"""Complaints of a made city with several units, for tests of performance."""

from collections.abc import Iterator
from datetime import date, timedelta

from contracts.outcomes import Outcome
from services.improvements.domain.observations import Observation, Standing
from services.improvements.domain.performance.periods import Period, quarter
from services.improvements.domain.performance.report import Source

NOW, BEFORE = quarter(2025, 2), quarter(2025, 1)
AS_OF = date(2025, 9, 1)
CLOCK = "answer"


def is_working_day(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def complaints(
    unit: str, number: int, late: int, category: str = "roads", period: Period = NOW, stars: int | None = 3
) -> Iterator[Observation]:
    """So many complaints of a unit, spread over a period, of which so many were late and are reopened."""
    span = (period.last - period.first).days + 1
    for each in range(number):
        was_late = each * late // number != (each + 1) * late // number
        filed_on = period.first + timedelta(days=each % span)
        yield Observation(
            complaint=f"{unit}-{category}-{period.first}-{each:04}",
            filed_on=filed_on,
            category=category,
            unit=unit,
            standing=Standing.ANSWERED,
            answered_on=filed_on + timedelta(days=10),
            answer_days=9 if was_late else 2,
            promises=((CLOCK, Outcome.LATE if was_late else Outcome.KEPT),),
            reopened=was_late,
            transfers=int(was_late),
            stars=stars,
        )


def source(*groups: Iterator[Observation]) -> Source:
    """All of them as they stand after the summer."""
    return Source([each for group in groups for each in group], AS_OF, is_working_day)
