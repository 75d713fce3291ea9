from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.improvements.domain.effect.actions import Action, judge
from services.improvements.domain.effect.cells import Cell
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.result import Compared, Kind, Reason, Side, Verdict
from services.improvements.domain.effect.weeks import Timing
from tests.unit.improvements.effect.cities import BEGAN_ON, DONE_ON, JUDGED_ON, STARTED_ON, city, is_working_day

TIMING = Timing(STARTED_ON, DONE_ON, JUDGED_ON)
CELL = Cell(category="roads", area="north")
ACTION = Action(Measure.COMPLAINTS, CELL, TIMING)


def test_a_fall_that_the_comparables_do_not_share_is_an_improvement() -> None:
    effect = judge(tuple(city(falls_to=0.4)), ACTION, is_working_day)
    assert (effect.verdict, effect.compared) == (Verdict.IMPROVED, Compared.SAME_CATEGORY_ELSEWHERE)
    assert effect.low is not None and effect.high is not None
    assert effect.low < 0.4 < effect.high < 1
    assert effect.before is not None and effect.after is not None and effect.expected is not None
    assert effect.after < 0.6 * effect.expected


def test_a_rise_that_the_comparables_do_not_share_is_worse() -> None:
    assert judge(tuple(city(falls_to=2.0)), ACTION, is_working_day).verdict is Verdict.WORSENED


def test_where_nothing_happened_no_effect_is_seen() -> None:
    effect = judge(tuple(city()), ACTION, is_working_day)
    assert (effect.verdict, effect.reasons) == (Verdict.NO_EFFECT_SEEN, ())


@pytest.mark.parametrize("measure", sorted(set(Measure) - {Measure.COMPLAINTS}))
def test_every_other_measure_sees_that_answers_became_better(measure: Measure) -> None:
    complaints = tuple(city(late_before=0.5, late_after=0.1))
    effect = judge(complaints, replace(ACTION, measure=measure), is_working_day)
    assert effect.verdict is Verdict.IMPROVED
    assert effect.kind is (Kind.RATIO if measure is Measure.ANSWER_DAYS else Kind.DIFFERENCE)
    if effect.kind is Kind.DIFFERENCE:
        assert effect.low is not None and effect.high is not None
        assert effect.low < -0.4 < effect.high


def test_the_weeks_while_the_action_is_under_way_count_for_neither_side() -> None:
    series = judge(tuple(city()), ACTION, is_working_day).series
    assert max(each.starts_on for each in series if each.side is Side.BEFORE) == STARTED_ON - timedelta(days=7)
    assert min(each.starts_on for each in series if each.side is Side.AFTER) == DONE_ON + timedelta(days=1)
    assert max(each.starts_on for each in series) + timedelta(days=7) <= JUDGED_ON


def test_complaints_that_are_too_young_to_be_answered_do_not_count_for_answers() -> None:
    series = judge(tuple(city()), replace(ACTION, measure=Measure.ANSWER_DAYS), is_working_day).series
    assert max(each.starts_on for each in series) + timedelta(days=7 + 28) <= JUDGED_ON


def test_an_action_before_the_data_begins_has_no_past() -> None:
    timing = Timing(BEGAN_ON - timedelta(days=40), BEGAN_ON - timedelta(days=10), JUDGED_ON)
    effect = judge(tuple(city()), replace(ACTION, timing=timing), is_working_day)
    assert effect.verdict is Verdict.TOO_FEW
    assert Reason.NO_PAST in effect.reasons and effect.before is None


def test_an_action_that_is_judged_too_soon_has_too_few_weeks_after() -> None:
    timing = Timing(STARTED_ON, DONE_ON, DONE_ON + timedelta(days=20))
    effect = judge(tuple(city()), replace(ACTION, timing=timing), is_working_day)
    assert (effect.verdict, effect.reasons) == (Verdict.TOO_FEW, (Reason.TOO_FEW_WEEKS_AFTER,))


