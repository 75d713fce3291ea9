from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from services.improvements.domain.observations import Observation
from services.improvements.domain.performance.annotations import Annotation
from services.improvements.domain.performance.behind import behind_figure, behind_number
from services.improvements.domain.performance.figures import Alone, Figure
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.periods import Period, quarter, whole_year
from services.improvements.domain.performance.report import Report, Source, performance
from services.improvements.domain.performance.trends import trends
from tests.unit.improvements.performance.units import AS_OF, BEFORE, CLOCK, NOW, complaints, is_working_day, source

LATE = Key(Measure.LATE_SHARE, CLOCK)
DAYS, RATING = Key(Measure.ANSWER_DAYS), Key(Measure.RATING)


def figure(report: Report, unit: str, key: Key = LATE) -> Figure:
    (found,) = (each for mine in report.units if mine.unit == unit for each in mine.figures if each.key == key)
    return found


def test_a_unit_has_its_numbers_and_what_the_others_let_expect() -> None:
    found = figure(performance(source(complaints("a", 40, 10), complaints("b", 60, 30)), NOW), "a")
    assert (found.number, found.value, found.compared) == (40, 0.25, 40)
    assert (found.observed, found.expected, found.ratio) == (0.25, 0.5, 0.5)
    assert found.ratio_low is not None and found.ratio_high is not None
    assert found.ratio_low < 0.5 < found.ratio_high < 1


def test_the_expected_share_follows_the_mix_of_categories() -> None:
    city = source(
        complaints("a", 30, 15, "roads"),
        complaints("a", 10, 1, "parks"),
        complaints("b", 20, 10, "roads"),
        complaints("b", 100, 10, "parks"),
    )
    report = performance(city, NOW)
    assert figure(report, "a").expected == round((30 * 0.5 + 10 * 0.1) / 40, 3)
    assert figure(report, "a").ratio == 1.0
    assert figure(report, "b").ratio == 1.0


def test_a_unit_that_alone_has_its_category_is_compared_with_nobody() -> None:
    report = performance(source(complaints("a", 40, 10), complaints("b", 60, 30, "parks")), NOW)
    found = figure(report, "a")
    assert (found.alone, found.ratio, found.expected) == (Alone.OWN_CATEGORIES_ONLY, None, None)
    assert found.value == 0.25


def test_complaints_of_a_category_of_its_own_do_not_blur_the_comparison() -> None:
    city = source(complaints("a", 40, 10), complaints("a", 40, 40, "harbour"), complaints("b", 60, 30))
    found = figure(performance(city, NOW), "a")
    assert (found.number, found.value) == (80, 0.625)
    assert (found.compared, found.observed, found.expected) == (40, 0.25, 0.5)


def test_too_few_shared_complaints_are_said_to_be_too_few() -> None:
    city = source(complaints("a", 4, 1), complaints("a", 40, 40, "harbour"), complaints("b", 60, 30))
    assert figure(performance(city, NOW), "a").alone is Alone.TOO_FEW_COMPARED


@pytest.mark.parametrize(("number", "shown"), [(4, None), (5, 5)])
def test_fewer_than_five_complaints_are_not_shown(number: int, shown: int | None) -> None:
    mine = performance(source(complaints("a", number, 1), complaints("b", 60, 30)), NOW).units[0]
    assert mine.number == shown
    assert bool(mine.figures) is (shown is not None)
    assert (LATE in mine.hidden) is (shown is None)


def test_a_unit_without_ratings_has_the_other_figures() -> None:
    mine = performance(source(complaints("a", 20, 1, stars=None), complaints("b", 60, 30)), NOW).units[0]
    assert RATING not in {each.key for each in mine.figures}
    assert LATE in {each.key for each in mine.figures}


def test_typical_days_are_the_median_and_the_share_that_took_longer_than_usual() -> None:
    found = figure(performance(source(complaints("a", 40, 4), complaints("b", 60, 50)), NOW), "a", DAYS)
    assert found.value == 2
    assert found.observed is not None and found.expected is not None and found.observed < found.expected


def test_who_waits_for_an_answer_counts_with_the_days_so_far() -> None:
    waiting = [Observation(f"w{each}", NOW.first, "roads", unit="a") for each in range(9)]
    found = figure(performance(Source(waiting, AS_OF, is_working_day), NOW), "a", DAYS)
    assert found.value > 100


def test_complaints_that_are_too_young_count_only_as_a_number() -> None:
    city = replace(source(complaints("a", 40, 10)), as_of=NOW.first + timedelta(days=20))
    mine = performance(city, NOW).units[0]
    assert mine.number == 21 and mine.figures == ()


