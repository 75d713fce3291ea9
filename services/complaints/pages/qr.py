"""QR codes as the path of an SVG: no markup is made here, so that nothing has to be trusted in a template."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

_QUIET = 4
"""Modules of nothing around a code, as its standard asks for."""


@dataclass(frozen=True, slots=True)
class Qr:
    """`size` is that of the whole picture, `path` what is dark in it."""

    size: int
    path: str


def qr_of(content: str) -> Qr:
    """The code for a text such as an address."""
    rows = [list(row) for row in segno.make_qr(content, error="m").matrix]
    return Qr(len(rows) + 2 * _QUIET, "".join(_bars(rows)))


def _bars(rows: list[list[int]]) -> Iterator[str]:
    for y, row in enumerate(rows):
        x = 0
        for is_dark, modules in groupby(row):
            length = len(list(modules))
            if is_dark:
                yield f"M{x + _QUIET} {y + _QUIET}h{length}v1h-{length}z"
            x += length
