"""The city as far as complaints need it: its units, names and terms, and what clocks are called."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from city.entry import Names
from city.faults import Fault
from city.files.areas import AreasFile, lies_in
from city.files.categories import CategoriesFile
from city.files.city import CityFile
from city.files.policies import PoliciesFile
from city.files.units import Unit, UnitsFile, upwards
from city.files.words import WordsFile
from city.loading import load
from contracts.errors import ConfigurationError
from services.complaints import texts
from services.complaints.words import WordFinder


@dataclass(frozen=True)
class ComplaintsFiles:
    """The files of a city that complaints read; of the policies they need what clocks are called."""

    city: CityFile
    units: UnitsFile
    categories: CategoriesFile
    areas: AreasFile
    words: WordsFile
    policies: PoliciesFile


@dataclass(frozen=True)
class City:
    """One city's data. The first of `languages` is the one for readers who name none.

    `staff` are the people who work on complaints, each with their unit: who they are is known where callers are.
    """

    name: Names
    languages: tuple[str, ...]
    triage_unit: str
    units: dict[str, Unit]
    categories: dict[str, Names]
    areas: dict[str, Names]
    words: WordFinder
    policies: PoliciesFile
    staff: Mapping[str, str] = field(default_factory=dict)

    @property
    def policy_names(self) -> Collection[str]:
        """The policies that a complaint can be put under."""
        return [policy.name for policy in self.policies.policies]

    def has_area(self, area: str) -> bool:
        """Whether an area code means a place in the city, the whole city, or something wider that it lies in."""
        return any(lies_in(area, known) or lies_in(known, area) for known in self.areas)

    def unit_name(self, unit: str | None, language: str) -> str:
        """The unit's name, or its id when the city no longer has it."""
        known = self.units.get(unit or "")
        return known.name.in_language(language) if known else unit or ""

    def is_within(self, unit: str | None, upper: str) -> bool:
        """Whether `unit` is `upper` or stands somewhere below it."""
        return unit == upper or upper in upwards(self.units, unit)

    def clock_title(self, clock: str, language: str) -> str:
        """What people call a clock, also one that the city no longer has."""
        return self.policies.clock_title(clock, language)


def load_city(folder: Path) -> City:
    """Read the city's files; raises `ConfigurationError` with file, line and reason of every fault."""
    files = load(folder, ComplaintsFiles, CHECKS)
    return City(
        name=files.city.name,
        languages=files.city.languages,
        triage_unit=files.city.triage_unit,
        units=files.units.by_id(),
        categories={each.code: each.name for each in files.categories.categories},
        areas={each.code: each.name for each in files.areas.areas},
        words=WordFinder({word.id: word.spellings for word in files.words.words}),
        policies=files.policies,
    )


def languages_have_texts(city: CityFile) -> Iterator[Fault]:
    """Whatever happens to a complaint can be described in every language of the city."""
    for number, language in enumerate(city.languages):
        try:
            missing = texts.gaps(texts.of(language))
        except ConfigurationError as error:
            yield Fault("city", ("languages", number), f"no timeline can be written in {language!r}: {error}")
            continue
        if missing:
            reason = f"services/complaints/texts/{language}.yaml lacks words for {', '.join(missing)}"
            yield Fault("city", ("languages", number), reason)


CHECKS = (languages_have_texts,)
