"""The words of pages: a folder for each language, in it one file for each part of the pages.

All languages have the same words, with the same names in braces: `PageWords.differences` says what differs.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from contracts.errors import ConfigurationError

_SHARED = Path(__file__).parent / "texts"


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


class PageWords:
    """The words of a service's pages: those in its own `folder`, if it has one, and those that all pages share."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folders = (_SHARED,) if folder is None else (folder, _SHARED)
        self._read: dict[tuple[str, str], Words] = {}

    def of(self, language: str, part: str) -> Words:
        """The words of a part in a language, read once; raises `ConfigurationError` when they are missing."""
        found = self._read.get((language, part))
        if found is None:
            found = self._read[language, part] = Words(self._content(language, part), f"{language}/{part}.yaml")
        return found

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that there are."""
        return tuple(sorted(file.stem for folder in self._folders for file in (folder / "en").glob("*.yaml")))

    def differences(self, language: str, other: str = "en") -> Iterator[str]:
        """What a language says that the other does not, or the other way round; nothing when both say the same."""
        for part in self.parts:
            mine, theirs = _flat(self.of(language, part)), _flat(self.of(other, part))
            for name in sorted(mine.keys() ^ theirs.keys()):
                yield f"{language}/{part}.yaml: {name} is in one language only"
            for name in sorted(mine.keys() & theirs.keys()):
                if _gaps(mine[name]) != _gaps(theirs[name]):
                    yield f"{language}/{part}.yaml: {name} has other names in braces than in {other}"

    def _content(self, language: str, part: str) -> Mapping[str, Any]:
        files = [folder / language / f"{part}.yaml" for folder in self._folders]
        file = next((each for each in files if each.exists()), files[0])
        try:
            known: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigurationError(f"{file}: the words of the pages cannot be read: {error.strerror}") from error
        return known


def _flat(words: Words, prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, each in words.items():
        found |= _flat(each, f"{prefix}{key}.") if isinstance(each, Words) else {f"{prefix}{key}": str(each)}
    return found


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
