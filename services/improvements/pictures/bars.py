"""Counts as bars: the label and the number of each are text of the page, so that they wrap on a phone and are read out;
only the bar between them is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDEST = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """`said` is the number as people read it, `width` that of its bar: the largest number has `WIDEST`."""

    label: str
    said: str
    width: float


def bars_of(counts: Sequence[tuple[str, int, str]]) -> tuple[Bar, ...]:
    """The bars of labels, numbers from 0 on, and how these are said."""
    largest = max((number for _, number, _ in counts), default=0) or 1
    return tuple(Bar(label, said, round(WIDEST * number / largest, 1)) for label, number, said in counts)
