"""An index of the satisfaction survey as the pages show it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from contracts.small_numbers import K
from services.improvements.domain.editions import Edition
from services.improvements.domain.performance.periods import named
from services.improvements.domain.satisfaction import Satisfied
from services.improvements.domain.survey import LEAST_SCORE, MOST_SCORE, Element, Grade, Index
from services.improvements.pictures.chart import Chart, Point, svg
from services.improvements.pictures.strip import Strip, strip_svg
from services.improvements.wording.figures import FigureWording
from web.words import Words

_GOOD = (Grade.A, Grade.B)


@dataclass(frozen=True, slots=True)
class IndexView:
    """`look` is a class of `status`; `elements` are each a name, its score in words and a strip."""

    index: str
    grade: str
    look: str
    interval: str
    strip: Markup
    remarks: Sequence[str]
    elements: Sequence[tuple[str, str, Markup]]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A unit, or a category of one: without an index it is not shown how its answers are."""

    id: str
    name: str
    index: IndexView | None
    categories: Sequence["GroupView"] = ()


@dataclass(frozen=True, slots=True)
class SurveySaying:
    """How the survey is said on a page; `words` are those of `satisfaction`."""

    figures: FigureWording
    words: Words

    @property
    def few(self) -> str:
        """That too few answered for anything to be shown."""
        return str(self.words.few.format(k=K))


def index_view(index: Index | None, saying: SurveySaying) -> IndexView | None:
    """The index in words; None where there is none to show."""
    if index is None:
        return None
    words, wording = saying.words, saying.figures.wording
    low, high = (wording.exact(each) for each in (index.low, index.high))
    return IndexView(
        index=wording.exact(index.index),
        grade=words.grade_of.format(grade=index.grade.value, said=words.grades[index.grade]),
        look="good" if index.grade in _GOOD else "",
        interval=words.interval.format(low=low, high=high),
        strip=_strip(index.index / 100, index.low / 100, index.high / 100),
        remarks=tuple(_remarks(index, saying)),
        elements=[_element(element, index.elements[element], saying) for element in Element],
    )


def groups_of(groups: Sequence[Satisfied], saying: SurveySaying) -> list[GroupView]:
    """The units in the order of their ids, each with its categories."""
    city, language = saying.figures.wording.city, saying.figures.wording.language
    views = []
    for unit, those in groupby(groups, key=lambda each: each.unit):
        whole, *parts = those
        categories = [
            GroupView(each.category or "", city.category_name(each.category, language), index_view(each.index, saying))
            for each in parts
        ]
        views.append(GroupView(unit, city.unit_name(unit, language), index_view(whole.index, saying), categories))
    return views


def picture_of(quarters: Sequence[Edition], saying: SurveySaying) -> Markup:
    """The index of the city over quarters; empty where fewer than two have one."""
    known = [(period, each) for each in quarters if (period := named(each.name)) is not None]
    if sum(each.satisfaction.city is not None for _, each in known) < 2:
        return Markup("")
    said, words = saying.figures, saying.words
    first, last = said.named(known[0][0]), said.named(known[-1][0])
    chart = Chart(
        title=str(words.picture),
        description=str(words.described.format(first=first, last=last)),
        points=[_point(each) for _, each in known],
        axis=str(words.axis),
        as_points=True,
        names=[said.short(period) for period, _ in known],
    )
    return Markup(svg(chart))


def _point(edition: Edition) -> Point:
    index, day = edition.satisfaction.city, edition.report.period.first
    return Point(day, None) if index is None else Point(day, index.index, low=index.low, high=index.high)


def _remarks(index: Index, saying: SurveySaying) -> Iterator[str]:
    words, wording = saying.words, saying.figures.wording
    yield wording.counted(words.answers, index.answers)
    if not index.is_grade_sure:
        yield words.grade_unsure
    if index.response_share is None or index.needed is None:
        yield words.response_unknown
        return
    yield words.response.format(share=wording.share(index.response_share))
    form = words.enough if index.is_enough else words.not_enough
    yield form.format(needed=wording.number(index.needed))


def _element(element: Element, score: float, saying: SurveySaying) -> tuple[str, str, Markup]:
    said = str(saying.words.score.format(n=saying.figures.wording.number(score)))
    place = (score - LEAST_SCORE) / (MOST_SCORE - LEAST_SCORE)
    return str(saying.words.elements[element]), said, _strip(place, 0, place)


def _strip(seen: float, low: float, high: float) -> Markup:
    return Markup(strip_svg(Strip(seen, low, high)))
