from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.improvements.domain.effect.actions import Expected, Met, due_judgements, judgement_on, target_met
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.result import Compared, Effect, Kind, Verdict

IMPROVED = Effect(
    Measure.COMPLAINTS,
    Verdict.IMPROVED,
    Kind.RATIO,
    Compared.REST_OF_CITY,
    complaints_before=520,
    complaints_after=60,
    weeks_before=52,
    weeks_after=13,
    estimate=0.5,
    low=0.35,
    high=0.7,
)


@pytest.mark.parametrize(
    ("expected", "met"),
    [
        (Expected(10, 6), Met.REACHED),
        (Expected(10, 5), Met.REACHED),
        (Expected(10, 4), Met.COMPATIBLE),
        (Expected(10, 3), Met.MISSED),
        (Expected(10, 0), Met.MISSED),
    ],
)
def test_a_ratio_is_held_against_the_ratio_that_was_expected(expected: Expected, met: Met) -> None:
    assert target_met(IMPROVED, expected) is met


def test_a_difference_is_held_against_the_difference_that_was_expected() -> None:
    shares = replace(IMPROVED, measure=Measure.LATE_SHARE, kind=Kind.DIFFERENCE, estimate=-0.2, low=-0.3, high=-0.1)
    wanted = (Expected(0.4, 0.2), Expected(0.4, 0.15), Expected(0.4, 0.05), Expected(0.4, 0))
    assert [target_met(shares, each) for each in wanted] == [Met.REACHED, Met.COMPATIBLE, Met.MISSED, Met.MISSED]


def test_days_are_held_against_each_other_with_one_day_more_as_the_estimate_is() -> None:
    days = replace(IMPROVED, measure=Measure.ANSWER_DAYS)
    assert target_met(days, Expected(9, 4)) is Met.REACHED
    assert target_met(days, Expected(9, 3)) is Met.COMPATIBLE
    assert target_met(days, Expected(9, 0)) is Met.MISSED


def test_none_at_all_is_reached_by_none_at_all() -> None:
    assert target_met(replace(IMPROVED, complaints_after=0), Expected(10, 0)) is Met.REACHED


def test_an_estimate_that_may_be_chance_reaches_nothing() -> None:
    unclear = replace(IMPROVED, verdict=Verdict.NO_EFFECT_SEEN, high=1.1)
    assert target_met(unclear, Expected(10, 6)) is Met.COMPATIBLE


def test_of_too_few_complaints_it_is_not_known() -> None:
    few = replace(IMPROVED, verdict=Verdict.TOO_FEW, estimate=None, low=None, high=None)
    assert target_met(few, Expected(10, 5)) is Met.UNKNOWN


@pytest.mark.parametrize(("before", "after"), [(0, 0), (-1, 0), (10, -1)])
def test_an_expectation_that_cannot_be_is_refused(before: float, after: float) -> None:
    with pytest.raises(ValueError, match="expected effect"):
        Expected(before, after)


def test_an_action_is_judged_after_three_and_after_six_months() -> None:
    done_on = date(2025, 11, 30)
    assert due_judgements(done_on, (), date(2026, 2, 27)) == ()
    assert due_judgements(done_on, (), date(2026, 2, 28)) == (3,)
    assert due_judgements(done_on, (3,), date(2026, 5, 29)) == ()
    assert due_judgements(done_on, (3,), date(2026, 5, 30)) == (6,)
    assert due_judgements(done_on, (), date(2027, 1, 1)) == (3, 6)
    assert due_judgements(done_on, (3, 6), date(2027, 1, 1)) == ()


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 30))
def test_months_later_is_in_the_month_that_many_later(day: date, months: int) -> None:
    later = judgement_on(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day and (later.day == day.day or later.day >= 28)
