"""Complaints as weekly numbers on both sides of an action.

Weeks are counted from the action, backwards from its start and forwards from the day after it was done, so that none
belongs to both sides. What lies between, while the action was under way, counts for neither.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from services.improvements.domain.effect.measures import IsWorkingDay, Measure, value_of
from services.improvements.domain.effect.result import Side
from services.improvements.domain.observations import Observation

WEEK = timedelta(days=7)
MAX_WEEKS_BEFORE = 156
"""What is older than three years says little about today."""
MANY_EXPECTED = 10
"""A silence of the whole city in which at least so many complaints were to be expected is a lack of data.

By chance alone it would happen less than once in e^10, about 22,000, such stretches.
"""


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from `starts_on`: `number` of complaints that count, the sum of their values, and of their squares."""

    starts_on: date
    side: Side
    working_days: int
    number: int
    total: float
    squares: float = 0.0


@dataclass(frozen=True, slots=True)
class Timing:
    """The days of an action: started, done, and the day of judging. Raises ValueError when they are out of order."""

    started_on: date
    done_on: date
    judged_on: date

    def __post_init__(self) -> None:
        if not self.started_on <= self.done_on <= self.judged_on:
            raise ValueError(
                f"an action starts, is done and is judged in this order, not {self.started_on}, {self.done_on}, "
                f"{self.judged_on}; correct its days"
            )


def first_days(timing: Timing, data_from: date, ripe: int) -> list[tuple[date, Side]]:
    """The first days of all whole weeks, in order: none before the data begins, none too young to be judged."""
    before: list[tuple[date, Side]] = []
    starts_on = timing.started_on - WEEK
    while starts_on >= data_from and len(before) < MAX_WEEKS_BEFORE:
        before.append((starts_on, Side.BEFORE))
        starts_on -= WEEK
    after: list[tuple[date, Side]] = []
    starts_on = timing.done_on + timedelta(days=1)
    while starts_on + WEEK <= timing.judged_on - timedelta(days=ripe):
        after.append((starts_on, Side.AFTER))
        starts_on += WEEK
    return before[::-1] + after


def silent_days(filed_on: Sequence[date], until: date, is_working_day: IsWorkingDay) -> frozenset[date]:
    """The days on which the whole city has no data, from the days on which its complaints were filed.

    Only working days are counted for what was to be expected, each by what its day of the week brings: a long holiday
    is quiet, and so may be the weekends of a city whose calendar knows none; both are data. Silence until the end,
    `until`, is one like any other: the feed may have stopped.
    """
    if not filed_on:
        return frozenset()
    first, days = min(filed_on), set(filed_on)
    span = [first + timedelta(days=day) for day in range((until - first).days + 1)]
    working = Counter(day.weekday() for day in span if is_working_day(day))
    filed = Counter(day.weekday() for day in filed_on if is_working_day(day))
    silent: set[date] = set()
    for is_filed, stretch in groupby(span, days.__contains__):
        quiet = [] if is_filed else list(stretch)
        weekdays = [day.weekday() for day in quiet if is_working_day(day)]
        if sum(filed[weekday] / working[weekday] for weekday in weekdays) >= MANY_EXPECTED:
            silent.update(quiet)
    return frozenset(silent)


def weeks_of(
    complaints: Iterable[Observation],
    measure: Measure,
    days: Sequence[tuple[date, Side]],
    judged_on: date,
    is_working_day: IsWorkingDay,
) -> tuple[Week, ...]:
    """The complaints of each of the weeks that begin on these days, by the day on which they were filed."""
    values: dict[date, list[float]] = {starts_on: [] for starts_on, _ in days}
    week_of = {starts_on + timedelta(days=day): starts_on for starts_on in values for day in range(7)}
    for complaint in complaints:
        starts_on = week_of.get(complaint.filed_on)
        if starts_on is None:
            continue
        value = value_of(measure, complaint, judged_on, is_working_day)
        if value is not None:
            values[starts_on].append(value)
    return tuple(
        Week(
            starts_on=starts_on,
            side=side,
            working_days=sum(is_working_day(starts_on + timedelta(days=day)) for day in range(7)),
            number=len(values[starts_on]),
            total=sum(values[starts_on]),
            squares=sum(value * value for value in values[starts_on]),
        )
        for starts_on, side in days
    )
