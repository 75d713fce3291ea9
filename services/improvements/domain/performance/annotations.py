"""A unit's own notes, which travel with the numbers they explain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.improvements.domain.performance.measures import Measure
from services.improvements.domain.performance.periods import Period


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a unit says about its numbers: of which days, and of which measure (None: of all)."""

    unit: str
    first: date
    last: date
    measure: Measure | None
    note: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a note goes from its first day to its last, not from {self.first} to {self.last}")


def notes_on(annotations: Iterable[Annotation], unit: str, period: Period) -> tuple[Annotation, ...]:
    """The notes of a unit whose days overlap a period, the earliest first."""
    found = [each for each in annotations if each.unit == unit and period.overlaps(each.first, each.last)]
    return tuple(sorted(found, key=lambda each: (each.first, each.last, each.measure or "", each.note)))
