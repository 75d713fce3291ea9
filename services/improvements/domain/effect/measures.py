"""What an action can be meant to change, and what one complaint adds to it."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from services.improvements.domain.observations import Observation, Standing

LOW_STARS = 2
"""A rating of so many stars or fewer is a low one."""
RIPE_DAYS = 28
"""So many days after it was filed a complaint shows how it was answered. A younger one shows only fast answers."""
MAX_WAIT_DAYS = 366
"""Longer waits count as this long."""

IsWorkingDay = Callable[[date], bool]


class Measure(StrEnum):
    """Fewer, or faster, is better for all of them.

    A fall in `complaints` can also be a channel that broke: who shows it says so beside it. `answer_days` is typical
    working days to the first answer: on the scale log(days + 1), so that one complaint of a year does not outweigh a
    hundred of a day, as a median would, and still adds up week by week, as a median would not.
    """

    COMPLAINTS = "complaints"
    LATE_SHARE = "late_share"
    REOPENED_SHARE = "reopened_share"
    LOW_RATING_SHARE = "low_rating_share"
    TRANSFER_SHARE = "transfer_share"
    ANSWER_DAYS = "answer_days"


def ripe_days(measure: Measure) -> int:
    """How old a complaint must be before it counts for a measure."""
    return 0 if measure is Measure.COMPLAINTS else RIPE_DAYS


def value_of(measure: Measure, complaint: Observation, judged_on: date, is_working_day: IsWorkingDay) -> float | None:
    """What a complaint adds: 1 or 0 for counts and shares, log(days + 1) for days; None when it says nothing.

    Of a share only those count that can have it: late of those with a promise that is over, reopened of those that were
    answered, low ratings of those that were rated. Who still waits for an answer has waited until `judged_on`; without
    these a unit that answers only easy ones would look fast. What was closed without an answer has no days.
    """
    if measure is Measure.ANSWER_DAYS:
        days = days_waited(complaint, judged_on, is_working_day)
        return None if days is None else math.log1p(days)
    counts, has_it = {
        Measure.COMPLAINTS: (True, True),
        Measure.LATE_SHARE: (complaint.is_judged, complaint.is_late),
        Measure.REOPENED_SHARE: (complaint.answered_on is not None, complaint.reopened),
        Measure.LOW_RATING_SHARE: (complaint.stars is not None, (complaint.stars or 0) <= LOW_STARS),
        Measure.TRANSFER_SHARE: (True, complaint.transfers > 0),
    }[measure]
    return float(has_it) if counts else None


def days_waited(complaint: Observation, judged_on: date, is_working_day: IsWorkingDay) -> int | None:
    """Working days to the first answer, or so far where one is waited for; None where it was closed without one."""
    if complaint.answer_days is not None:
        return complaint.answer_days
    if complaint.standing is not Standing.OPEN:
        return None
    waited = min((judged_on - complaint.filed_on).days, MAX_WAIT_DAYS)
    return sum(is_working_day(complaint.filed_on + timedelta(days=day)) for day in range(1, waited + 1))
