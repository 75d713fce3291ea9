"""Finds phrases in a text: a city's published terms, and what people ask for. Only their ids ever leave the store."""

import re
from collections.abc import Iterable, Mapping
from typing import Self

from city.files.needs import GAP, MAX_GAP

_NOT_A_WORD = re.compile(r"[\W_]+")
_Parts = tuple[tuple[str, ...], ...]
"""The words of a phrase, from gap to gap."""


class PhraseFinder:
    """Knows the phrases of each id; build it once, it is immutable and quick to ask."""

    def __init__(self, phrases: Mapping[str, Iterable[_Parts]]) -> None:
        self._by_first: dict[str, list[tuple[_Parts, str]]] = {}
        for name, variants in phrases.items():
            for parts in variants:
                self._by_first.setdefault(parts[0][0], []).append((parts, name))

    @classmethod
    def of_terms(cls, spellings: Mapping[str, Iterable[str]]) -> Self:
        """Finds terms by their spellings; one without a word is found nowhere."""
        return cls({term: [(words,) for words in map(tokens, known) if words] for term, known in spellings.items()})

    @classmethod
    def of_needs(cls, phrases: Mapping[str, Iterable[str]]) -> Self:
        """Finds needs by their phrases, in which `GAP` stands for some other words."""
        return cls({need: [tuple(map(tokens, each.split(GAP))) for each in known] for need, known in phrases.items()})

    def find(self, text: str) -> tuple[str, ...]:
        """The ids of the phrases that occur in `text` as whole words in their order, sorted."""
        words = tokens(text)
        found: set[str] = set()
        for start, word in enumerate(words):
            for parts, name in self._by_first.get(word, ()):
                if _stands_at(words, start, parts):
                    found.add(name)
        return tuple(sorted(found))


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, in lower case and without punctuation."""
    return tuple(word for word in _NOT_A_WORD.split(text.lower()) if word)


def _stands_at(words: tuple[str, ...], start: int, parts: _Parts) -> bool:
    end = start + len(parts[0])
    if words[start:end] != parts[0]:
        return False
    rest = parts[1:]
    return not rest or any(_stands_at(words, at, rest) for at in range(end, end + MAX_GAP + 1))
