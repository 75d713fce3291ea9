"""The elements of a JSON list, one after the other, without holding the whole list."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.tanggap.imports.records import UnusableFile

CHUNK = 256 * 1024
MAX_ELEMENT = 1_000_000
_BLANK = " \t\r\n"


def elements(path: Path) -> Iterator[tuple[Any, int]]:
    """Each element with the bytes read by then, an object alone as the only one.

    Raises `UnusableFile` where it is no list, or no longer one.
    """
    try:
        with path.open("rb") as file:
            decode = codecs.getincrementaldecoder("utf-8-sig")()
            yield from _Reader(path, iter(lambda: file.read(CHUNK), b""), decode).elements()
    except OSError as error:
        raise UnusableFile(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnusableFile(f"{path}: not UTF-8; save the file as UTF-8") from error


class _Reader:
    """Keeps what is read and not used yet: an element at most, and a chunk."""

    def __init__(self, path: Path, chunks: Iterator[bytes], decode: codecs.IncrementalDecoder) -> None:
        self._path, self._chunks, self._decode = path, chunks, decode
        self._text, self._at, self._bytes, self._count = "", 0, 0, 0
        self._json = json.JSONDecoder()

    def elements(self) -> Iterator[tuple[Any, int]]:
        if self._next() == "{":
            yield self._element(), self._bytes
            return
        if self._next() != "[":
            raise self._wrong("does not begin as a list")
        self._at += 1
        if self._next() == "]":
            return
        while True:
            yield self._element(), self._bytes
            following = self._next()
            self._at += 1
            if following == "]":
                return
            if following != ",":
                raise self._wrong("the list is not closed")

    def _next(self) -> str:
        """The next character that is not blank; empty at the end of the file."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _element(self) -> Any:
        self._next()
        self._count += 1
        while True:
            try:
                element, end = self._json.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise self._wrong("nested too deeply") from error
            except ValueError as error:
                if len(self._text) - self._at > MAX_ELEMENT or not self._more():
                    raise self._wrong(f"not JSON: {error}") from error
                continue
            # A number at the end of a chunk may go on in the next one.
            if end < len(self._text) or not self._more():
                self._at = end
                return element

    def _more(self) -> bool:
        chunk = next(self._chunks, b"")
        self._bytes += len(chunk)
        self._text = self._text[self._at :] + self._decode.decode(chunk, final=not chunk)
        self._at = 0
        return bool(chunk)

    def _wrong(self, reason: str) -> UnusableFile:
        return UnusableFile(f"{self._path}: element {self._count}: {reason}; save the answer of the server as it was")
