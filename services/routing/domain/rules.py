"""The rules of routing: which unit answers for a category, for words, for a place; the most specific decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from city.files.areas import lies_in
from city.files.routing import RoutingFile
from contracts.values import Reason, RoutingInput

Specificity = tuple[int, int, int]


@dataclass(frozen=True)
class Rule:
    """One rule in one place (a rule with several areas becomes several). `number` is its place in the file."""

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

    def matches(self, category: str | None, words: frozenset[str], area: str | None) -> bool:
        """Whether every condition holds."""
        return (
            (self.categories is None or category in self.categories)
            and self.words <= words
            and (self.area is None or (area is not None and lies_in(area, self.area)))
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


@dataclass(frozen=True)
class Rulebook:
    """All rules, the most specific first; `by_category` are those that a complaint of that category may match."""

    rules: tuple[Rule, ...]
    by_category: Mapping[str | None, tuple[Rule, ...]]

    @classmethod
    def of(cls, file: RoutingFile) -> "Rulebook":
        """The rules of a city."""
        # The name as a last resort, so that rules for the same unit do not depend on the order of the file either.
        rules = tuple(sorted(_flat(file), key=lambda rule: (rule.specificity, rule.name), reverse=True))
        categories = {None, *(category for rule in rules for category in rule.categories or ())}
        return cls(rules, {category: _candidates(rules, category) for category in categories})

    def find(self, routing_input: RoutingInput) -> Rule | None:
        """The most specific rule that matches, or None."""
        return self._first(routing_input.category, frozenset(routing_input.words), routing_input.area)

    def ties(self) -> Iterator[tuple[Rule, Rule]]:
        """Pairs that are equally specific, could both match one complaint, and name different units."""
        for one, other in combinations(self.rules, 2):
            if one.unit != other.unit and one.specificity == other.specificity and one.may_meet(other):
                yield one, other

    def shadowed(self) -> Iterator[tuple[Rule, Rule]]:
        """Rules that can never decide, each with one for the same unit that does (for another unit they tie).

        A complaint with no more than a rule asks for matches the fewest others: if another one wins even there, it wins
        everywhere.
        """
        winners = {rule: self._winners(rule) for rule in self.rules}
        deciding = {rule.number for rule, won in winners.items() if rule in won}
        for rule, won in winners.items():
            if rule.number not in deciding and won[0].unit == rule.unit:
                yield rule, won[0]

    def _winners(self, rule: Rule) -> list[Rule]:
        """Who decides about the complaints that have just what the rule asks for, one for each of its categories."""
        categories = sorted(rule.categories) if rule.categories is not None else [None]
        found = [self._first(category, rule.words, rule.area) for category in categories]
        return [winner for winner in found if winner is not None]

    def _first(self, category: str | None, words: frozenset[str], area: str | None) -> Rule | None:
        candidates = self.by_category.get(category, self.by_category[None])
        return next((rule for rule in candidates if rule.matches(category, words, area)), None)


def _candidates(rules: tuple[Rule, ...], category: str | None) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.categories is None or category in rule.categories)


def _flat(file: RoutingFile) -> Iterator[Rule]:
    for number, rule in enumerate(file.rules):
        for area in rule.area or (None,):
            categories = frozenset(rule.category) if rule.category is not None else None
            yield Rule(rule.name, rule.unit, categories, frozenset(rule.words or ()), area, number)
