"""What is measured of a unit, and what one complaint says about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.outcomes import Outcome
from services.improvements.domain.effect.measures import IsWorkingDay, days_waited
from services.improvements.domain.observations import Observation

Group = str | None
"""A category; None is complaints without one."""


class Measure(StrEnum):
    """`late_share` is one for each clock. High is bad, but for `rating`."""

    LATE_SHARE = "late_share"
    ANSWER_DAYS = "answer_days"
    REOPENED_SHARE = "reopened_share"
    TRANSFER_SHARE = "transfer_share"
    RATING = "rating"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A measure, of the late share with the clock of its promise."""

    measure: Measure
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What one complaint says: 1 or 0 for a share, days, stars."""

    complaint: str
    filed_on: date
    unit: str
    group: Group
    value: float


def keys_of(complaints: Iterable[Observation]) -> tuple[Key, ...]:
    """All that can be measured, in order: each clock that a complaint has, and the other measures."""
    clocks = {clock for complaint in complaints for clock, _ in complaint.promises}
    late = [Key(Measure.LATE_SHARE, clock) for clock in clocks]
    return tuple(sorted([*late, *(Key(each) for each in Measure if each is not Measure.LATE_SHARE)]))


def values_of(
    key: Key, complaints: Iterable[Observation], as_of: date, is_working_day: IsWorkingDay
) -> tuple[Value, ...]:
    """What the complaints say, in order of their days, without those that say nothing or have no unit.

    Late of those whose promise by this clock is over; reopened of those that were answered; stars of those that were
    rated. Who still waits for an answer has waited until `as_of`.
    """
    found = [
        Value(complaint.complaint, complaint.filed_on, complaint.unit, complaint.category, value)
        for complaint in complaints
        if complaint.unit is not None
        for value in [_value(key, complaint, as_of, is_working_day)]
        if value is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.filed_on, each.complaint)))


def _value(key: Key, complaint: Observation, as_of: date, is_working_day: IsWorkingDay) -> float | None:
    match key.measure:
        case Measure.LATE_SHARE:
            outcomes = [outcome for clock, outcome in complaint.promises if clock == key.clock]
            over = [outcome for outcome in outcomes if outcome is not Outcome.RUNNING]
            return float(Outcome.LATE in over) if over else None
        case Measure.ANSWER_DAYS:
            return days_waited(complaint, as_of, is_working_day)
        case Measure.REOPENED_SHARE:
            return None if complaint.answered_on is None else float(complaint.reopened)
        case Measure.TRANSFER_SHARE:
            return float(complaint.transfers > 0)
        case Measure.RATING:
            return complaint.stars
