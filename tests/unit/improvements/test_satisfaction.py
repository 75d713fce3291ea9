"""The index of a period by unit and category, without what few answers would show."""

from datetime import date

from services.improvements.domain.observations import Observation, Standing
from services.improvements.domain.performance.periods import Named, named
from services.improvements.domain.satisfaction import Asked, Satisfaction, SurveyAnswer, Via, satisfaction
from services.improvements.domain.survey import Answer, Element, Index

DAY = date(2026, 2, 3)


def answers(
    unit: str, number: int, category: str | None = "roads", via: Via = Via.PAGE, day: date = DAY
) -> list[SurveyAnswer]:
    scores = dict.fromkeys(Element, 3)
    name = f"{unit}-{category}-{via}-{day}"
    return [SurveyAnswer(f"{name}-{each}", Answer(day, unit, category, scores), via) for each in range(number)]


def asked(unit: str, number: int, standing: Standing = Standing.ANSWERED) -> list[Observation]:
    return [
        Observation(f"{unit}-{standing}-{each}", DAY, "roads", unit=unit, standing=standing, answered_on=DAY)
        for each in range(number)
    ]


def period(name: str) -> Named:
    found = named(name)
    assert found is not None
    return found


def of(given: list[SurveyAnswer], closed: list[Observation] | None = None, name: str = "2026-1") -> Satisfaction:
    return satisfaction(given, period(name), Asked(closed or [], {"old": "new"}))


def index(found: Satisfaction, unit: str, category: str | None = None) -> Index | None:
    (one,) = (each.index for each in found.groups if (each.unit, each.category) == (unit, category))
    return one


def test_the_share_that_answered_is_of_those_with_an_answer_in_the_period() -> None:
    closed = [*asked("a", 20), *asked("a", 5, Standing.REJECTED), *asked("a", 9, Standing.LAPSED), *asked("b", 50)]
    mine = index(of([*answers("a", 10), *answers("b", 10)], closed), "a")
    assert mine is not None and (mine.response_share, mine.is_enough) == (0.4, False)


def test_with_paper_forms_nobody_knows_how_many_were_asked() -> None:
    mine = index(of([*answers("a", 10), *answers("a", 1, via=Via.PAPER)], asked("a", 20)), "a")
    assert mine is not None and (mine.answers, mine.response_share, mine.is_enough) == (11, None, None)


def test_more_answers_than_were_asked_are_no_error() -> None:
    mine = index(of(answers("a", 10), asked("a", 3)), "a")
    assert mine is not None and mine.response_share is None


def test_a_category_of_few_answers_takes_the_next_smallest_with_it() -> None:
    found = of([*answers("a", 3), *answers("a", 6, "parks"), *answers("a", 20, "water")])
    assert index(found, "a", "roads") is None and index(found, "a", "parks") is None
    assert index(found, "a", "water") is not None and index(found, "a") is not None


def test_answers_without_a_category_count_for_the_unit_and_are_hidden_like_others() -> None:
    found = of([*answers("a", 3, None), *answers("a", 6, "parks"), *answers("a", 20, "water")])
    assert {each.category for each in found.groups} == {None, "parks", "water"}
    assert index(found, "a", "parks") is None, "else those without a category would follow"


def test_a_year_hides_what_its_other_quarters_would_say() -> None:
    april = date(2026, 4, 3)
    given = [*answers("a", 30), *answers("b", 30), *answers("a", 3, day=april), *answers("b", 30, day=april)]
    found = of(given, name="2026")
    assert index(found, "a") is None and index(found, "b") is None
    assert found.city is not None and found.city.answers == 93


def test_a_renamed_unit_is_one_unit() -> None:
    found = of([*answers("old", 4), *answers("new", 4)], asked("old", 16))
    mine = index(found, "new")
    assert mine is not None and (mine.answers, mine.response_share) == (8, 0.5)


def test_other_periods_do_not_count() -> None:
    assert of(answers("a", 9, day=date(2025, 12, 31))) == Satisfaction(None, ())
