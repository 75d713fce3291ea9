"""What became of the measure of an action, in a sentence with its numbers, and as a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.result import Verdict
from services.improvements.domain.improvement import Improvement
from services.improvements.pages.wording import SHARES, Wording
from services.improvements.pictures.chart import Chart, Mark, Point, svg
from services.improvements.record import SeenEffect

_LOOKS = {Verdict.IMPROVED: "good", Verdict.WORSENED: "overdue"}


@dataclass(frozen=True, slots=True)
class EffectView:
    """A judgement as the page shows it. `look` is a class of `status`; `picture` is empty where nothing was judged."""

    title: str
    verdict: str
    look: str
    said: str
    judged_on: str
    counted: str
    compared: str
    picture: Markup


def effect_view(effect: SeenEffect, improvement: Improvement, wording: Wording) -> EffectView:
    """The judgement in words."""
    words = wording.words.effect
    return EffectView(
        title=words.title.format(n=effect.months),
        verdict=words.verdict[effect.verdict],
        look=_LOOKS.get(Verdict(effect.verdict), ""),
        said=sentence(effect, wording),
        judged_on=words.judged_on.format(day=wording.day(effect.judged_on)),
        counted=words.counted.format(
            before=wording.number(effect.complaints_before), after=wording.number(effect.complaints_after)
        ),
        compared=str(words.compared[effect.compared]) if effect.verdict != Verdict.TOO_FEW else "",
        picture=_picture(effect, improvement, wording),
    )


def sentence(effect: SeenEffect, wording: Wording) -> str:
    """What was before and after, what was to be expected, and by how much that differs; or why nobody can say."""
    words = wording.words.effect
    if effect.change is None:
        said = ", ".join(str(words.reasons[each]) for each in effect.reasons)
        return _as_sentence(said) if said else ""
    before, after, expected = (
        wording.value(effect.measure, each) for each in (effect.before, effect.after, effect.expected)
    )
    measured = words.measured[effect.measure].format(before=before, after=after, expected=expected)
    return _as_sentence(f"{measured}: {_range(effect, wording)}")


def _range(effect: SeenEffect, wording: Wording) -> str:
    """How much less or more than was to be expected it is, from the one end of the interval to the other."""
    words = wording.words.effect
    ends = sorted(_less(effect))
    kind = "share" if effect.measure in SHARES else effect.measure
    if effect.verdict == Verdict.WORSENED:
        ends = [-each for each in reversed(ends)]
    elif effect.verdict == Verdict.NO_EFFECT_SEEN:
        ends = [ends[1], -ends[0]]
    least, most = (words.amount[kind].format(n=wording.number(max(each, 0.0))) for each in ends)
    return str(words.range[effect.verdict].format(least=least, most=most, **words.direction[kind]))


def _less(effect: SeenEffect) -> Iterator[float]:
    """By how much it is less than expected at both ends of the interval: per cent, percentage points or days."""
    _, low, high = effect.change or (0.0, 0.0, 0.0)
    for end in (low, high):
        if effect.scale == "difference":
            yield -end * 100
        elif effect.measure == Measure.ANSWER_DAYS:
            yield ((effect.expected or 0.0) + 1) * (1 - end)
        else:
            yield (1 - end) * 100


def _picture(effect: SeenEffect, improvement: Improvement, wording: Wording) -> Markup:
    words = wording.words.effect
    if not effect.weeks:
        return Markup("")
    first, last = effect.weeks[0].day, effect.weeks[-1].day
    points = [Point(week.day, week.observed, week.expected, week.low, week.high) for week in effect.weeks]
    drawn = Chart(
        title=words.picture.title.format(measure=wording.words.measures[effect.measure]),
        description=words.picture.description.format(first=wording.day(first), last=wording.day(last)),
        points=points,
        marks=_marks(improvement, wording),
        axis=str(words.axis[effect.measure]),
        is_share=effect.measure in SHARES,
        as_points=effect.measure != Measure.COMPLAINTS,
    )
    return Markup(svg(drawn))


def _marks(improvement: Improvement, wording: Wording) -> Sequence[Mark]:
    said = wording.words.effect.picture
    happened = ((improvement.started_at, said.started), (improvement.done_at, said.done))
    return [Mark(wording.city.day_of(at), str(label)) for at, label in happened if at is not None]


def _as_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
