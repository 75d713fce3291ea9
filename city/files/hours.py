"""Opening hours as people write them: `07:30-12:00`, on the wall clock of the place."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from contracts.durations import DAY_MS, HOUR_MS, MINUTE_MS

_HOURS = re.compile(r"([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])")


@dataclass(frozen=True, slots=True, order=True)
class WallInterval:
    """Working hours from `start_ms` up to, not including, `end_ms`: milliseconds on the wall clock since midnight."""

    start_ms: int
    end_ms: int


def parse_hours(text: object) -> WallInterval:
    """Read `07:30-12:00` (`24:00` ends the day). Raises ValueError that says what is wrong."""
    found = _HOURS.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{text!r} is not of the form 07:30-12:00")
    h1, m1, h2, m2 = map(int, found.groups())
    hours = WallInterval(h1 * HOUR_MS + m1 * MINUTE_MS, h2 * HOUR_MS + m2 * MINUTE_MS)
    if hours.end_ms > DAY_MS:
        raise ValueError(f"{text!r} goes beyond 24:00")
    if hours.end_ms <= hours.start_ms:
        raise ValueError(f"{text!r} ends before it starts; hours over midnight are two intervals, split at 24:00")
    return hours


def in_order(day: tuple[WallInterval, ...]) -> tuple[WallInterval, ...]:
    """The hours of a day, earliest first. Raises ValueError when two of them overlap (touching is allowed)."""
    ordered = tuple(sorted(day))
    for earlier, later in pairwise(ordered):
        if later.start_ms < earlier.end_ms:
            raise ValueError(f"hours overlap: {written(earlier)} and {written(later)}")
    return ordered


def written(hours: WallInterval) -> str:
    """The hours as they are written in calendars.yaml."""
    return f"{_clock(hours.start_ms)}-{_clock(hours.end_ms)}"


def _clock(wall_ms: int) -> str:
    return f"{wall_ms // HOUR_MS:02}:{wall_ms % HOUR_MS // MINUTE_MS:02}"


DayHours = Annotated[tuple[Annotated[WallInterval, BeforeValidator(parse_hours)], ...], AfterValidator(in_order)]
