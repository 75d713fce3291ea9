"""The lines of a body as it streams in, with bounded memory: newline-delimited JSON (NDJSON)."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from starlette.requests import ClientDisconnect

from services.complaints.api.problems import Fault, Problem

MAX_LINES = 10_000
MAX_LINE = 64 * 1024
"""Bytes of a line: more than any proper complaint takes, however its characters are escaped."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, counted from 1 with the blank ones. `body` is None when it is longer than allowed."""

    number: int
    body: bytes | None


class LineSplitter:
    """Takes the pieces of a body in their order. Of a line that is too long nothing is kept but its number."""

    def __init__(self, max_line: int = MAX_LINE) -> None:
        self._max_line = max_line
        self._open, self._is_too_long, self._number = bytearray(), False, 1

    def feed(self, piece: bytes) -> Iterator[Line]:
        """The lines that this piece completes."""
        *ended, begun = piece.split(b"\n")
        for part in ended:
            self._add(part)
            yield from self._take()
        self._add(begun)

    def end(self) -> Iterator[Line]:
        """The last line of a complete body, if no newline ended it."""
        return self._take()

    def _add(self, part: bytes) -> None:
        if not self._is_too_long:
            self._open += part
            self._is_too_long = len(self._open) > self._max_line
        if self._is_too_long:
            self._open.clear()

    def _take(self) -> Iterator[Line]:
        number, body = self._number, None if self._is_too_long else bytes(self._open)
        self._number += 1
        self._open.clear()
        self._is_too_long = False
        if body is None or body.strip():
            yield Line(number, body)


async def read_lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[list[Line]]:
    """Some lines at a time, as they arrive; raises the problem `body-too-large` in place of one too many.

    Of a client that goes away the line that it had begun is left out.
    """
    splitter = LineSplitter()
    try:
        async for piece in pieces:
            for lines in _allowed(list(splitter.feed(piece))):
                yield lines
    except ClientDisconnect:
        return
    for lines in _allowed(list(splitter.end())):
        yield lines


def _allowed(lines: list[Line]) -> Iterator[list[Line]]:
    allowed = [each for each in lines if each.number <= MAX_LINES]
    if allowed:
        yield allowed
    if len(allowed) < len(lines):
        raise too_many_lines()


def too_many_lines() -> Problem:
    """That a batch has more lines than are read."""
    reason = f"the batch has more than {MAX_LINES} lines"
    fault = Fault("body", reason, "send this line and all after it as another batch")
    return Problem("body-too-large", reason, [fault])
