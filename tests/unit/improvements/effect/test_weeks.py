from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.outcomes import Outcome
from services.improvements.domain.effect.judge import judge_weeks
from services.improvements.domain.effect.measures import Measure, value_of
from services.improvements.domain.effect.result import Side
from services.improvements.domain.effect.weeks import Timing, Week, first_days, silent_days
from services.improvements.domain.observations import Observation, Standing
from tests.unit.improvements.effect.cities import is_working_day

MONDAY = date(2025, 3, 3)
FILED = Observation("a", MONDAY)
DAYS = st.dates(date(2024, 1, 1), date(2026, 1, 1))


@given(st.lists(DAYS, min_size=4, max_size=4), st.integers(0, 60))
def test_weeks_are_whole_and_belong_to_one_side(days: list[date], ripe: int) -> None:
    data_from, started_on, done_on, judged_on = sorted(days)
    found = first_days(Timing(started_on, done_on, judged_on), data_from, ripe)
    assert found == sorted(found)
    for starts_on, side in found:
        last = starts_on + timedelta(days=6)
        if side is Side.BEFORE:
            assert data_from <= starts_on and last < started_on
        else:
            assert done_on < starts_on and last < judged_on - timedelta(days=ripe) + timedelta(days=1)
    assert all(later - earlier >= timedelta(days=7) for (earlier, _), (later, _) in pairwise(found))


def test_a_silence_of_working_days_that_chance_does_not_explain_is_a_lack_of_data() -> None:
    days = [MONDAY + timedelta(days=number) for number in range(120)]
    filed = [day for day in days if is_working_day(day) and not 30 <= (day - MONDAY).days < 60] * 2
    silent = silent_days(filed, days[-1], is_working_day)
    assert min(silent) >= MONDAY + timedelta(days=28) and max(silent) < MONDAY + timedelta(days=64)
    assert {MONDAY + timedelta(days=number) for number in range(30, 60)} <= silent


def test_a_holiday_without_complaints_is_data() -> None:
    holiday = range(30, 45)
    days = [MONDAY + timedelta(days=number) for number in range(120)]
    filed = [day for day in days if (day - MONDAY).days not in holiday] * 5
    working = {day for day in days if (day - MONDAY).days not in holiday}
    assert silent_days(filed, days[-1], working.__contains__) == frozenset()


def test_quiet_weekends_of_a_city_whose_calendar_knows_none_are_data_and_a_quiet_fortnight_is_not() -> None:
    days = [MONDAY + timedelta(days=number) for number in range(120)]
    filed = [day for day in days if day.weekday() < 5] * 20
    assert silent_days(filed, days[-1], lambda _: True) == frozenset()
    lost = {MONDAY + timedelta(days=number) for number in range(56, 70)}
    silent = silent_days([day for day in filed if day not in lost], days[-1], lambda _: True)
    assert lost <= silent and len(silent) == 16, "with the weekend before it"


def test_a_small_city_is_often_silent_and_still_has_data() -> None:
    filed = [MONDAY + timedelta(days=number) for number in range(0, 120, 9)]
    assert silent_days(filed, filed[-1], is_working_day) == frozenset()


@pytest.mark.parametrize(
    ("measure", "complaint", "value"),
    [
        (Measure.COMPLAINTS, FILED, 1.0),
        (Measure.LATE_SHARE, FILED, None),
        (Measure.LATE_SHARE, Observation("a", MONDAY, promises=(("x", Outcome.RUNNING),)), None),
        (Measure.LATE_SHARE, Observation("a", MONDAY, promises=(("x", Outcome.KEPT), ("y", Outcome.LATE))), 1.0),
        (Measure.LATE_SHARE, Observation("a", MONDAY, promises=(("x", Outcome.KEPT),)), 0.0),
        (Measure.REOPENED_SHARE, FILED, None),
        (Measure.REOPENED_SHARE, Observation("a", MONDAY, answered_on=MONDAY, reopened=True), 1.0),
        (Measure.LOW_RATING_SHARE, FILED, None),
        (Measure.LOW_RATING_SHARE, Observation("a", MONDAY, stars=2), 1.0),
        (Measure.LOW_RATING_SHARE, Observation("a", MONDAY, stars=3), 0.0),
        (Measure.TRANSFER_SHARE, FILED, 0.0),
        (Measure.TRANSFER_SHARE, Observation("a", MONDAY, transfers=2), 1.0),
        (Measure.ANSWER_DAYS, Observation("a", MONDAY, answer_days=0), 0.0),
        (Measure.ANSWER_DAYS, Observation("a", MONDAY, standing=Standing.REJECTED), None),
    ],
)
def test_a_complaint_counts_only_where_it_says_something(
    measure: Measure, complaint: Observation, value: float | None
) -> None:
    assert value_of(measure, complaint, MONDAY + timedelta(days=60), is_working_day) == value


def test_who_still_waits_has_waited_until_the_day_of_judging() -> None:
    waiting = value_of(Measure.ANSWER_DAYS, FILED, MONDAY + timedelta(days=14), is_working_day)
    answered = value_of(Measure.ANSWER_DAYS, Observation("a", MONDAY, answer_days=10), MONDAY, is_working_day)
    assert waiting == answered


def test_other_weeks_of_the_comparables_are_refused() -> None:
    week = Week(MONDAY, Side.BEFORE, 5, 1, 1.0)
    with pytest.raises(ValueError, match="same weeks"):
        judge_weeks(Measure.COMPLAINTS, [week], [])
