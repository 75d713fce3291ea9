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

    `key` is the key of the pattern that was found first, and stays when the finding is later seen more clearly in a
    cell inside of the first one or around it. `number` counts the episodes of a key from 1. `gone_on` is the day of
    the run that saw it gone.
    """

    key: str
    number: int
    pattern: Pattern
    found_on: date
    confirmed_on: date
    gone_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One change, and the episode as it is after it."""

    change: Change
    episode: Episode


def episodes(
    known: Iterable[Episode], found: Iterable[Pattern], day: date, quiet_weeks: int = QUIET_WEEKS
) -> tuple[Step, ...]:
    """The changes of a run on `day`, by key; episodes of which the run says nothing new are not among them.

    Of several known episodes of a key the one with the highest number counts. A pattern belongs to the open episode of
    its own cell; else to one of the same kind whose cell covers its own, or the other way round, and that is not found
    itself. A finding is gone only when a run does not find it: weeks in which nothing ran end no episode. A run on a
    day before the last change of a finding changes nothing of it, and the same run twice says the same.
    """
    latest: dict[str, Episode] = {}
    for episode in sorted(known, key=lambda each: each.number):
        latest[episode.key] = episode
    patterns = sorted(found, key=lambda each: (each.p, each.key))
    seen = _matched(latest.values(), patterns)
    matched = {pattern.key for pattern in seen.values()}
    steps = [_seen(latest[key], pattern, day) for key, pattern in seen.items()]
    steps += [_begun(latest.get(each.key), each, day) for each in patterns if each.key not in matched]
    begun = {each.key for each in patterns if each.key not in matched}
    steps += [_unseen(each, day, quiet_weeks) for key, each in latest.items() if key not in seen and key not in begun]
    return tuple(sorted((step for step in steps if step is not None), key=lambda each: each.episode.key))


def _matched(latest: Iterable[Episode], patterns: Iterable[Pattern]) -> dict[str, Pattern]:
    """By the key of an open episode the pattern that continues it."""
    patterns = list(patterns)
    opened = [episode for episode in latest if episode.gone_on is None]
    seen: dict[str, Pattern] = {}
    taken: set[str] = set()
    for fits in (_has_key, _has_cell, _is_around):
        for pattern in patterns:
            free = (each for each in opened if each.key not in seen and fits(each, pattern))
            episode = next(free, None) if pattern.key not in taken else None
            if episode is not None:
                seen[episode.key] = pattern
                taken.add(pattern.key)
    return seen


def _has_key(episode: Episode, pattern: Pattern) -> bool:
    return episode.key == pattern.key


def _has_cell(episode: Episode, pattern: Pattern) -> bool:
    return episode.pattern.key == pattern.key


def _is_around(episode: Episode, pattern: Pattern) -> bool:
    one, other = episode.pattern.cell, pattern.cell
    return episode.pattern.kind is pattern.kind and (one.covers(other) or other.covers(one))


def _seen(episode: Episode, pattern: Pattern, day: date) -> Step | None:
    if day < episode.confirmed_on:
        return None
    return Step(Change.STILL, replace(episode, pattern=pattern, confirmed_on=day))


def _begun(before: Episode | None, pattern: Pattern, day: date) -> Step | None:
    """A first episode; or another one, where one of the same key is gone or goes on in another cell."""
    if before is None:
        return Step(Change.NEW, Episode(pattern.key, 1, pattern, day, day))
    if day < (before.gone_on or before.confirmed_on):
        return None
    return Step(Change.BACK, Episode(pattern.key, before.number + 1, pattern, day, day))


def _unseen(episode: Episode, day: date, quiet_weeks: int) -> Step | None:
    if episode.gone_on is None and day - episode.confirmed_on >= timedelta(weeks=quiet_weeks):
        return Step(Change.GONE, replace(episode, gone_on=day))
    return None
