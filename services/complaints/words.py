"""Finds a city's published terms in a text. Only the ids of these terms ever leave the store."""

import re
from collections.abc import Iterable, Mapping

_NOT_A_WORD = re.compile(r"[\W_]+")


class WordFinder:
    """Knows the spellings of each term; build it once, it is immutable and quick to ask."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]) -> None:
        self._ids: dict[tuple[str, ...], set[str]] = {}
        for term, variants in spellings.items():
            for variant in variants:
                self._ids.setdefault(tokens(variant), set()).add(term)
        self._lengths = sorted({len(key) for key in self._ids})

    def find(self, text: str) -> tuple[str, ...]:
        """The ids of the terms that occur in `text` as whole words, sorted."""
        words = tokens(text)
        found: set[str] = set()
        for length in self._lengths:
            for start in range(len(words) - length + 1):
                found |= self._ids.get(words[start : start + length], _NOTHING)
        return tuple(sorted(found))


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, in lower case and without punctuation."""
    return tuple(word for word in _NOT_A_WORD.split(text.lower()) if word)


_NOTHING: frozenset[str] = frozenset()
