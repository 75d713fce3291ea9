"""The rules of routing: which unit answers for a category, for words, for a place; the most specific decides.

What a complainant chose is worth more than what the text seems to say: where a complaint gives its category, rules by
words that do not name it come last, or first if they override it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from city.files.areas import lies_in
from city.files.routing import RoutingFile
from contracts.values import Reason, RoutingInput

Order = tuple[int, int, int, int]


@dataclass(frozen=True)
class Rule:
    """One rule in one place (a rule with several areas becomes several). `number` is its place in the file."""

    name: str
    unit: str
    categories: frozenset[str] | None
    words: frozenset[str]
    area: str | None
    number: int
    overrides_category: bool = False

    def order(self, is_category_given: bool) -> Order:
        """The greatest decides: precedence, then kinds of condition given, depth of the area, number of words."""
        kinds = (self.categories is not None) + bool(self.words) + (self.area is not None)
        depth = self.area.count(".") + 1 if self.area else 0
        return self._precedence() if is_category_given else 0, kinds, depth, len(self.words)

    def matches(self, words: frozenset[str], area: str | None) -> bool:
        """Whether its conditions hold, whatever it says about the category."""
        return self.words <= words and (self.area is None or (area is not None and lies_in(area, self.area)))

    def reason(self, routing_input: RoutingInput) -> Reason:
        """Which of its conditions the decision rests on."""
        matched = [f"category:{routing_input.category}"] if self.categories is not None else []
        matched += [f"word:{word}" for word in sorted(self.words)]
        matched += [f"area:{self.area}"] if self.area else []
        return Reason(code="rule_matched", rule=self.name, matched=tuple(matched))

    def may_meet(self, other: "Rule") -> bool:
        """Whether both could match one complaint of a category that both allow: any words may stand together."""
        if self.area is None or other.area is None:
            return True
        return lies_in(self.area, other.area) or lies_in(other.area, self.area)

    def _precedence(self) -> int:
        if self.overrides_category:
            return 2
        return 1 if self.categories is not None or not self.words else 0


@dataclass(frozen=True)
class Candidates:
    """The rules for complaints of one category, or for those without any: the first that matches decides."""

    rules: tuple[Rule, ...]
    is_category_given: bool

    @classmethod
    def of(cls, rules: tuple[Rule, ...], category: str | None, is_category_given: bool = True) -> "Candidates":
        """Those of `rules` that name this category or none at all."""
        fitting = (rule for rule in rules if rule.categories is None or category in rule.categories)
        # The name as a last resort, so that rules for the same unit do not depend on the order of the file either.
        best_first = sorted(fitting, key=lambda rule: (rule.order(is_category_given), rule.name), reverse=True)
        return cls(tuple(best_first), is_category_given)

    def first(self, words: frozenset[str], area: str | None) -> Rule | None:
        """The rule that decides about a complaint with these words in this place."""
        return next((rule for rule in self.rules if rule.matches(words, area)), None)

    def ties(self) -> Iterator[tuple[Rule, Rule]]:
        """Pairs of which only the name would say which decides, and with it which unit."""
        for one, other in combinations(self.rules, 2):
            if self.is_tie(one, other) and one.may_meet(other):
                yield one, other

    def is_tie(self, one: Rule, other: Rule) -> bool:
        """Whether they are for different units, and neither comes before the other."""
        return one.unit != other.unit and one.order(self.is_category_given) == other.order(self.is_category_given)


@dataclass(frozen=True)
class Rulebook:
    """All rules, and who may decide about which complaints.

    `named` are the candidates for each category that a rule names, `unnamed` those for any other category, and
    `without` those for complaints that give none.
    """

    rules: tuple[Rule, ...]
    named: Mapping[str, Candidates]
    unnamed: Candidates
    without: Candidates

    @classmethod
    def of(cls, file: RoutingFile) -> "Rulebook":
        """The rules of a city."""
        rules = tuple(_flat(file))
        categories = sorted({category for rule in rules for category in rule.categories or ()})
        return cls(
            rules=rules,
            named={category: Candidates.of(rules, category) for category in categories},
            unnamed=Candidates.of(rules, None),
            without=Candidates.of(rules, None, is_category_given=False),
        )

    def find(self, routing_input: RoutingInput) -> Rule | None:
        """The rule that decides, or None when none matches."""
        category = routing_input.category
        candidates = self.without if category is None else self.named.get(category, self.unnamed)
        return candidates.first(frozenset(routing_input.words), routing_input.area)

    def ties(self) -> Iterator[tuple[Rule, Rule]]:
        """Pairs for different units that could both match one complaint, and neither of which comes first."""
        among = (*self.named.values(), self.unnamed, self.without)
        yield from dict.fromkeys(pair for candidates in among for pair in candidates.ties())

    def shadowed(self) -> Iterator[tuple[Rule, Rule]]:
        """Rules that can never decide, each with one that does in its place and does not tie with it.

        A complaint with no more than a rule asks for matches the fewest others: if another one wins even there, it wins
        everywhere.
        """
        winners = {rule: tuple(self._winners(rule)) for rule in self.rules}
        deciding = {rule.number for rule, won in winners.items() if any(winner is rule for winner, _ in won)}
        for rule, won in winners.items():
            instead = [winner for winner, candidates in won if not candidates.is_tie(winner, rule)]
            if rule.number not in deciding and instead:
                yield rule, instead[0]

    def _winners(self, rule: Rule) -> Iterator[tuple[Rule, Candidates]]:
        """Who decides, and among whom, about complaints that have just what the rule asks for."""
        if rule.categories is not None:
            among = [self.named[category] for category in sorted(rule.categories)]
        else:
            among = [self.without, self.unnamed]
        for candidates in among:
            if winner := candidates.first(rule.words, rule.area):
                yield winner, candidates


def _flat(file: RoutingFile) -> Iterator[Rule]:
    for number, rule in enumerate(file.rules):
        for area in rule.area or (None,):
            categories = frozenset(rule.category) if rule.category is not None else None
            words = frozenset(rule.words or ())
            yield Rule(rule.name, rule.unit, categories, words, area, number, rule.overrides == "category")
