"""An action's effect from the complaints of the whole city, when it is judged, and whether it is what was expected."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from services.improvements.domain.effect.cells import Cell, comparables, of_today
from services.improvements.domain.effect.judge import judge_weeks
from services.improvements.domain.effect.measures import IsWorkingDay, Measure, ripe_days
from services.improvements.domain.effect.result import Effect, Kind, Verdict
from services.improvements.domain.effect.weeks import Timing, Week, first_days, silent_days, weeks_of
from services.improvements.domain.observations import Observation
from services.improvements.domain.successors import current_unit

JUDGED_AFTER_MONTHS = (3, 6)


@dataclass(frozen=True, slots=True)
class Action:
    """What is judged: the measure of a cell, and the action's days.

    `with_action` are the cells of other actions of the same time. `successors` maps a unit that was merged or renamed
    to the one after it.
    """

    measure: Measure
    cell: Cell
    timing: Timing
    with_action: tuple[Cell, ...] = ()
    successors: Mapping[str, str] = field(default_factory=dict)


def judge(complaints: Sequence[Observation], action: Action, is_working_day: IsWorkingDay) -> Effect:
    """Whether the action changed its measure, from the complaints of the whole city.

    All of them are needed: they are what it is compared with, and they show where the city has no data. Those that were
    filed after the day of judging do not count.
    """
    timing, measure = action.timing, action.measure
    known = [
        replace(each, unit=current_unit(each.unit, action.successors))
        for each in complaints
        if each.filed_on <= timing.judged_on
    ]
    filed_on = [each.filed_on for each in known]
    silent = silent_days(filed_on, timing.judged_on, is_working_day)
    whole = first_days(timing, min(filed_on, default=timing.judged_on), ripe_days(measure))
    gaps = [starts_on for starts_on, _ in whole if silent.intersection(_seven(starts_on))]
    days = [each for each in whole if each[0] not in gaps]
    cell = of_today(action.cell, action.successors)
    others = [of_today(each, action.successors) for each in action.with_action]
    compared, chosen = comparables(known, cell, others, timing.started_on)

    def weekly(of: Sequence[Observation]) -> tuple[Week, ...]:
        return weeks_of(of, measure, days, timing.judged_on, is_working_day)

    treated = weekly([each for each in known if cell.holds(each)])
    return judge_weeks(measure, treated, weekly(chosen) if chosen else None, compared, gaps)


@dataclass(frozen=True, slots=True)
class Expected:
    """What an action was meant to bring its measure to: from what to what, in the measure's own unit."""

    before: float
    after: float

    def __post_init__(self) -> None:
        if self.before <= 0 or self.after < 0:
            raise ValueError(
                f"an expected effect goes from more than 0 to 0 or more, not {self.before} to {self.after}"
            )


class Met(StrEnum):
    """Whether an expected effect was reached. `compatible`: neither reached nor ruled out."""

    REACHED = "reached"
    COMPATIBLE = "compatible"
    MISSED = "missed"
    UNKNOWN = "unknown"


def target_met(effect: Effect, expected: Expected) -> Met:
    """Whether the measure changed by as much as was expected; what counts is the change, not the level.

    Reached: it improved, and the estimate is at least as good. Missed: the whole interval is worse than expected.
    None at all is reached by none, and otherwise missed: no interval of a ratio contains 0.
    """
    if effect.verdict is Verdict.TOO_FEW or effect.estimate is None or effect.low is None:
        return Met.UNKNOWN
    if effect.kind is Kind.RATIO and expected.after == 0 and effect.measure is Measure.COMPLAINTS:
        return Met.REACHED if effect.complaints_after == 0 and effect.verdict is Verdict.IMPROVED else Met.MISSED
    wanted = _wanted(effect, expected)
    if effect.estimate <= wanted and effect.verdict is Verdict.IMPROVED:
        return Met.REACHED
    return Met.COMPATIBLE if effect.low <= wanted else Met.MISSED


def due_judgements(done_on: date, judged: Collection[int], today: date) -> tuple[int, ...]:
    """After how many months (3, 6) an action that is done is to be judged now, without those already `judged`."""
    return tuple(
        months for months in JUDGED_AFTER_MONTHS if months not in judged and judgement_on(done_on, months) <= today
    )


def judgement_on(done_on: date, months: int) -> date:
    """The day so many months later: the same day of the month, or its last one."""
    month = done_on.month - 1 + months
    first = date(done_on.year + month // 12, month % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(done_on.day, (following - first).days))


def _wanted(effect: Effect, expected: Expected) -> float:
    if effect.kind is Kind.DIFFERENCE:
        return expected.after - expected.before
    one = 1 if effect.measure is Measure.ANSWER_DAYS else 0
    return (expected.after + one) / (expected.before + one)


def _seven(starts_on: date) -> list[date]:
    return [date.fromordinal(starts_on.toordinal() + day) for day in range(7)]
