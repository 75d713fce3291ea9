"""Which units may answer for a complaint that no rule could give away, by what the city's own data say.

A rule counts that names the complaint's category or a word that was found in its text, even where another of its
conditions does not hold: that is why it did not decide. So does a unit that has a similar open complaint.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from city.files.routing import RoutingRule
from contracts.values import RoutingInput

MAX_SUGGESTED = 5
_CATEGORY, _ALL_WORDS, _A_WORD, _PLACE, _ANOTHER_CATEGORY = 8, 4, 2, 1, -4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit, and what speaks for it: the rule, if any, and how many similar open complaints it has."""

    unit: str
    rule: RoutingRule | None = None
    similar: int = 0


def suggested(
    about: RoutingInput, rules: Iterable[RoutingRule], similar_at: Sequence[str], never: frozenset[str]
) -> list[Suggestion]:
    """The units for which most speaks first, each once. `similar_at` has the unit of each similar open complaint;
    `never` are those to which it cannot be given.
    """
    best: dict[str, tuple[int, RoutingRule]] = {}
    for rule in rules:
        weight = weight_of(rule, about)
        if weight > 0 and (rule.unit not in best or weight > best[rule.unit][0]):
            best[rule.unit] = (weight, rule)
    alike = Counter(similar_at)
    weights = {unit: best[unit][0] if unit in best else 0 for unit in (*best, *alike)}
    units = sorted(weights.keys() - never, key=lambda unit: (-weights[unit] - 3 * alike[unit], unit))
    return [Suggestion(unit, best[unit][1] if unit in best else None, alike[unit]) for unit in units[:MAX_SUGGESTED]]


def weight_of(rule: RoutingRule, about: RoutingInput) -> int:
    """How much of a rule holds for the complaint; nothing where neither its category nor a word of it does."""
    words = set(rule.words or ())
    found = words & set(about.words)
    is_category = rule.category is not None and about.category in rule.category
    if not is_category and not found:
        return 0
    weight = _CATEGORY if is_category else 0
    if rule.category is not None and not is_category and about.category is not None:
        weight += _ANOTHER_CATEGORY
    if found:
        weight += _ALL_WORDS if found == words else _A_WORD
    return max(1, weight + (_PLACE if _lies_in(about.area, rule.area) else 0))


def _lies_in(area: str | None, areas: Sequence[str] | None) -> bool:
    return area is not None and any(area == each or area.startswith(f"{each}.") for each in areas or ())
