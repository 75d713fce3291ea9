"""How the figures of a unit moved from quarter to quarter, as pictures."""

from collections.abc import Sequence

from markupsafe import Markup

from services.improvements.domain.editions import Edition
from services.improvements.domain.performance.figures import Figure
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.periods import named
from services.improvements.pages.figures.figure_view import Saying
from services.improvements.pictures.chart import Chart, Point, svg
from services.improvements.wording.figures import FigureWording

LEAST = 2
"""Quarters with a value, without which there is no picture."""


def pictures_of(unit: str, quarters: Sequence[Edition], saying: Saying) -> list[tuple[str, Markup]]:
    """A picture of each measure that has a value in two quarters or more, with what it shows."""
    by_quarter = [_figures(unit, each) for each in quarters]
    keys = sorted({key for figures in by_quarter for key in figures})
    enough = [key for key in keys if sum(key in figures for figures in by_quarter) >= LEAST]
    return [_picture(key, quarters, [figures.get(key) for figures in by_quarter], saying) for key in enough]


def _picture(
    key: Key, quarters: Sequence[Edition], figures: Sequence[Figure | None], saying: Saying
) -> tuple[str, Markup]:
    said, words = saying.figures, saying.words.unit
    title = str(words.picture.format(measure=said.measure(key)))
    known = [each for quarter in quarters if (each := named(quarter.name)) is not None]
    chart = Chart(
        title=title,
        description=str(words.described.format(first=said.named(known[0]), last=said.named(known[-1]))),
        points=[_point(quarter, figure, said) for quarter, figure in zip(quarters, figures, strict=True)],
        is_share=key.measure not in (Measure.ANSWER_DAYS, Measure.RATING),
        as_points=key.measure is not Measure.ANSWER_DAYS,
        names=[said.short(each) for each in known],
    )
    return title, Markup(svg(chart))


def _point(quarter: Edition, figure: Figure | None, said: FigureWording) -> Point:
    """The expected share of days is another thing than the median of days: it is not drawn beside it."""
    if figure is None:
        return Point(quarter.report.period.first, None)
    is_beside = figure.expected is not None and figure.key.measure is not Measure.ANSWER_DAYS
    expected = said.turned(figure.key, figure.expected or 0.0) if is_beside else None
    return Point(quarter.report.period.first, said.turned(figure.key, figure.value), expected)


def _figures(unit: str, edition: Edition) -> dict[Key, Figure]:
    return {figure.key: figure for each in edition.report.units if each.unit == unit for figure in each.figures}
