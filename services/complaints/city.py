"""The city as far as the intake API needs it: its units, names and terms, from config/<city>/*.yaml."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from chassis import config
from chassis.errors import ConfigurationError
from contracts.values import AreaCode, Code
from services.complaints.words import WordFinder, tokens

Language = Literal["id", "en"]


class _Entry(BaseModel):
    """Other services read other fields of the same files, so what is not named here is left to them."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Name(_Entry):
    """A name in each language that the city answers in."""

    id: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, language: Language) -> str:
        """The name as a reader of that language knows it."""
        return self.id if language == "id" else self.en


class CityFile(_Entry):
    name: Name
    languages: tuple[Language, ...] = Field(min_length=1)
    triage_unit: Code


class Unit(_Entry):
    """Someone who can be responsible. `parent` is the unit above."""

    id: Code
    name: Name
    kind: Literal["agency", "district", "triage", "city"]
    parent: Code | None = None


class UnitsFile(_Entry):
    units: tuple[Unit, ...] = Field(min_length=1)


class Category(_Entry):
    code: Code
    name: Name


class CategoriesFile(_Entry):
    categories: tuple[Category, ...] = Field(min_length=1)


class Area(_Entry):
    code: AreaCode
    name: Name


class AreasFile(_Entry):
    areas: tuple[Area, ...]


class Word(_Entry):
    id: Code
    spellings: tuple[str, ...] = Field(min_length=1)


class WordsFile(_Entry):
    words: tuple[Word, ...]


@dataclass(frozen=True)
class City:
    """One city's data. The first of `languages` is the one for readers who name none."""

    name: Name
    languages: tuple[Language, ...]
    triage_unit: str
    units: dict[str, Unit]
    categories: dict[str, Name]
    areas: dict[str, Name]
    words: WordFinder

    def unit_name(self, unit: str | None, language: Language) -> str:
        """The unit's name, or its id when the city no longer has it."""
        known = self.units.get(unit or "")
        return known.name.in_language(language) if known else unit or ""

    def is_within(self, unit: str | None, upper: str) -> bool:
        """Whether `unit` is `upper` or stands somewhere below it."""
        while unit is not None:
            if unit == upper:
                return True
            unit = self.units[unit].parent if unit in self.units else None
        return False


def load_city(folder: Path) -> City:
    """Read the city's files; raises `ConfigurationError` with file, line and reason."""
    city = config.read(folder / "city.yaml", CityFile)
    units = config.read(folder / "units.yaml", UnitsFile).units
    words = config.read(folder / "words.yaml", WordsFile).words
    _check_units(folder / "units.yaml", units, city.triage_unit)
    _check_spellings(folder / "words.yaml", words)
    return City(
        name=city.name,
        languages=city.languages,
        triage_unit=city.triage_unit,
        units={unit.id: unit for unit in units},
        categories={
            each.code: each.name for each in config.read(folder / "categories.yaml", CategoriesFile).categories
        },
        areas={each.code: each.name for each in config.read(folder / "areas.yaml", AreasFile).areas},
        words=WordFinder({word.id: word.spellings for word in words}),
    )


def _check_units(file: Path, units: tuple[Unit, ...], triage_unit: str) -> None:
    ids = [unit.id for unit in units]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise ConfigurationError(f"{file}: units: these ids stand twice: {', '.join(twice)}")
    if triage_unit not in ids:
        raise ConfigurationError(f"{file}: units: the triage unit {triage_unit!r} of city.yaml is missing; add it")
    parents = {unit.id: unit.parent for unit in units}
    for unit in units:
        _check_way_up(file, unit.id, parents)


def _check_way_up(file: Path, unit: str, parents: dict[str, str | None]) -> None:
    seen: list[str] = []
    above: str | None = unit
    while above is not None:
        if above in seen:
            raise ConfigurationError(f"{file}: units: {' → '.join([*seen, above])} goes in a circle")
        if above not in parents:
            raise ConfigurationError(f"{file}: units: {seen[-1]!r} names the parent {above!r}, which does not exist")
        seen.append(above)
        above = parents[above]


def _check_spellings(file: Path, words: Iterable[Word]) -> None:
    for word in words:
        if empty := [spelling for spelling in word.spellings if not tokens(spelling)]:
            raise ConfigurationError(f"{file}: words: {word.id!r} has a spelling without any letter: {empty[0]!r}")
