"""Lines and bars as SVG in the page itself."""

from collections.abc import Sequence
from html import escape

from tools.dashboards.panels import Unit
from tools.observe.questions import Series
from tools.observe.words import shown

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 600.0, 180.0, 70.0, 18.0, 8.0
BAR, GAP, MOST_BARS = 18.0, 6.0, 12
HUES = (210, 25, 140, 285, 50, 330, 180, 0)
"""Colours of series, as far apart as they go."""


def lines(series: Sequence[Series], unit: Unit, limit: float | None) -> str:
    """Values over time, with the limit that is a promise as a broken line."""
    begin = min(each.points[0][0] for each in series)
    end = max(each.points[-1][0] for each in series)
    top = max([*(value for each in series for _, value in each.points), limit or 0.0]) * 1.05 or 1.0

    def at(moment: float, value: float) -> str:
        x = LEFT + (WIDTH - LEFT) * (moment - begin) / ((end - begin) or 1.0)
        y = TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)
        return f"{x:.1f},{y:.1f}"

    drawn = [_scale(top, unit)]
    if limit is not None:
        drawn.append(f'<polyline class="limit" points="{at(begin, limit)} {at(end, limit)}"/>')
    for number, each in enumerate(series):
        points = " ".join(at(*point) for point in each.points)
        drawn.append(f'<polyline style="stroke:{colour(number)}" points="{points}"/>')
    return _svg(HEIGHT, drawn)


def bars(series: Sequence[Series], unit: Unit) -> str:
    """The largest values side by side."""
    kept = series[:MOST_BARS]
    largest = max(each.last for each in kept) or 1.0
    drawn = []
    for number, each in enumerate(kept):
        y = number * (BAR + GAP)
        width = max(1.0, 320.0 * each.last / largest)
        middle = y + BAR - 5
        drawn.append(
            f'<text x="0" y="{middle:.0f}">{escape(each.name)}</text>'
            f'<rect x="200" y="{y:.0f}" width="{width:.0f}" height="{BAR:.0f}"/>'
            f'<text x="{206 + width:.0f}" y="{middle:.0f}">{escape(shown(each.last, unit))}</text>'
        )
    return _svg(len(kept) * (BAR + GAP), drawn)


def colour(number: int) -> str:
    """That of a series, by its number."""
    return f"hsl({HUES[number % len(HUES)]} 70% 45%)"


def _scale(top: float, unit: Unit) -> str:
    marks = ((top, TOP + 8), (top / 2, (HEIGHT - BOTTOM + TOP) / 2 + 4), (0.0, HEIGHT - BOTTOM))
    texts = "".join(f'<text x="0" y="{y:.0f}">{escape(shown(value, unit))}</text>' for value, y in marks)
    base = HEIGHT - BOTTOM
    return f'{texts}<line x1="{LEFT}" y1="{base}" x2="{WIDTH}" y2="{base}"/>'


def _svg(height: float, drawn: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" aria-hidden="true">{"".join(drawn)}</svg>'
