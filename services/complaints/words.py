"""Finds a city's published terms in a text. Only the ids of these terms ever leave the store."""

import re
from collections.abc import Iterable, Mapping

_NOT_A_WORD = re.compile(r"[\W_]+")


class WordFinder:
    """Knows the spellings of each term; build it once, it is immutable and quick to ask."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for term, variants in spellings.items():
            for spelling in filter(None, map(tokens, variants)):
                self._by_first.setdefault(spelling[0], []).append((spelling, term))

    def find(self, text: str) -> tuple[str, ...]:
        """The ids of the terms that occur in `text` as whole words, sorted."""
        words = tokens(text)
        found: set[str] = set()
        for start, word in enumerate(words):
            for spelling, term in self._by_first.get(word, ()):
                if words[start : start + len(spelling)] == spelling:
                    found.add(term)
        return tuple(sorted(found))


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, in lower case and without punctuation."""
    return tuple(word for word in _NOT_A_WORD.split(text.lower()) if word)
