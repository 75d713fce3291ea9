from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from contracts.values import SURVEY_ELEMENTS
from services.improvements.domain.survey import (
    Answer,
    Element,
    Grade,
    answers_needed,
    grade_of,
    index_of,
    missing_elements,
)

DAY = date(2026, 2, 3)
SCORES = st.fixed_dictionaries({element: st.integers(1, 4) for element in Element})
MANY = st.lists(SCORES, min_size=5, max_size=30)


def answer(scores: dict[Element, int], unit: str = "civil-registry", category: str | None = None) -> Answer:
    return Answer(DAY, unit, category, scores)


def all_of(score: int) -> dict[Element, int]:
    return dict.fromkeys(Element, score)


def test_there_are_nine_elements_in_the_order_of_the_regulation_named_as_events_name_them() -> None:
    assert tuple(Element) == SURVEY_ELEMENTS
    assert list(Element) == [
        "requirements",
        "procedure",
        "time",
        "cost",
        "product",
        "competence",
        "behaviour",
        "complaint_handling",
        "facilities",
    ]


@pytest.mark.parametrize(("score", "index", "grade"), [(1, 25.0, "D"), (2, 50.0, "D"), (3, 75.0, "C"), (4, 100.0, "A")])
def test_the_index_reaches_from_25_to_100(score: int, index: float, grade: str) -> None:
    found = index_of([answer(all_of(score))] * 6)
    assert found is not None
    assert (found.index, found.grade) == (index, grade)
    assert 25 <= found.low < found.high <= 100


@pytest.mark.parametrize(
    ("index", "grade"),
    [
        (100.0, Grade.A),
        (88.31, Grade.A),
        (88.305001, Grade.A),
        (88.30, Grade.B),
        (76.61, Grade.B),
        (76.60, Grade.C),
        (65.0, Grade.C),
        (64.99, Grade.D),
        (25.0, Grade.D),
    ],
)
def test_grades_have_the_limits_of_the_regulation(index: float, grade: Grade) -> None:
    assert grade_of(index) is grade


@pytest.mark.parametrize("index", [24.9, 100.1])
def test_an_index_that_cannot_be_has_no_grade(index: float) -> None:
    with pytest.raises(ValueError, match="25 to 100"):
        grade_of(index)


def test_missing_elements_are_named() -> None:
    scores: dict[Element, int] = {element: 3 for element in Element if element not in (Element.COST, Element.TIME)}
    assert missing_elements(scores) == (Element.TIME, Element.COST)
    with pytest.raises(ValueError, match="missing for: time, cost"):
        answer(scores)


@pytest.mark.parametrize("score", [0, 5, -1, 2.5, True])
def test_scores_that_are_none_are_named(score: int) -> None:
    with pytest.raises(ValueError, match="1 to 4: behaviour"):
        answer({**all_of(3), Element.BEHAVIOUR: score})


@given(MANY)
def test_the_interval_is_that_of_student(many: list[dict[Element, int]]) -> None:
    found = index_of([answer(scores) for scores in many])
    indices = np.array([np.mean(list(scores.values())) * 25 for scores in many])
    assert found is not None
    assert found.index == pytest.approx(indices.mean(), abs=0.006)
    if indices.std() > 1:
        low, high = stats.t.interval(0.95, len(indices) - 1, loc=indices.mean(), scale=stats.sem(indices))
        assert found.low == pytest.approx(max(low, 25), abs=0.006)
        assert found.high == pytest.approx(min(high, 100), abs=0.006)


@given(MANY)
def test_the_index_is_the_mean_of_the_elements(many: list[dict[Element, int]]) -> None:
    found = index_of([answer(scores) for scores in many])
    assert found is not None
    assert found.index == pytest.approx(25 * sum(found.elements.values()) / 9, abs=0.13)
    assert found.low <= found.index <= found.high


@given(MANY)
def test_the_order_of_answers_changes_nothing(many: list[dict[Element, int]]) -> None:
    answers = [answer(scores) for scores in many]
    assert index_of(answers) == index_of(answers[::-1])


def test_who_asked_all_that_were_served_is_certain() -> None:
    found = index_of([answer(all_of(3)), *[answer(all_of(4))] * 5], served=6)
    assert found is not None
    assert found.low == found.index == found.high


def test_fewer_than_five_answers_are_not_shown() -> None:
    assert index_of([answer(all_of(3))] * 4) is None
    assert index_of([answer(all_of(3))] * 5) is not None


def test_the_response_share_is_of_those_who_were_asked() -> None:
    found = index_of([answer(all_of(3))] * 6, asked=24)
    assert found is not None and found.response_share == 0.25
    with pytest.raises(ValueError, match="6 answers of 5"):
        index_of([answer(all_of(3))] * 6, asked=5)


@pytest.mark.parametrize(
    ("served", "needed"),
    [(1, 1), (10, 10), (50, 44), (100, 80), (500, 217), (1000, 278), (10_000, 370), (100_000, 383)],
)
def test_the_answers_that_are_needed_are_those_of_the_table(served: int, needed: int) -> None:
    assert answers_needed(served) == needed


def test_nobody_served_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        answers_needed(0)


@given(st.integers(1, 200_000))
def test_more_people_need_no_fewer_answers(served: int) -> None:
    assert answers_needed(served) <= answers_needed(served + 1) <= 385


def test_whether_there_are_enough_answers_is_known_only_with_the_number_served() -> None:
    answers = [answer(all_of(3))] * 50
    found = [index_of(answers), index_of(answers, served=50), index_of(answers, served=10_000)]
    assert [each.is_enough for each in found if each is not None] == [None, True, False]


def test_a_grade_is_not_sure_where_the_interval_has_two() -> None:
    mixed = index_of([answer(all_of(3))] * 5 + [answer(all_of(4))] * 5)
    clear = index_of([answer(all_of(2))] * 200)
    assert mixed is not None and clear is not None
    assert (mixed.is_grade_sure, clear.is_grade_sure) == (False, True)