def test_ratings_are_drawn_to_what_is_expected_the_more_the_fewer_there_are() -> None:
    groups = [complaints(f"u{each}", 60, 6, stars=2 + each % 3) for each in range(10)]
    city = source(*groups, complaints("few", 6, 1, stars=5), complaints("many", 80, 8, stars=5))
    report = performance(city, NOW)
    few, many = figure(report, "few", RATING), figure(report, "many", RATING)
    assert few.value == many.value == 5
    assert few.shrunk is not None and many.shrunk is not None and few.expected is not None
    assert few.expected < few.shrunk < many.shrunk < 5
    assert few.high <= 5 and few.low < 5


def test_a_renamed_unit_is_one_unit() -> None:
    half = NOW.first + timedelta(days=45)
    renamed = [replace(each, unit="new") if each.filed_on >= half else each for each in complaints("old", 90, 30)]
    city = replace(source(iter(renamed), complaints("b", 60, 30)), successors={"old": "new"})
    assert [(each.unit, each.number) for each in performance(city, NOW).units] == [("b", 60), ("new", 90)]


def test_units_stand_in_the_order_of_their_ids_whatever_the_order_of_complaints() -> None:
    groups = [list(complaints(unit, 10, late)) for unit, late in (("c", 1), ("a", 5), ("b", 9))]
    reports = {performance(source(*map(iter, order)), NOW).units for order in permutations(groups)}
    assert [[each.unit for each in units] for units in reports] == [["a", "b", "c"]]


def test_complaints_without_unit_or_category_are_no_error() -> None:
    lost = (replace(each, unit=None) for each in complaints("a", 10, 5))
    plain = (replace(each, category=None) for each in complaints("b", 10, 5))
    report = performance(source(lost, plain), NOW)
    assert [(each.unit, each.number) for each in report.units] == [("b", 10)]


def test_days_without_data_are_counted() -> None:
    city = [each for each in complaints("a", 910, 100) if not date(2025, 5, 1) <= each.filed_on <= date(2025, 5, 31)]
    report = performance(Source(city, AS_OF, is_working_day), NOW)
    assert report.days_without_data == 31
    assert performance(Source([], AS_OF, is_working_day), NOW) == Report(NOW, (), 0)


def test_notes_travel_with_the_number_they_explain() -> None:
    notes = (
        Annotation("a", date(2025, 6, 1), date(2025, 8, 1), Measure.LATE_SHARE, "flood"),
        Annotation("a", date(2025, 1, 1), date(2025, 3, 31), None, "earlier"),
        Annotation("b", date(2025, 6, 1), date(2025, 6, 1), None, "other unit"),
    )
    city = replace(source(complaints("a", 20, 5)), annotations=notes)
    assert performance(city, NOW).units[0].notes == notes[:1]
    with pytest.raises(ValueError, match="first day to its last"):
        Annotation("a", date(2025, 6, 2), date(2025, 6, 1), None, "")


def test_every_number_leads_to_its_complaints() -> None:
    city = source(complaints("a", 250, 25), complaints("b", 60, 30))
    assert behind_number(city, NOW, "a").number == 250
    assert len(behind_number(city, NOW, "a", most=200).complaints) == 200
    late = behind_figure(city, NOW, "a", LATE, only_bad=True)
    assert late.number == len(late.complaints) == 25
    assert behind_figure(city, NOW, "a", LATE).number == 250
    assert behind_figure(city, NOW, "a", DAYS, only_bad=True).complaints == late.complaints
    assert behind_figure(city, NOW, "a", LATE, most=3).complaints == behind_figure(city, NOW, "a", LATE).complaints[:3]
    assert behind_figure(city, NOW, "nobody", DAYS, only_bad=True).number == 0


def test_a_trend_is_against_the_units_own_past_without_what_moved_all() -> None:
    groups = [
        complaints(f"u{each}", 80, late, period=period)
        for each in range(8)
        for period, late in ((BEFORE, 40), (NOW, 20))
    ]
    city = source(*groups, complaints("a", 80, 40, period=BEFORE), complaints("a", 80, 2))
    moved = {each.unit: each for each in trends(city, NOW, [BEFORE]) if each.key == LATE}
    assert (moved["a"].before, moved["a"].now) == (0.5, 0.025)
    assert moved["a"].high < 0 and moved["a"].score < 0
    assert moved["u1"].low < 0 < moved["u1"].high


def test_a_unit_without_past_has_no_trend() -> None:
    assert trends(source(complaints("a", 40, 10), complaints("b", 40, 10)), NOW, [BEFORE]) == ()


def test_quarters_and_years_know_the_one_before() -> None:
    assert quarter(2025, 1) == Period(date(2025, 1, 1), date(2025, 3, 31))
    assert quarter(2025, 1).previous(3) == quarter(2024, 4)
    assert whole_year(2025).previous(12) == whole_year(2024)
    with pytest.raises(ValueError, match="quarters 1 to 4"):
        quarter(2025, 5)
    with pytest.raises(ValueError, match="first day to its last"):
        Period(date(2025, 2, 1), date(2025, 1, 1))
