"""One figure of a unit in words, with a strip that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.improvements.domain.performance.figures import LEAST_STARS, MOST_STARS, Figure
from services.improvements.domain.performance.lists import Entry, Why
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.trends import Trend
from services.improvements.pictures.strip import Strip, strip_svg
from services.improvements.wording.figures import FigureWording
from web.words import Words


@dataclass(frozen=True, slots=True)
class FigureView:
    """`details` are sentences; `notes` are what the unit says about this figure. `href` leads to its complaints and is
    empty for whoever may not see them.
    """

    measure: str
    value: str
    expected: str
    strip: Markup
    details: Sequence[str]
    notes: Sequence[str]
    href: str


@dataclass(frozen=True, slots=True)
class Saying:
    """How figures are said on a page; `words` are those of `units`, `survey` those of `satisfaction`."""

    figures: FigureWording
    words: Words
    survey: Words


def figure_view(figure: Figure, trend: Trend | None, notes: Sequence[str], href: str, saying: Saying) -> FigureView:
    """The figure in words."""
    said = saying.figures
    return FigureView(
        measure=said.measure(figure.key),
        value=said.value(figure.key, figure.value),
        expected=_expected(figure, saying),
        strip=_strip(figure, said),
        details=tuple(filter(None, (_value(figure, saying), _compared(figure, saying), trend_said(trend, saying)))),
        notes=notes,
        href=href,
    )


def trend_said(trend: Trend | None, saying: Saying) -> str:
    """How it moved, and whether chance may explain that; empty where there is nothing to compare with."""
    if trend is None:
        return ""
    said, words, key = saying.figures, saying.words.details, trend.key
    before, now = said.value(key, trend.before), said.value(key, trend.now)
    return str(words.trend.format(before=before, now=now, change=words[direction(trend)]))


def direction(trend: Trend) -> str:
    """`better` or `worse` where the whole interval says so, else `same`."""
    if trend.low <= 0 <= trend.high:
        return "same"
    is_more_better = trend.key.measure is Measure.RATING
    return "better" if (trend.low > 0) is is_more_better else "worse"


def entry_said(entry: Entry, saying: Saying) -> str:
    """Why a unit is on a list, with the numbers that say so."""
    said, words, key = saying.figures, saying.words.entry, entry.key
    of_level = entry.why in (Why.BETTER_THAN_EXPECTED, Why.WORSE_THAN_EXPECTED)
    is_slow = key.measure is Measure.ANSWER_DAYS
    return str(
        words[entry.why].format(
            measure=words.slow if is_slow else said.measure(key),
            n=said.wording.number(entry.number),
            value=said.compared(key, entry.value) if of_level else "",
            against=said.compared(key, entry.against) if of_level else "",
            change=said.change(key, entry.value),
        )
    )


def _value(figure: Figure, saying: Saying) -> str:
    said, key = saying.figures, figure.key
    low, high = said.ends(key, figure.low, figure.high)
    return str(
        saying.words.details.value.format(
            value=said.value(key, figure.value),
            range=said.range(*(said.value(key, said.turned(key, end)) for end in (low, high))),
            n=said.wording.number(figure.number),
        )
    )


def _expected(figure: Figure, saying: Saying) -> str:
    """What was to be expected, in a few words."""
    words, said, key = saying.words, saying.figures, figure.key
    if figure.observed is None or figure.expected is None:
        return str(words.not_compared)
    form = words.expected_days if key.measure is Measure.ANSWER_DAYS else words.expected
    return str(form.format(value=said.compared(key, figure.expected), seen=said.compared(key, figure.observed)))


def _compared(figure: Figure, saying: Saying) -> str:
    words, said, key = saying.words.details, saying.figures, figure.key
    if figure.observed is None or figure.expected is None or figure.shrunk is None:
        return "" if figure.alone is None else str(words[figure.alone])
    form = words.seen_days if key.measure is Measure.ANSWER_DAYS else words.seen
    return str(
        form.format(
            n=said.wording.number(figure.compared),
            seen=said.compared(key, figure.observed),
            expected=said.compared(key, figure.expected),
            shrunk=said.compared(key, figure.shrunk),
            likely=_likely(figure, saying),
        )
    )


def _likely(figure: Figure, saying: Saying) -> str:
    """Where chance may put what was seen; empty where nothing was expected, for then there is no interval."""
    said, key = saying.figures, figure.key
    if figure.ratio_low is None:
        return ""
    ends = said.ends(key, *seen_between(figure))
    low, high = (said.compared(key, said.turned(key, end)) for end in ends)
    return str(saying.words.details.likely.format(range=said.range(low, high)))


def seen_between(figure: Figure) -> tuple[float, float]:
    """The interval of what was seen of the compared complaints, from that of its ratio or difference to the expected.

    What nothing was expected of has no ratio: then it is what was seen.
    """
    observed, expected = figure.observed or 0.0, figure.expected or 0.0
    if figure.ratio_low is None or figure.ratio_high is None:
        return observed, observed
    if figure.key.measure is Measure.RATING:
        ends = (expected + figure.ratio_low, expected + figure.ratio_high)
        return max(ends[0], LEAST_STARS), min(ends[1], MOST_STARS)
    return max(expected * figure.ratio_low, 0.0), min(expected * figure.ratio_high, 1.0)


def _strip(figure: Figure, said: FigureWording) -> Markup:
    if figure.observed is None or figure.expected is None:
        return Markup("")
    low, high = said.ends(figure.key, *seen_between(figure))
    seen, expected = (said.turned(figure.key, each) for each in (figure.observed, figure.expected))
    places = (_of_one(figure.key, each) for each in (seen, low, high, expected))
    return Markup(strip_svg(Strip(*places)))


def _of_one(key: Key, value: float) -> float:
    """Where a value lies between the least and the most there can be."""
    return (value - LEAST_STARS) / (MOST_STARS - LEAST_STARS) if key.measure is Measure.RATING else value
