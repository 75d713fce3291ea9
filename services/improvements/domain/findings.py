"""Findings: patterns that are unusual, from when they were found first until they are gone or somebody has decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from contracts.events import Event
from contracts.ids import event_id
from contracts.improvement_events import FindingClosed, FindingOpened
from contracts.values import About
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.patterns import Change, Episode, Pattern, PatternKind, Step, episodes
from services.improvements.domain.refusals import Refusal

QUIET = "quiet"
"""Why a finding is closed that no search confirms any more."""
MAX_EVIDENCE = 500
"""Complaints that are kept with a finding; how many it rests on is said in any case."""

MEASURE_OF = {
    PatternKind.SURGE: Measure.COMPLAINTS,
    PatternKind.LATE: Measure.LATE_SHARE,
    PatternKind.REOPENED: Measure.REOPENED_SHARE,
    PatternKind.LOW_RATING: Measure.LOW_RATING_SHARE,
    PatternKind.TRANSFERRED: Measure.TRANSFER_SHARE,
}
"""By what an action that answers a finding is measured, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Dismissed:
    """Somebody has looked at a finding and laid it aside, for a reason that the city lists."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. Its id follows from the pattern and the number of its episode, so it is found once."""

    episode: Episode
    dismissed: Dismissed | None = None

    @property
    def id(self) -> str:
        """The same in every search that finds it."""
        return event_id(self.episode.key, "finding", self.episode.number)

    @property
    def is_open(self) -> bool:
        """Whether it is unusual still, and nobody has laid it aside."""
        return self.episode.gone_on is None and self.dismissed is None


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding after a search or a decision, with the events that say so."""

    finding: Finding
    events: tuple[Event, ...] = ()


def news(known: Iterable[Finding], found: Iterable[Pattern], day: date, now: datetime) -> list[FindingChange]:
    """What a search on `day` changes. Whatever was laid aside stays so, until it is gone and comes back."""
    before = {finding.id: finding for finding in known}
    steps = episodes([finding.episode for finding in before.values()], found, day)
    return [_changed(before, step, now) for step in steps]


def dismiss(finding: Finding, reason: str, by: str, now: datetime) -> FindingChange | Refusal:
    """Lay it aside. Whether the city knows the reason is checked by whoever knows the city."""
    if not finding.is_open:
        return Refusal("finding_closed", "it is closed already", "look at the list of open findings")
    after = replace(finding, dismissed=Dismissed(reason, by, now))
    return FindingChange(after, (_closed(after, reason, now),))


def about_of(pattern: Pattern) -> About:
    """The complaints of a pattern's cell."""
    cell = pattern.cell
    return About(category=cell.category, area=cell.area, unit=cell.unit, word=cell.word)


def _changed(before: dict[str, Finding], step: Step, now: datetime) -> FindingChange:
    finding = Finding(_bounded(step.episode))
    known = before.get(finding.id)
    if known is None:
        return FindingChange(finding, (_opened(finding, now),))
    after = replace(known, episode=finding.episode)
    is_news = step.change is Change.GONE and known.dismissed is None
    return FindingChange(after, (_closed(after, QUIET, now),) if is_news else ())


def _bounded(episode: Episode) -> Episode:
    pattern = episode.pattern
    return replace(episode, pattern=replace(pattern, complaints=pattern.complaints[:MAX_EVIDENCE]))


def _opened(finding: Finding, now: datetime) -> FindingOpened:
    pattern = finding.episode.pattern
    observed, expected = _figures(pattern)
    return FindingOpened(
        id=event_id(finding.id, FindingOpened.kind()),
        subject=finding.id,
        occurred_at=now,
        episode=finding.episode.number,
        pattern=pattern.kind.value,
        about=about_of(pattern),
        since=pattern.since,
        observed=observed,
        expected=expected,
        complaints=pattern.observed,
    )


def _figures(pattern: Pattern) -> Iterator[float]:
    """Of a surge the numbers of complaints, else the shares; rounded as people read them."""
    for count in (pattern.observed, pattern.expected):
        yield round(count, 1) if pattern.out_of is None else round(count / pattern.out_of, 3)


def _closed(finding: Finding, reason: str, now: datetime) -> FindingClosed:
    return FindingClosed(
        id=event_id(finding.id, FindingClosed.kind()),
        subject=finding.id,
        occurred_at=now,
        episode=finding.episode.number,
        reason=reason,
    )
