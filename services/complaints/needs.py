"""Finds in a text what people ask for and does not exist, by a city's phrases. Only the ids leave the store."""

from collections.abc import Iterable, Mapping

from city.files.needs import GAP, MAX_GAP
from services.complaints.words import tokens

_Parts = tuple[tuple[str, ...], ...]
"""The words of a phrase, from gap to gap."""


class NeedFinder:
    """Knows the phrases of each need; build it once, it is immutable and quick to ask."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[_Parts, str]]] = {}
        for need, variants in phrases.items():
            for phrase in variants:
                parts = tuple(map(tokens, phrase.split(GAP)))
                self._by_first.setdefault(parts[0][0], []).append((parts, need))

    def find(self, text: str) -> tuple[str, ...]:
        """The ids of the needs that `text` asks for, sorted. The words of a phrase are whole words, in their order."""
        words = tokens(text)
        return tuple(
            sorted(
                {
                    need
                    for start, word in enumerate(words)
                    for parts, need in self._by_first.get(word, ())
                    if _stands_at(words, start, parts)
                }
            )
        )


def _stands_at(words: tuple[str, ...], start: int, parts: _Parts) -> bool:
    end = start + len(parts[0])
    if words[start:end] != parts[0]:
        return False
    rest = parts[1:]
    return not rest or any(_stands_at(words, at, rest) for at in range(end, end + MAX_GAP + 1))
