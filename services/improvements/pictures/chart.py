"""A weekly series as an SVG: bars for what was, a line and a band for what was expected, marks for what happened.

It has a title and a description for those who do not see it, no script and no style element. Everything takes the
colour of the text around it (currentColor), in light and dark pages; `chart.css` adds colours.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, FONT = 480, 240, 16
"""So that a letter is twelve pixels high on a telephone that is 360 wide."""
LEFT, RIGHT, TOP, BOTTOM = 50, 12, 44, 32
LARGEST_TICKS = 5
NOTHING = 1e-6
LETTER = 8.5
"""The width of a letter at the size of the labels, at most: labels that would overlap go to the next line."""
LOOKS = {
    "grid": 'stroke="currentColor" stroke-opacity=".15"',
    "axis": 'stroke="currentColor" stroke-opacity=".5"',
    "bar": 'fill="currentColor" fill-opacity=".5"',
    "point": 'fill="none" stroke="currentColor" stroke-width="2"',
    "band": 'fill="currentColor" fill-opacity=".15"',
    "expected": 'fill="none" stroke="currentColor" stroke-width="2.5"',
    "mark": 'stroke="currentColor" stroke-width="2" stroke-dasharray="6 4"',
}
"""Attributes, which no policy for styles refuses; `chart.css` beside this file gives colours to the classes."""


@dataclass(frozen=True, slots=True)
class Point:
    """A week by its first day: what was `observed`, what was `expected`, and the band around that.

    None is a week without a value: nothing is drawn for it.
    """

    day: date
    observed: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line on a day, with a short label."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn. All texts are the caller's, in the reader's language, and may hold any characters.

    `description` says in words what the picture shows. With `is_share` values
    are between 0 and 1 and shown as percentages; with `as_points` the observed are small circles instead of bars.
    `names` are what the points are called below them, as many as there are, where that is not their days.
    """

    title: str
    description: str
    points: Sequence[Point]
    marks: Sequence[Mark] = ()
    axis: str = ""
    is_share: bool = False
    as_points: bool = False
    names: Sequence[str] = ()


def svg(chart: Chart) -> str:
    """The picture as an element that can stand in a page; without points it has axes and the texts alone."""
    name = "chart-" + sha256(f"{chart.title}\n{chart.description}\n{chart.points}".encode()).hexdigest()[:10]
    parts = (*_frame(chart), *_data(chart), *_marks(chart))
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" '
        f'font-size="{FONT}" fill="currentColor" role="img" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(chart.title)}</title>'
        f'<desc id="{name}-desc">{escape(chart.description)}</desc>{"".join(parts)}</svg>'
    )


def _frame(chart: Chart) -> Iterator[str]:
    """Lines and numbers of the axes."""
    step, top = _scale(chart)
    for number in range(round(top / step) + 1):
        value = number * step
        y = _y(value, top)
        label = f"{value * 100:.6g}%" if chart.is_share else f"{value:.6g}"
        yield f'<line class="grid" {LOOKS["grid"]} x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 6:.1f}" text-anchor="end">{label}</text>'
    yield f'<line class="axis" {LOOKS["axis"]} x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(0, top)}" y2="{_y(0, top)}"/>'
    if chart.axis:
        yield f'<text x="{LEFT}" y="18">{escape(chart.axis)}</text>'
    yield from _names(chart.names) if chart.names else _days(chart.points)


def _names(names: Sequence[str]) -> Iterator[str]:
    """Below each point its name, or below every second or third where they would overlap; always below the last."""
    longest = LETTER * (max(map(len, names)) + 1)
    step = ceil(longest / ((WIDTH - LEFT - RIGHT) / len(names)))
    for place in range(len(names) - 1, -1, -step):
        half = LETTER * len(names[place]) / 2
        x = min(_x(place, len(names)), WIDTH - half)
        yield f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(names[place])}</text>'


