"""Finds the categories that fit what somebody has typed in their own words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from city.files.categories import Category
from services.complaints.words import PhraseFinder, tokens

MAX_BEST = 4
MAX_TYPED = 30
"""Words that are looked at."""
_IN_NAME, _IN_DESCRIPTION, _TERM = 2.0, 1.0, 2.0
"""How much a word counts that stands in the name or in the description, and a term of the city that both have."""
_MIN_RATIO = 80.0
"""How alike a word must be to one of a category, of 100; words of few letters must be the same."""
_MIN_LETTERS = 5
_MIN_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class _Known:
    code: str
    weights: Mapping[str, float]
    terms: frozenset[str]


class CategorySearch:
    """Knows the words of all categories, in every language of the city; build it once."""

    def __init__(self, categories: Iterable[Category], finder: PhraseFinder) -> None:
        self._finder = finder
        self._known = [_known(each, finder) for each in categories]

    def best(self, typed: str) -> tuple[str, ...]:
        """The codes of at most `MAX_BEST` categories that fit, the best first; none when nothing does.

        A word counts the less, the more categories it fits: one that all have tells them apart no better than chance.
        """
        scores: dict[str, float] = defaultdict(float)
        for word in dict.fromkeys(tokens(typed)[:MAX_TYPED]):
            _add(scores, {each.code: _likeness(word, each.weights) for each in self._known})
        for term in self._finder.find(typed):
            _add(scores, {each.code: _TERM for each in self._known if term in each.terms})
        order = {each.code: number for number, each in enumerate(self._known)}
        found = sorted(scores, key=lambda code: (-scores[code], order[code]))
        least = max(_MIN_SCORE, scores[found[0]] / 4) if found else 0.0
        return tuple(code for code in found if scores[code] >= least)[:MAX_BEST]


def _known(category: Category, finder: PhraseFinder) -> _Known:
    names, described = category.name.root.values(), category.description.root.values() if category.description else ()
    weights = {word: _IN_DESCRIPTION for text in described for word in tokens(text)}
    weights |= {word: _IN_NAME for text in (*names, category.code) for word in tokens(text)}
    return _Known(category.code, weights, frozenset(_terms((*names, *described), finder)))


def _terms(said: Iterable[str], finder: PhraseFinder) -> Iterator[str]:
    for text in said:
        yield from finder.find(text)


def _likeness(word: str, weights: Mapping[str, float]) -> float:
    if word in weights:
        return weights[word]
    if len(word) < _MIN_LETTERS:
        return 0.0
    alike = (weight * ratio(word, other, score_cutoff=_MIN_RATIO) / 100 for other, weight in weights.items())
    return max(alike, default=0.0)


def _add(scores: dict[str, float], found: Mapping[str, float]) -> None:
    fitting = {code: score for code, score in found.items() if score}
    for code, score in fitting.items():
        scores[code] += score / len(fitting)
