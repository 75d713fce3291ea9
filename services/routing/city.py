"""Loads a city's configuration for routing and checks that its files agree with each other."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chassis import config
from chassis.errors import ConfigurationError
from services.routing.domain import City
from services.routing.policies import Policies, PoliciesConfig
from services.routing.rules import RoutingConfig, Rulebook

FILES = ("city.yaml", "units.yaml", "categories.yaml", "words.yaml", "policies.yaml", "routing.yaml")


class _Part(BaseModel):
    """A part of a file that routing does not own: it reads what it needs and leaves the rest to the owner."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _CityFile(_Part):
    triage_unit: str


class _Unit(_Part):
    id: str
    calendar: str


class _UnitsFile(_Part):
    units: tuple[_Unit, ...]


class _Category(_Part):
    code: str
    policy: str | None = None


class _CategoriesFile(_Part):
    categories: tuple[_Category, ...]


class _Term(_Part):
    id: str


class _WordsFile(_Part):
    words: tuple[_Term, ...]


def load(folder: Path) -> City:
    """The city in `folder`; raises `ConfigurationError` that names file, line and reason."""
    units = config.read(folder / "units.yaml", _UnitsFile).units
    categories = config.read(folder / "categories.yaml", _CategoriesFile).categories
    policies = config.read(folder / "policies.yaml", PoliciesConfig)
    rules = config.read(folder / "routing.yaml", RoutingConfig)
    city = City(
        rulebook=Rulebook(rules),
        policies=Policies(
            policies,
            {category.code: category.policy for category in categories if category.policy},
            config.version(*(folder / name for name in FILES)),
        ),
        calendars={unit.id: unit.calendar for unit in units},
        categories=frozenset(category.code for category in categories),
        triage_unit=config.read(folder / "city.yaml", _CityFile).triage_unit,
    )
    terms = frozenset(term.id for term in config.read(folder / "words.yaml", _WordsFile).words)
    faults = [
        *_rule_faults(folder / "routing.yaml", rules, city, terms),
        *_tie_faults(folder / "routing.yaml", rules, city.rulebook),
        *_policy_faults(folder / "categories.yaml", categories, policies),
    ]
    if city.triage_unit not in city.calendars:
        faults.append(config.fault(folder / "city.yaml", ("triage_unit",), f"no such unit: {city.triage_unit}"))
    if faults:
        raise ConfigurationError("\n".join(faults))
    return city


def _rule_faults(path: Path, rules: RoutingConfig, city: City, terms: frozenset[str]) -> list[str]:
    faults = []
    for number, rule in enumerate(rules.rules):
        if rule.unit not in city.calendars:
            faults.append(config.fault(path, ("rules", number, "unit"), f"no such unit: {rule.unit}"))
        for category in sorted(set(rule.category or ()) - city.categories):
            faults.append(config.fault(path, ("rules", number, "category"), f"no such category: {category}"))
        for word in sorted(set(rule.words or ()) - terms):
            faults.append(config.fault(path, ("rules", number, "words"), f"no such term in words.yaml: {word}"))
    return faults


def _tie_faults(path: Path, rules: RoutingConfig, book: Rulebook) -> list[str]:
    faults = [
        config.fault(
            path,
            ("rules", one.number),
            f"rule {one.name!r} and rule {other.name!r} (line {config.line(path, ('rules', other.number))}) "
            f"are equally specific, may both match, and name {one.unit} and {other.unit}: make one more specific",
        )
        for one, other in book.ties()
    ]
    return list(dict.fromkeys(faults))  # rules with several areas may meet in each of them


def _policy_faults(path: Path, categories: tuple[_Category, ...], policies: PoliciesConfig) -> list[str]:
    known = {policy.name for policy in policies.policies}
    return [
        config.fault(path, ("categories", number, "policy"), f"no such policy: {category.policy}")
        for number, category in enumerate(categories)
        if category.policy is not None and category.policy not in known
    ]
