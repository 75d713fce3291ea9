"""What routing knows of a city."""

from collections.abc import Mapping
from dataclasses import dataclass

from city.files.categories import CategoriesFile
from city.files.city import CityFile
from city.files.policies import PoliciesFile
from city.files.routing import RoutingFile
from city.files.units import UnitsFile
from city.files.words import WordsFile
from services.routing.domain.policies import Policies
from services.routing.domain.rules import Rulebook


@dataclass(frozen=True)
class RoutingFiles:
    """The files of a city that routing reads. Words are checked only: complaints come with those that were found."""

    city: CityFile
    units: UnitsFile
    categories: CategoriesFile
    words: WordsFile
    policies: PoliciesFile
    routing: RoutingFile


@dataclass(frozen=True)
class City:
    """What routing knows of a city: rules, policies, its units with their calendars, and the triage desk."""

    rulebook: Rulebook
    policies: Policies
    calendars: Mapping[str, str]
    categories: frozenset[str]
    triage_unit: str

    @classmethod
    def of(cls, files: RoutingFiles, version: str) -> "City":
        """The city of these files; `version` travels with every policy."""
        return cls(
            rulebook=Rulebook.of(files.routing),
            policies=Policies.of(files.policies, files.categories, files.units, version),
            calendars={unit.id: unit.calendar for unit in files.units.units},
            categories=frozenset(category.code for category in files.categories.categories),
            triage_unit=files.city.triage_unit,
        )
