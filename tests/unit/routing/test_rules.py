"""The most specific rule that matches decides, wherever it stands in the file; a category given beats words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from city.files.areas import lies_in
from contracts.values import RoutingInput
from tests.unit.routing.cities import book, routing_input, rule, rules_file
from tests.unit.routing.random_rules import conditions, routing_inputs

BY_CATEGORY = rule("by-category", "a", category=["jalan", "air"])
BY_WORDS = rule("by-words", "b", words=["lubang", "galian"])
BY_DISTRICT = rule("by-district", "c", area=["99.71.02"])
BY_CATEGORY_AND_WORD = rule("by-category-and-word", "d", category=["jalan"], words=["galian"])
BY_CATEGORY_AND_DISTRICT = rule("by-category-and-district", "e", category=["jalan"], area=["99.71.02", "99.71.03"])
BY_CATEGORY_AND_VILLAGE = rule("by-category-and-village", "f", category=["jalan"], area=["99.71.02.1001"])
BY_ALL = rule("by-all", "g", category=["jalan"], words=["galian"], area=["99"])
RULES = (
    BY_CATEGORY,
    BY_WORDS,
    BY_DISTRICT,
    BY_CATEGORY_AND_WORD,
    BY_CATEGORY_AND_DISTRICT,
    BY_CATEGORY_AND_VILLAGE,
    BY_ALL,
)
ROUTED = [
    (routing_input(), None),
    (routing_input("lain"), None),
    (routing_input("lain", "lubang"), None),
    (routing_input("jalan"), "by-category"),
    (routing_input("air"), "by-category"),
    (routing_input(None, "lubang", "galian"), "by-words"),
    (routing_input("unknown", "galian", "lubang", "bau"), "by-words"),
    (routing_input("air", "galian", "lubang"), "by-category"),
    (routing_input("jalan", "galian"), "by-category-and-word"),
    (routing_input("lain", area="99.71.02"), "by-district"),
    (routing_input("lain", area="99.71.02.1001"), "by-district"),
    (routing_input("lain", "lubang", "galian", area="99.71.02"), "by-district"),
    (routing_input("jalan", area="99.71.03.1002"), "by-category-and-district"),
    (routing_input("jalan", area="99.71.04"), "by-category"),
    (routing_input("jalan", area="99.71.02.1001"), "by-category-and-village"),
    (routing_input("jalan", area="99.71.02.1002"), "by-category-and-district"),
    (routing_input("jalan", "galian", area="99.71.02.1001"), "by-all"),
    (routing_input("jalan", "galian", area="98"), "by-category-and-word"),
]


@pytest.mark.parametrize(("about", "expected"), ROUTED)
def test_the_most_specific_rule_decides(about: RoutingInput, expected: str | None) -> None:
    found = book(*RULES).find(about)
    assert (found.name if found else None) == expected


@given(st.permutations(RULES))
def test_the_order_of_the_file_means_nothing(rules: list[dict[str, Any]]) -> None:
    shuffled = book(*rules)
    for about, expected in ROUTED:
        found = shuffled.find(about)
        assert (found.name if found else None) == expected


@given(st.permutations([rule(name, "a", category=["jalan"]) for name in ("one", "three", "two")]))
def test_not_even_for_rules_that_tie_on_the_same_unit(rules: list[dict[str, Any]]) -> None:
    found = book(*rules).find(routing_input("jalan"))
    assert found is not None
    assert found.name == "two"


@pytest.mark.parametrize(
    ("area", "wider", "expected"),
    [
        ("99.71.01", "99.71.01", True),
        ("99.71.01.1001", "99.71.01", True),
        ("99.71.01", "99", True),
        ("99.71.10", "99.71.1", False),
        ("99.71.10.1001", "99.71.1", False),
        ("99.71.01", "99.71.01.1001", False),
        ("99.72.01", "99.71", False),
        ("9.71", "99", False),
    ],
)
def test_an_area_includes_its_parts_and_no_code_that_only_begins_alike(area: str, wider: str, expected: bool) -> None:
    assert lies_in(area, wider) is expected


def test_a_complaint_without_a_place_lies_nowhere() -> None:
    assert book(BY_DISTRICT).find(routing_input("jalan")) is None


def test_the_reason_names_what_the_decision_rests_on() -> None:
    found = book(*RULES).find(about := routing_input("jalan", "lubang", "galian", area="99.71.02.1001"))
    assert found is not None
    reason = found.reason(about)
    assert (reason.code, reason.rule) == ("rule_matched", "by-all")
    assert reason.matched == ("category:jalan", "word:galian", "area:99")


@pytest.mark.parametrize(
    ("one", "other", "tied"),
    [
        ({"category": ["jalan"]}, {"category": ["jalan", "air"]}, True),
        ({"category": ["jalan"]}, {"category": ["air"]}, False),
        ({"words": ["bau"]}, {"words": ["asap"]}, True),
        ({"words": ["bau"]}, {"words": ["asap", "limbah"]}, False),
        ({"area": ["99.71.01"]}, {"area": ["99.71.02"]}, False),
        ({"area": ["99.71.01"]}, {"area": ["99.71.02", "99.71.01"]}, True),
        ({"area": ["99.71"]}, {"area": ["99.71.01"]}, False),
        ({"category": ["jalan"], "words": ["bau"]}, {"category": ["air"], "words": ["bau"]}, False),
        ({"category": ["jalan"], "area": ["99.71"]}, {"words": ["bau"], "area": ["99.71"]}, False),
        ({"category": ["jalan"]}, {"words": ["bau"]}, False),
        ({"words": ["bau"], "overrides": "category"}, {"words": ["asap"], "overrides": "category"}, True),
        ({"words": ["bau"], "overrides": "category"}, {"words": ["asap"]}, True),  # without a category
        ({"words": ["bau"], "overrides": "category"}, {"area": ["99"]}, False),
        ({}, {}, True),
    ],
)
def test_equally_specific_rules_for_different_units_tie_if_they_may_meet(
    one: dict[str, Any], other: dict[str, Any], tied: bool
) -> None:
    assert [{a.name, b.name} for a, b in book(rule("one", "a", **one), rule("other", "b", **other)).ties()] == (
        [{"one", "other"}] if tied else []
    )
    assert list(book(rule("one", "a", **one), rule("other", "a", **other)).ties()) == []


@given(st.lists(conditions, max_size=5), routing_inputs, st.randoms())
def test_rules_without_ties_name_one_unit_in_any_order(rules: list[Any], about: RoutingInput, random: Any) -> None:
    rules = [rule(**conditions) for conditions in rules]
    in_order = book(*rules)
    if not list(in_order.ties()):
        random.shuffle(rules)
        found, again = in_order.find(about), book(*rules).find(about)
        assert (found and found.unit) == (again and again.unit)


@given(st.lists(conditions, max_size=5), routing_inputs)
def test_a_rule_that_is_shadowed_decides_about_no_complaint(rules: list[Any], about: RoutingInput) -> None:
    rulebook = book(*(rule(**conditions) for conditions in rules))
    found = rulebook.find(about)
    assert found is None or found.number not in {shadowed.number for shadowed, _ in rulebook.shadowed()}


@given(st.lists(conditions, max_size=5))
def test_every_other_rule_decides_about_some_complaint_unless_it_ties(rules: list[Any]) -> None:
    rulebook = book(*(rule(**conditions) for conditions in rules))
    silent = {each.number for pair in (*rulebook.shadowed(), *rulebook.ties()) for each in pair}
    deciding = {
        found.number
        for each in rulebook.rules
        for category in each.categories or [None, "lain"]
        if (found := rulebook.find(routing_input(category, *each.words, area=each.area)))
    }
    assert {each.number for each in rulebook.rules} <= deciding | silent


@pytest.mark.parametrize(
    ("one", "other", "shadowed"),
    [
        ({"category": ["jalan"]}, {"category": ["jalan", "air"]}, True),
        ({"category": ["jalan"], "words": ["bau"]}, {"category": ["jalan"], "words": ["bau"]}, True),
        ({"category": ["jalan"], "area": ["99.71"]}, {"category": ["jalan"], "area": ["99.71", "99.72"]}, True),
        ({"category": ["jalan", "air"]}, {"category": ["jalan"]}, False),
        ({"category": ["jalan"], "area": ["99.71", "99.72"]}, {"category": ["jalan"], "area": ["99.71"]}, False),
        ({"category": ["jalan"]}, {"words": ["bau"]}, False),
        ({"category": ["jalan"]}, {}, False),
        ({"category": ["jalan"], "words": ["bau"]}, {"words": ["bau"], "overrides": "category"}, True),
        ({"category": ["jalan"], "words": ["bau"]}, {"words": ["bau", "asap"], "overrides": "category"}, False),
        ({"words": ["bau"]}, {"words": ["bau"], "overrides": "category"}, True),
        ({"words": ["bau"], "overrides": "category"}, {"words": ["bau"]}, False),  # without a category "other" decides
        ({"words": ["bau"], "area": ["99"]}, {"area": ["99"]}, False),
    ],
)
def test_a_rule_is_shadowed_where_another_one_for_the_same_unit_always_wins(
    one: dict[str, list[str]], other: dict[str, list[str]], shadowed: bool
) -> None:
    pairs = [(a.name, b.name) for a, b in book(rule("one", "a", **one), rule("other", "a", **other)).shadowed()]
    assert pairs == ([("one", "other")] if shadowed else [])


def test_a_rule_is_shadowed_by_several_together() -> None:
    parts = [rule(f"z-{category}", "a", category=[category]) for category in ("jalan", "air")]
    assert {a.name for a, _ in book(rule("both", "a", category=["jalan", "air"]), *parts).shadowed()} == {"both"}


@pytest.mark.parametrize(
    "wrong", [{"category": []}, {"words": []}, {"area": ["99.71.1"]}, {"place": ["99"]}, {"overrides": "area"}]
)
def test_a_condition_that_can_never_hold_is_a_fault(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rules_file(rule("r", "a", **wrong))
