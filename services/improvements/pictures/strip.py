"""One figure as a thin strip: what was seen with its interval, and where it was to be expected if that is known.

It says nothing that does not stand in words beside it, so it is hidden from those who do not see it.
"""

from dataclasses import dataclass

WIDTH, HEIGHT = 200, 12
_MIDDLE = HEIGHT / 2
_LEAST = 2.0
"""The width at which an interval can still be seen."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Values from 0 to 1; what lies outside is drawn at the edge."""

    seen: float
    low: float
    high: float
    expected: float | None = None


def strip_svg(strip: Strip) -> str:
    """The picture as an element that can stand in a page; `chart.css` beside this file has its colours."""
    low, high = _x(strip.low), _x(strip.high)
    width = max(high - low, _LEAST)
    left = min(low, WIDTH - width)
    parts = (
        f'<rect class="ground" fill-opacity=".15" y="{_MIDDLE - 1:g}" width="{WIDTH}" height="2"/>',
        f'<rect class="band" fill-opacity=".4" x="{left:.1f}" y="3" width="{width:.1f}" height="6"/>',
        "" if strip.expected is None else _mark(strip.expected),
        f'<circle class="seen" cx="{_x(strip.seen):.1f}" cy="{_MIDDLE:g}" r="4"/>',
    )
    return (
        f'<svg class="strip" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" '
        f'fill="currentColor" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


def _mark(expected: float) -> str:
    return f'<rect class="expected" x="{_x(expected) - 1.5:.1f}" y="0" width="3" height="{HEIGHT}"/>'


def _x(value: float) -> float:
    """So that a circle at the edge is whole."""
    return 4 + (WIDTH - 8) * min(max(value, 0.0), 1.0)
