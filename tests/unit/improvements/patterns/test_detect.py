import math
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.improvements.domain.facts import Fact
from services.improvements.domain.patterns import CellKind, Pattern, PatternKind, Rules, detect
from tests.unit.improvements.patterns.days import DAY, city, complaint, surge, works

WEEK = timedelta(weeks=1)


def found(facts: list[Fact], renamed: dict[str, str] | None = None) -> tuple[Pattern, ...]:
    return detect(facts, DAY, works, renamed)


def test_a_calm_city_has_no_pattern() -> None:
    assert found(city()) == ()


def test_a_surge_is_found_once_and_dated_right() -> None:
    (pattern,) = found([*city(), *surge(4, 14)])
    assert (pattern.kind, pattern.cell.kind, pattern.cell.category) == (
        PatternKind.SURGE, CellKind.CATEGORY, "category-0",
    )  # fmt: skip
    assert pattern.since == DAY - 4 * WEEK
    assert pattern.observed == 4 * (7 + 14) == len(pattern.complaints)
    assert pattern.expected == pytest.approx(28, rel=0.1)
    assert pattern.ratio_low < 3 < pattern.ratio_high
    assert pattern.p <= pattern.q <= 0.05
    assert len(pattern.weeks) == 60


def test_a_surge_in_one_village_is_found_there_and_not_in_the_category_as_well() -> None:
    (pattern,) = found([*city(), *surge(4, 7, village=4)])
    assert pattern.key == "surge/category_village/category-0/99.71.02.1002"


def test_a_slow_growth_is_found_in_the_longer_window() -> None:
    (pattern,) = found([*city(), *surge(13, 7)])
    assert pattern.window_weeks == 13
    assert pattern.since == DAY - 13 * WEEK


def test_two_surges_are_two_patterns() -> None:
    both = [*city(), *surge(4, 14), *surge(4, 14, "category-3")]
    assert {pattern.cell.category for pattern in found(both)} == {"category-0", "category-3"}


def test_a_growing_channel_is_no_pattern_of_any_cell() -> None:
    doubled = [replace(each, complaint=f"{each.complaint}+") for each in city() if each.filed_on >= DAY - 8 * WEEK]
    assert found([*city(), *doubled]) == ()


def test_a_holiday_is_no_pattern_neither_in_it_nor_after_it() -> None:
    off = {DAY - timedelta(days=each) for each in range(29, 43)}
    facts = [each for each in city() if each.filed_on not in off]
    assert detect(facts, DAY, lambda day: works(day) and day not in off) == ()
    assert detect(facts, DAY - 4 * WEEK, lambda day: works(day) and day not in off) == ()


def test_a_season_that_is_known_from_earlier_years_is_no_pattern() -> None:
    def season(day: date) -> int:
        return round(2 + 2 * math.cos(2 * math.pi * (day - DAY).days / 365.25))

    first = DAY - timedelta(weeks=156)
    days = [first + timedelta(days=each) for each in range(156 * 7)]
    wet = [
        complaint(f"wet-{day}-{each}", day, "drains", (each + day.day) % 6)
        for day in days
        for each in range(season(day))
    ]
    assert found([*city(156), *wet]) == ()


def test_a_new_year_s_peak_that_comes_every_year_is_no_pattern() -> None:
    peaks = [
        replace(each, complaint=f"{year}{each.complaint}", filed_on=each.filed_on - timedelta(weeks=52 * year))
        for each in surge(3, 14)
        for year in range(3)
    ]
    assert found([*city(156), *surge(3, 14)]) != ()
    assert found([*city(156), *peaks]) == ()


def test_a_word_that_grows_is_a_pattern() -> None:
    spoken = [replace(each, words=("pothole",)) for each in city() if each.complaint.endswith("0-0")]
    recent = [each for each in city() if each.filed_on >= DAY - 4 * WEEK and not each.complaint.endswith("0-0")]
    often = [replace(each, words=("pothole",)) for each in recent[::3]]
    other = {each.complaint for each in (*spoken, *often)}
    (pattern,) = found([*(each for each in city() if each.complaint not in other), *spoken, *often])
    assert pattern.key == "surge/word/pothole"


def test_a_unit_that_begins_to_break_its_promises_is_found() -> None:
    broken = [
        replace(each, promises=complaint("", DAY, late=True).promises)
        if each.filed_on >= DAY - 6 * WEEK and each.category == "category-2" and each.filed_on.day % 2
        else each
        for each in city(90)
    ]
    (pattern,) = found(broken)
    assert (pattern.kind, pattern.cell.category or pattern.cell.unit) == (PatternKind.LATE, "category-2")
    assert pattern.out_of == 56
    assert pattern.share is not None and pattern.expected_share is not None
    assert pattern.share > 3 * pattern.expected_share
    assert abs(pattern.since - (DAY - 6 * WEEK)) <= WEEK


