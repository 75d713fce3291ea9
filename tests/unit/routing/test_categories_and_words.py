"""What the complainant chose is worth more than what the text seems to say, unless a rule overrides it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import RoutingInput
from tests.unit.routing.cities import book, routing_input, rule
from tests.unit.routing.random_rules import conditions, routing_inputs

BY_CATEGORY = rule("by-category", "a", category=["jalan", "air"])
BY_WORDS = rule("by-words", "b", words=["lubang", "galian"])
BY_DISTRICT = rule("by-district", "c", area=["99.71.02"])
BY_ALL = rule("by-all", "d", category=["jalan"], words=["galian"], area=["99"])
OVERRIDING = rule("by-words-whatever-the-category", "e", words=["calo"], overrides="category")
BOOK = book(BY_CATEGORY, BY_WORDS, BY_DISTRICT, BY_ALL, OVERRIDING)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (routing_input("jalan", "galian", "calo", area="99.71.02.1001"), "by-words-whatever-the-category"),
        (routing_input("air", "calo"), "by-words-whatever-the-category"),
        (routing_input("lain", "calo"), "by-words-whatever-the-category"),
        (routing_input("lain", "calo", area="99.71.02"), "by-words-whatever-the-category"),
        (routing_input(None, "calo"), "by-words-whatever-the-category"),
        (routing_input(None, "calo", area="99.71.02"), "by-district"),
        (routing_input(None, "calo", "lubang", "galian"), "by-words"),
        (routing_input("air", "galian", "lubang"), "by-category"),
    ],
)
def test_a_rule_that_overrides_the_category_comes_first_where_one_is_given(about: RoutingInput, expected: str) -> None:
    found = BOOK.find(about)
    assert (found.name if found else None) == expected


def test_words_decide_about_a_category_that_is_known_but_that_no_rule_names() -> None:
    found = book(BY_CATEGORY, BY_WORDS).find(routing_input("lain", "lubang", "galian"))
    assert (found.name if found else None) == "by-words"


def test_a_place_beats_words_that_do_not_name_the_category_which_is_given() -> None:
    by_words_and_place = rule("by-words-and-place", "h", words=["lubang"], area=["99.71.02"])
    rulebook = book(BY_DISTRICT, by_words_and_place)
    names = [
        found.name if (found := rulebook.find(routing_input(category, "lubang", area="99.71.02"))) else None
        for category in ("lain", None)
    ]
    assert names == ["by-district", "by-words-and-place"]


@given(st.lists(conditions, max_size=5), routing_inputs)
def test_an_explicit_category_beats_words_unless_a_rule_overrides_it(rules: list[Any], about: RoutingInput) -> None:
    rulebook = book(*(rule(**conditions) for conditions in rules))
    found = rulebook.find(about)
    fitting = [
        each
        for each in rulebook.rules
        if each.matches(frozenset(about.words), about.area)
        and (each.categories is None or about.category in each.categories)
    ]
    assert (found is None) == (not fitting)
    if found is not None and about.category is not None:
        if any(each.overrides_category for each in fitting):
            assert found.overrides_category
        elif any(each.categories is not None or not each.words for each in fitting):
            assert found.categories is not None or not found.words
