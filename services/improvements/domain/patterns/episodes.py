"""Found again is not found twice: what a run's patterns mean for the findings that are known."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from services.improvements.domain.patterns.pattern import Pattern

QUIET_WEEKS = 8
"""A finding that no run confirmed for so long is gone. Shorter, one that wavers around its bound would come and go."""


class Change(StrEnum):
    """What a run says of a finding."""

    NEW = "new"
    STILL = "still"
    GONE = "gone"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Episode:
    """A finding from when it was found first until it is gone. `pattern` is the evidence of the last run that had it.

    `number` counts the episodes of the same key from 1. `gone_on` is the day of the run that saw it gone.
    """

    number: int
    pattern: Pattern
    found_on: date
    confirmed_on: date
    gone_on: date | None = None

    @property
    def key(self) -> str:
        """The key of the pattern: the same in every episode."""
        return self.pattern.key


@dataclass(frozen=True, slots=True)
class Step:
    """One change, and the episode as it is after it."""

    change: Change
    episode: Episode


def episodes(
    known: Iterable[Episode], found: Iterable[Pattern], day: date, quiet_weeks: int = QUIET_WEEKS
) -> tuple[Step, ...]:
    """The changes of a run on `day`, by key; episodes of which the run says nothing new are not among them.

    Of several known episodes of a key the one with the highest number counts. A finding is gone only when a run does
    not find it: weeks in which nothing ran end no episode. A run on a day before the last confirmation changes nothing
    of that finding, and the same run twice says the same.
    """
    latest: dict[str, Episode] = {}
    for episode in sorted(known, key=lambda each: each.number):
        latest[episode.key] = episode
    now = {pattern.key: pattern for pattern in found}
    steps = (_step(latest.get(key), now.get(key), day, quiet_weeks) for key in sorted({*latest, *now}))
    return tuple(step for step in steps if step is not None)


def _step(episode: Episode | None, pattern: Pattern | None, day: date, quiet_weeks: int) -> Step | None:
    if episode is None:
        return None if pattern is None else Step(Change.NEW, Episode(1, pattern, day, day))
    if day < max(episode.confirmed_on, episode.gone_on or episode.confirmed_on):
        return None
    if pattern is not None:
        return _seen(episode, pattern, day)
    if episode.gone_on is None and day - episode.confirmed_on >= timedelta(weeks=quiet_weeks):
        return Step(Change.GONE, replace(episode, gone_on=day))
    return None


def _seen(episode: Episode, pattern: Pattern, day: date) -> Step:
    if episode.gone_on is not None:
        return Step(Change.BACK, Episode(episode.number + 1, pattern, day, day))
    return Step(Change.STILL, replace(episode, pattern=pattern, confirmed_on=day))
