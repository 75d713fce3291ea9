"""The rules of `routing.yaml`: which unit answers for a category, for words, for a place; the most specific decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.values import AreaCode, Code, Reason, RoutingInput


class Named(BaseModel):
    """A text in the city's languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    en: str


class RuleConfig(BaseModel):
    """One rule. Conditions that are left out match everything; all words must occur; an area includes its parts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Code
    unit: Code
    category: Annotated[tuple[Code, ...], Field(min_length=1)] | None = None
    words: Annotated[tuple[Code, ...], Field(min_length=1)] | None = None
    area: Annotated[tuple[AreaCode, ...], Field(min_length=1)] | None = None
    reason: Named


class RoutingConfig(BaseModel):
    """The file `routing.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    rules: tuple[RuleConfig, ...]


Specificity = tuple[int, int, int]


@dataclass(frozen=True)
class Rule:
    """One rule in one place (a rule with several areas becomes several)."""

    name: str
    unit: str
    categories: frozenset[str] | None
    words: frozenset[str]
    area: str | None
    number: int

    @property
    def specificity(self) -> Specificity:
        """Kinds of condition given, then depth of the area, then number of words: the greatest decides."""
        kinds = (self.categories is not None) + bool(self.words) + (self.area is not None)
        return kinds, self.area.count(".") + 1 if self.area else 0, len(self.words)

    def matches(self, routing_input: RoutingInput, words: frozenset[str]) -> bool:
        """Whether every condition holds."""
        return (
            (self.categories is None or routing_input.category in self.categories)
            and self.words <= words
            and (self.area is None or (routing_input.area is not None and lies_in(routing_input.area, self.area)))
        )

    def reason(self, routing_input: RoutingInput) -> Reason:
        """Which of its conditions the decision rests on."""
        matched = [f"category:{routing_input.category}"] if self.categories is not None else []
        matched += [f"word:{word}" for word in sorted(self.words)]
        matched += [f"area:{self.area}"] if self.area else []
        return Reason(code="rule_matched", rule=self.name, matched=tuple(matched))

    def may_meet(self, other: "Rule") -> bool:
        """Whether some complaint could match both."""
        same_category = self.categories is None or other.categories is None or bool(self.categories & other.categories)
        if self.area is None or other.area is None:
            return same_category
        return same_category and (lies_in(self.area, other.area) or lies_in(other.area, self.area))


class Rulebook:
    """All rules, looked up by category, the most specific first."""

    def __init__(self, config: RoutingConfig) -> None:
        # The name as a last resort, so that rules for the same unit do not depend on the order of the file either.
        self.rules = tuple(sorted(_flat(config), key=lambda rule: (rule.specificity, rule.name), reverse=True))
        categories = {category for rule in self.rules for category in rule.categories or ()}
        self._by_category = {category: self._candidates(category) for category in categories}
        self._anywhere = self._candidates(None)

    def find(self, routing_input: RoutingInput) -> Rule | None:
        """The most specific rule that matches, or None."""
        words = frozenset(routing_input.words)
        candidates = self._by_category.get(routing_input.category or "", self._anywhere)
        return next((rule for rule in candidates if rule.matches(routing_input, words)), None)

    def ties(self) -> Iterator[tuple[Rule, Rule]]:
        """Pairs that are equally specific, could both match one complaint, and name different units."""
        for one, other in combinations(self.rules, 2):
            if one.unit != other.unit and one.specificity == other.specificity and one.may_meet(other):
                yield one, other

    def _candidates(self, category: str | None) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.categories is None or category in rule.categories)


def lies_in(area: str, wider: str) -> bool:
    """Whether an area code is `wider` itself or a part of it."""
    return area == wider or area.startswith(wider + ".")


def _flat(config: RoutingConfig) -> Iterator[Rule]:
    for number, rule in enumerate(config.rules):
        for area in rule.area or (None,):
            categories = frozenset(rule.category) if rule.category is not None else None
            yield Rule(rule.name, rule.unit, categories, frozenset(rule.words or ()), area, number)