def test_a_district_that_is_served_worse_than_others_is_found() -> None:
    def is_reopened(each: Fact) -> bool:
        is_worse = each.category == "category-3" and each.area == "99.71.01.1001"
        return is_worse or int(each.complaint.split("-")[1]) % 11 == 0

    (pattern,) = found([replace(each, reopened=is_reopened(each)) for each in city(40, 12)])
    assert (pattern.kind, pattern.baseline) == (PatternKind.REOPENED, "others")
    assert (pattern.cell.area, pattern.cell.category or pattern.cell.unit) in (
        ("99.71.01", "category-3"),
        ("99.71.01", "category-3-unit"),
    )


def test_a_repetition_of_one_day_is_no_pattern() -> None:
    once = [complaint(f"again-{each}", DAY - timedelta(days=3), "category-0", 2) for each in range(12)]
    assert found([*city(), *once]) == ()


def test_fewer_complaints_than_five_are_no_pattern_however_rare_they_are() -> None:
    rare = [complaint(f"rare-{each}", DAY - timedelta(days=3 * each), "rare") for each in range(1, 5)]
    old = [complaint(f"old-{each}", DAY - timedelta(weeks=52, days=each), "rare") for each in range(1, 5)]
    assert found([*city(), *old, *rare]) == ()


def test_fewer_than_five_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="to protect persons"):
        Rules(min_complaints=4)


def test_months_without_data_are_no_drop_and_what_follows_is_no_surge() -> None:
    gap = [each for each in city(90) if not DAY - 40 * WEEK <= each.filed_on < DAY - 15 * WEEK]
    assert found(gap) == ()


def test_a_unit_without_data_for_months_is_no_surge_when_it_is_back() -> None:
    gap = [
        each
        for each in city(90)
        if each.category != "category-1" or not DAY - 40 * WEEK <= each.filed_on < DAY - 4 * WEEK
    ]
    assert found(gap) == ()


def test_a_city_without_data_in_the_window_has_no_pattern() -> None:
    assert found([each for each in city(90) if each.filed_on < DAY - 14 * WEEK]) == ()


def test_a_unit_that_was_renamed_goes_on() -> None:
    renamed = [
        replace(each, unit="roads-and-water", category="category-new") if each.filed_on >= DAY - 4 * WEEK else each
        for each in city()
        if each.category == "category-1"
    ]
    others = [each for each in city() if each.category != "category-1"]
    mapping = {"category-1-unit": "roads-and-water", "category-1": "category-new"}
    assert found([*others, *renamed], mapping) == ()


def test_a_cell_without_a_past_is_not_compared_with_one() -> None:
    new = [replace(each, category="new", unit="new-unit") for each in surge(4, 14)]
    assert found([*city(), *new]) == ()


def test_complaints_of_the_future_are_left_out() -> None:
    later = [replace(each, complaint=f"{each.complaint}-later", filed_on=DAY + 2 * WEEK) for each in surge(4, 30)]
    assert found([*city(), *later]) == ()


def test_without_complaints_there_is_no_pattern() -> None:
    assert found([]) == ()
    assert found([complaint("one", DAY - WEEK)]) == ()


def test_complaints_without_any_code_are_no_pattern() -> None:
    assert found([Fact(each.complaint, each.filed_on) for each in city()]) == ()


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_the_complaints_changes_nothing(seed: int) -> None:
    facts = [*city(), *surge(4, 14), *surge(4, 7, "category-2", village=4)]
    mixed = facts.copy()
    random.Random(seed).shuffle(mixed)
    assert found(mixed) == found(facts)


@settings(max_examples=5, deadline=None)
@given(st.permutations(range(5)))
def test_other_names_change_nothing_but_the_names(order: list[int]) -> None:
    facts = [*city(), *surge(4, 14)]
    names = {f"category-{each}": f"renamed-{order[each]}" for each in range(5)}
    (one,), (other,) = found(facts), found(facts, names)
    assert other.cell.category == names[one.cell.category or ""]
    assert (one.observed, one.since, one.complaints) == (other.observed, other.since, other.complaints)
    assert one.p == pytest.approx(other.p, rel=1e-6)


def test_more_complaints_are_never_less_clear() -> None:
    p = [found([*city(), *surge(4, weekly)])[0].p for weekly in (12, 16, 20, 28)]
    assert p == sorted(p, reverse=True)