def _days(points: Sequence[Point]) -> Iterator[str]:
    """The first, a middle and the last week by their days, which are written the same in every language."""
    if not points:
        return
    shown = {0: "start", len(points) // 2: "middle", len(points) - 1: "end"} if len(points) > 2 else {0: "start"}
    for place, anchor in shown.items():
        x = {"start": float(LEFT), "middle": _x(place, len(points)), "end": float(WIDTH - RIGHT)}[anchor]
        day = points[place].day.isoformat()
        yield f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="{anchor}">{day}</text>'


def _data(chart: Chart) -> Iterator[str]:
    _, top = _scale(chart)
    number = len(chart.points)
    for run in _runs(each.low is not None and each.high is not None for each in chart.points):
        upper = [f"{_x(at, number):.1f},{_y(chart.points[at].high or 0, top)}" for at in run]
        lower = [f"{_x(at, number):.1f},{_y(chart.points[at].low or 0, top)}" for at in reversed(run)]
        yield f'<polygon class="band" {LOOKS["band"]} points="{" ".join(upper + lower)}"/>'
    for at, point in enumerate(chart.points):
        if point.observed is not None:
            yield _observed(chart, at, point.observed, top)
    for run in _runs(each.expected is not None for each in chart.points):
        line = " ".join(f"{_x(at, number):.1f},{_y(chart.points[at].expected or 0, top)}" for at in run)
        yield f'<polyline class="expected" {LOOKS["expected"]} points="{line}"/>'


def _observed(chart: Chart, at: int, value: float, top: float) -> str:
    x, y = _x(at, len(chart.points)), _y(value, top)
    if chart.as_points:
        return f'<circle class="point" {LOOKS["point"]} cx="{x:.1f}" cy="{y}" r="3.5"/>'
    width = max(1.0, (WIDTH - LEFT - RIGHT) / len(chart.points) * 0.7)
    box = f'x="{x - width / 2:.1f}" y="{y}" width="{width:.1f}" height="{_y(0, top) - y:.1f}"'
    return f'<rect class="bar" {LOOKS["bar"]} {box}/>'


def _marks(chart: Chart) -> Iterator[str]:
    """The lines; a label that would touch the one before it stands a line lower."""
    taken = [LEFT + LETTER * (len(chart.axis) + 1) if chart.axis else 0.0, 0.0]
    for mark in sorted(chart.marks, key=lambda each: (each.day, each.label)):
        x = _x_of_day(mark.day, chart.points)
        if x is None:
            continue
        width = LETTER * len(mark.label)
        left = min(max(x - width / 2, 0.0), WIDTH - width)
        line = next((line for line, end in enumerate(taken) if left >= end), 1)
        taken[line] = left + width + LETTER
        yield f'<line class="mark" {LOOKS["mark"]} x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
        yield f'<text x="{left + width / 2:.1f}" y="{18 + 20 * line}" text-anchor="middle">{escape(mark.label)}</text>'


def _runs(has: Iterable[bool]) -> Iterator[list[int]]:
    """Places one after the other that have a value; a gap is not bridged."""
    run: list[int] = []
    for at, is_there in enumerate(has):
        if is_there:
            run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _scale(chart: Chart) -> tuple[float, float]:
    """The distance of the lines (1, 2 or 5 times a power of ten) and the highest of them."""
    values = [
        value for each in chart.points for value in (each.observed, each.expected, each.high) if value is not None
    ]
    largest = max(values, default=0.0)
    largest = largest if largest > NOTHING else 1.0
    rough = largest / LARGEST_TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough * 0.9999)
    step = step if chart.is_share else max(step, 1.0)
    return step, step * ceil(largest / step - 1e-9)


def _x(at: int, number: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (at + 0.5) / max(number, 1)


def _x_of_day(day: date, points: Sequence[Point]) -> float | None:
    """Where a day lies; None when it is outside of what is drawn."""
    if not points:
        return None
    span = (points[-1].day - points[0].day).days / max(len(points) - 1, 1) or 7.0
    at = (day - points[0].day).days / span
    return (
        None if not -0.5 <= at <= len(points) else _x(0, len(points)) + at * (_x(1, len(points)) - _x(0, len(points)))
    )


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top, 1)
