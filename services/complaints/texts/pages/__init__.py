"""The words of the pages: one folder a language, in it one file for each part of the pages.

All languages have the same words, with the same names in braces: `check` says what differs from the first of them.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from contracts.errors import ConfigurationError

FOLDER = Path(__file__).parent
PARTS = tuple(sorted(file.stem for file in (FOLDER / "en").glob("*.yaml")))


class Words(Mapping[str, Any]):
    """The words of one part, by name: `words.title`, or `words["title"]`; a name may stand for words by name again.

    Raises `ConfigurationError` for a name that means something else after the dot, such as `items`.
    """

    def __init__(self, known: Mapping[str, Any], where: str) -> None:
        if taken := sorted(key for key in known if hasattr(Mapping, key)):
            raise ConfigurationError(f"{where}: {', '.join(taken)} is a name of Python's; give the words another one")
        self._known = {
            key: Words(each, f"{where}: {key}") if isinstance(each, dict) else each for key, each in known.items()
        }
        self._where = where

    def __getitem__(self, key: str) -> Any:
        return self._known[key]

    def __getattr__(self, name: str) -> Any:
        try:
            return self._known[name]
        except KeyError:
            raise AttributeError(f"{self._where}: there is no {name!r}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


@cache
def of(language: str, part: str) -> Words:
    """The words of a part in a language, read once; raises `ConfigurationError` when they are missing."""
    file = FOLDER / language / f"{part}.yaml"
    try:
        known = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{file}: the words of the pages cannot be read: {error.strerror}") from error
    return Words(known, f"{language}/{part}.yaml")


def differences(language: str, other: str = "en") -> Iterator[str]:
    """What a language says that the other does not, or the other way round; nothing when both say the same."""
    for part in PARTS:
        mine, theirs = _flat(of(language, part)), _flat(of(other, part))
        for name in sorted(mine.keys() ^ theirs.keys()):
            yield f"{language}/{part}.yaml: {name} is in one language only"
        for name in sorted(mine.keys() & theirs.keys()):
            if _gaps(mine[name]) != _gaps(theirs[name]):
                yield f"{language}/{part}.yaml: {name} has other names in braces than in {other}"


def _flat(words: Words, prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, each in words.items():
        found |= _flat(each, f"{prefix}{key}.") if isinstance(each, Words) else {f"{prefix}{key}": str(each)}
    return found


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