def test_a_cell_without_complaints_before_has_too_few() -> None:
    effect = judge(tuple(city()), replace(ACTION, cell=Cell(category="parks", area="north")), is_working_day)
    assert (effect.verdict, effect.reasons) == (Verdict.TOO_FEW, (Reason.TOO_FEW_COMPLAINTS,))


def test_no_complaint_at_all_after_is_an_improvement() -> None:
    effect = judge(tuple(city(falls_to=0.0)), ACTION, is_working_day)
    assert (effect.verdict, effect.after, effect.complaints_after) == (Verdict.IMPROVED, 0.0, 0)
    assert effect.high is not None and effect.high < 0.3


def test_no_data_at_all_has_an_answer() -> None:
    effect = judge((), ACTION, is_working_day)
    assert (effect.verdict, effect.compared) == (Verdict.TOO_FEW, Compared.NONE)


def test_months_without_data_are_left_out_and_not_taken_for_success() -> None:
    silent = (date(2025, 5, 1), date(2025, 6, 30))
    complaints = tuple(each for each in city() if not silent[0] <= each.filed_on <= silent[1])
    effect = judge(complaints, ACTION, is_working_day)
    assert effect.verdict is Verdict.NO_EFFECT_SEEN
    assert effect.gaps and all(date(2025, 4, 25) <= each <= silent[1] for each in effect.gaps)
    assert effect.weeks_after + len([each for each in effect.gaps if each > DONE_ON]) == 25


def test_a_feed_that_stopped_is_named_as_the_reason() -> None:
    complaints = tuple(city(until=DONE_ON + timedelta(days=15)))
    effect = judge(complaints, ACTION, is_working_day)
    assert effect.reasons == (Reason.TOO_FEW_WEEKS_AFTER, Reason.MONTHS_WITHOUT_DATA)


def test_a_unit_that_was_renamed_in_between_is_one_unit() -> None:
    complaints = [
        replace(each, unit="public-works") if each.unit == "roads-north" and each.filed_on > STARTED_ON else each
        for each in city(falls_to=0.4)
    ]
    action = Action(Measure.COMPLAINTS, Cell(unit="roads-north"), TIMING, successors={"roads-north": "public-works"})
    effect = judge(complaints, action, is_working_day)
    assert (effect.verdict, effect.compared) == (Verdict.IMPROVED, Compared.REST_OF_CITY)
    assert effect.low is not None and effect.low > 0.25


def test_cells_with_an_action_of_their_own_are_no_comparables() -> None:
    complaints = tuple(city(falls_to=0.4))
    action = replace(ACTION, with_action=(Cell(category="roads", area="south"),))
    effect = judge(complaints, action, is_working_day)
    assert (effect.verdict, effect.compared) == (Verdict.IMPROVED, Compared.SAME_PLACE_OTHER_CATEGORIES)


def test_the_whole_city_has_no_comparables_and_is_judged_by_its_own_past() -> None:
    effect = judge(tuple(city()), replace(ACTION, cell=Cell()), is_working_day)
    assert effect.compared is Compared.NONE
    assert effect.verdict in (Verdict.NO_EFFECT_SEEN, Verdict.TOO_FEW)


def test_the_order_of_complaints_changes_nothing() -> None:
    complaints = tuple(city(falls_to=0.6))
    assert judge(complaints, ACTION, is_working_day) == judge(complaints[::-1], ACTION, is_working_day)


def test_complaints_after_the_day_of_judging_change_nothing() -> None:
    complaints = tuple(city(falls_to=0.6, until=JUDGED_ON + timedelta(days=60)))
    known = tuple(each for each in complaints if each.filed_on <= JUDGED_ON)
    assert judge(complaints, ACTION, is_working_day) == judge(known, ACTION, is_working_day)


def test_days_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="in this order"):
        Timing(DONE_ON, STARTED_ON, JUDGED_ON)
