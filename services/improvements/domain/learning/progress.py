"""How many have finished of how many, unit by unit, and what of that everybody may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contracts.small_numbers import is_small
from services.improvements.domain.learning.assigned import Learning


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """`finished` is None where it is not shown; it is more than `people` where more have finished than were named."""

    unit: str
    people: int
    finished: int | None

    @property
    def share(self) -> float | None:
        """Which part of the people have finished, at most 1."""
        return None if self.finished is None else min(1.0, self.finished / self.people)


@dataclass(frozen=True, slots=True)
class Progress:
    """Of all units together; `finished` is None where that of any unit is not shown, for it would follow."""

    units: tuple[UnitProgress, ...]

    @property
    def people(self) -> int:
        """How many are to learn it."""
        return sum(each.people for each in self.units)

    @property
    def finished(self) -> int | None:
        """How many have finished."""
        known = [each.finished for each in self.units if each.finished is not None]
        return sum(known) if len(known) == len(self.units) else None


def progress_of(learning: Learning, finished: Mapping[str, int], sees: Callable[[str], bool]) -> Progress:
    """How far it is. `finished` is by unit, `sees` says of which units the reader sees exact numbers.

    Of another unit nothing is shown where fewer than five have finished, or fewer than five have not: either would be
    about persons rather than a unit. None at all is shown.
    """
    return Progress(tuple(_shown(each.unit, each.people, finished.get(each.unit, 0), sees) for each in learning.units))


def _shown(unit: str, people: int, finished: int, sees: Callable[[str], bool]) -> UnitProgress:
    is_hidden = is_small((finished, max(0, people - finished))) and not sees(unit)
    return UnitProgress(unit, people, None if is_hidden else finished)
