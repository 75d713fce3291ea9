"""What the rules know of a city's units."""

from collections.abc import Mapping
from typing import Protocol


class Units(Protocol):
    """The units by id, which of them is the triage desk, and which stand below which."""

    @property
    def units(self) -> Mapping[str, object]:
        """Every unit that a complaint can be given to."""

    @property
    def triage_unit(self) -> str:
        """The unit of the people who decide where no rule does."""

    def is_within(self, unit: str | None, upper: str) -> bool:
        """Whether `unit` is `upper` or stands somewhere below it."""
