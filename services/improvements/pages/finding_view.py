"""A finding in words: what keeps going wrong, how unusual it is, and what it is compared with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.improvements.domain.findings import Finding, about_of
from services.improvements.domain.patterns import Pattern
from services.improvements.pages.wording import Wording
from services.improvements.pictures.chart import Chart, Mark, Point, svg
from web.words import Words

_VERY_CLEAR, _CLEAR = 0.001, 0.01
"""False discovery rates up to which a finding is called so."""
_RAREST = 1e-9


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as its page shows it."""

    id: str
    said: str
    clarity: str
    unusual: Sequence[str]
    history: Sequence[str]
    picture: Markup


def sentence(finding: Finding, wording: Wording, words: Words) -> str:
    """The finding in one sentence with its numbers; `words` are those of findings."""
    pattern = finding.episode.pattern
    if pattern.out_of is None:
        observed, expected = wording.number(pattern.observed), wording.number(pattern.expected)
    else:
        observed, expected = (wording.share(each / pattern.out_of) for each in (pattern.observed, pattern.expected))
    return str(
        words.sentence[pattern.kind.value].format(
            about=wording.about(about_of(pattern), is_quoted=True),
            observed=observed,
            expected=expected,
            out_of=wording.number(pattern.out_of or 0),
            weeks=pattern.window_weeks,
            since=wording.day(pattern.since),
        )
    )


def clarity(finding: Finding, words: Words) -> str:
    """How clear it is, in two words."""
    q = finding.episode.pattern.q
    name = "very_clear" if q <= _VERY_CLEAR else "clear" if q <= _CLEAR else "faint"
    return str(words.clarity[name])


def view_of(finding: Finding, wording: Wording, words: Words) -> FindingView:
    """The finding in words."""
    said, pattern = sentence(finding, wording, words), finding.episode.pattern
    return FindingView(
        id=finding.id,
        said=said,
        clarity=clarity(finding, words),
        unusual=tuple(_unusual(pattern, wording, words)),
        history=tuple(_history(finding, wording, words)),
        picture=_picture(pattern, said, wording, words),
    )


def _unusual(pattern: Pattern, wording: Wording, words: Words) -> Iterator[str]:
    ratio, low, high = (wording.number(each) for each in (pattern.ratio, pattern.ratio_low, pattern.ratio_high))
    yield words.times.format(ratio=ratio, low=low, high=high)
    if pattern.p <= _RAREST:
        yield words.chance_rare
    else:
        yield words.chance.format(n=wording.number(float(f"{1 / pattern.p:.1g}")))
    yield words.by_chance.format(n=wording.number(max(0.1, pattern.q * 100)))
    yield words.compared[pattern.baseline.value]
    yield words.season.known if pattern.is_season_known else words.season.unknown


def _history(finding: Finding, wording: Wording, words: Words) -> Iterator[str]:
    episode, dismissed = finding.episode, finding.dismissed
    yield words.seen.format(found=wording.day(episode.found_on), confirmed=wording.day(episode.confirmed_on))
    if episode.gone_on is not None:
        yield words.gone.format(day=wording.day(episode.gone_on))
    if dismissed is not None:
        known = wording.city.improvements.dismissals.get(dismissed.reason)
        reason = known.in_language(wording.language) if known else dismissed.reason
        yield words.laid_aside.format(day=wording.day_of(dismissed.at), person=dismissed.by, reason=reason)


def _picture(pattern: Pattern, said: str, wording: Wording, words: Words) -> Markup:
    if not pattern.weeks:
        return Markup("")
    first, last = (wording.day(week.day) for week in (pattern.weeks[0], pattern.weeks[-1]))
    drawn = Chart(
        title=said,
        description=words.picture.description.format(first=first, last=last),
        points=[Point(week.day, week.observed, week.expected, week.low, week.high) for week in pattern.weeks],
        marks=[Mark(pattern.since, str(words.picture.since))],
        axis=str(words.axis[pattern.kind.value]),
    )
    return Markup(svg(drawn))
