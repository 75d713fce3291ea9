"""What the rules know of a city's organisation."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol


class Organisation(Protocol):
    """The units by id, which of them is the triage desk, which stand below which, and what else a step may name."""

    @property
    def units(self) -> Mapping[str, object]:
        """Every unit that a complaint can be given to."""

    @property
    def triage_unit(self) -> str:
        """The unit of the people who decide where no rule does."""

    @property
    def staff(self) -> Mapping[str, str]:
        """The people who work on complaints, by id, each with the unit that they belong to."""

    @property
    def categories(self) -> Collection[str]:
        """What a complaint can be about."""

    @property
    def policy_names(self) -> Collection[str]:
        """The policies that a complaint can be put under."""

    def is_within(self, unit: str | None, upper: str) -> bool:
        """Whether `unit` is `upper` or stands somewhere below it."""

    def upwards(self, unit: str) -> Iterable[str]:
        """The unit, the one above it, and so on to the top; nothing for a unit that there is not."""

    def needs_proof(self, category: str | None) -> bool:
        """Whether what was done about such a complaint has to be shown in a photo."""

    def has_area(self, area: str) -> bool:
        """Whether an area code means a place in the city, the whole city, or something wider that it lies in."""
