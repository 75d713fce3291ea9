"""Counts as an SVG: a bar for each, with its label above it and its number beside it.

As with `chart`: a title and a description for those who do not see it, no script, no style element.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from services.improvements.pictures.chart import FONT, LETTER, LOOKS, WIDTH

ROW, BAR = 50, 18
"""The height of a row and of its bar."""
_LABEL_AT, _BAR_AT = 18, 25


@dataclass(frozen=True, slots=True)
class Bar:
    """`said` is the value as people read it; a value that is None is not known, and has no bar."""

    label: str
    value: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Bars:
    """All texts are the caller's, in the reader's language, and may hold any characters; long labels are cut."""

    title: str
    description: str
    bars: Sequence[Bar]


def bars_svg(picture: Bars) -> str:
    """The picture as an element that can stand in a page. The longest bar is the largest value."""
    name = "bars-" + sha256(repr(picture).encode()).hexdigest()[:10]
    height = ROW * len(picture.bars)
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="100%" '
        f'font-size="{FONT}" fill="currentColor" role="img" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(picture.title)}</title>'
        f'<desc id="{name}-desc">{escape(picture.description)}</desc>{"".join(_rows(picture.bars))}</svg>'
    )


def _rows(bars: Sequence[Bar]) -> Iterator[str]:
    largest = max((bar.value for bar in bars if bar.value is not None), default=0.0) or 1.0
    beside = LETTER * (max((len(bar.said) for bar in bars), default=0) + 2)
    longest = max(WIDTH - beside, WIDTH / 3)
    fits = int(WIDTH / LETTER)
    for number, bar in enumerate(bars):
        y = ROW * number
        label = bar.label if len(bar.label) <= fits else f"{bar.label[: fits - 1]}…"
        width = round(longest * (bar.value or 0) / largest, 1)
        yield f'<text x="0" y="{y + _LABEL_AT}">{escape(label)}</text>'
        if width:
            yield f'<rect class="bar" {LOOKS["bar"]} x="0" y="{y + _BAR_AT}" width="{width}" height="{BAR}"/>'
        yield f'<text x="{width + LETTER:.1f}" y="{y + _BAR_AT + 14}">{escape(bar.said)}</text>'
