"""A question is asked by whom it may be, in every language, for days that make sense, and is never changed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.improvements.domain.forum.questions import (
    LONGEST,
    MAX_ANSWER,
    Asking,
    Question,
    Status,
    Wanted,
    ask,
    end,
    unfit_answer,
)
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal
from tests.unit.improvements.actions import AUDITOR, BUREAU, CITY, HEAD, LEADER, NOW, OFFICER, STRANGER

TODAY = date(2026, 3, 2)
YES, NO = {"id": "Ya", "en": "Yes"}, {"id": "Tidak", "en": "No"}
ANY: dict[str, Any] = {
    "asked_by": "dinas-pu",
    "text": {"id": "Perlu lampu?", "en": "Do you need lights?"},
    "answers": (YES, NO),
    "first": TODAY,
    "last": TODAY + timedelta(days=13),
}


def asking(by: Principal = BUREAU, today: date = TODAY) -> Asking:
    return Asking(by, CITY, CITY.languages, today, NOW)


def asked(by: Principal = BUREAU, **more: Any) -> Question | Refusal:
    return ask("q-1", Wanted(**ANY | more), asking(by))


def question(**more: Any) -> Question:
    found = asked(**more)
    assert isinstance(found, Question), found
    return found


def code(outcome: object) -> tuple[str, str | None]:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code, outcome.field


@pytest.mark.parametrize(
    ("by", "unit", "is_allowed"),
    [
        (BUREAU, "dinas-lh", True),
        (HEAD, "dinas-pu", True),
        (HEAD, "bidang-drainase", True),
        (HEAD, "dinas-lh", False),
        (STRANGER, "dinas-pu", False),
        (OFFICER, "dinas-pu", False),
        (LEADER, "dinas-pu", False),
        (AUDITOR, "dinas-pu", False),
    ],
)
def test_the_bureau_asks_for_every_unit_and_a_head_for_the_own_one(by: Principal, unit: str, is_allowed: bool) -> None:
    outcome = asked(by, asked_by=unit)
    assert isinstance(outcome, Question) if is_allowed else code(outcome) == ("not_allowed", "asked_by")
    ended = end(question(asked_by=unit), "decided", asking(by))
    assert isinstance(ended, Question) if is_allowed else code(ended) == ("not_allowed", "id")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"answers": (YES,)}, ("answers_number", "answers")),
        ({"answers": (YES, NO) * 5}, ("answers_number", "answers")),
        ({"answers": (YES, {"id": "Tidak", "en": " yes "})}, ("answers_alike", "answers")),
        ({"answers": (YES, {"id": "Tidak"})}, ("wording_unfit", "answers.1.en")),
        ({"answers": (YES, NO | {"en": "x" * (MAX_ANSWER + 1)})}, ("wording_unfit", "answers.1.en")),
        ({"text": {"id": "Perlu?", "en": "  "}}, ("wording_unfit", "text.en")),
        ({"text": {"id": "Perlu\0?", "en": "?"}}, ("wording_unfit", "text.id")),
        ({"first": TODAY - timedelta(days=1)}, ("day_over", "first")),
        ({"last": TODAY - timedelta(days=1)}, ("days_reversed", "last")),
        ({"last": TODAY + LONGEST + timedelta(days=1)}, ("question_too_long", "last")),
    ],
)
def test_what_cannot_be_asked_is_named(more: dict[str, Any], expected: tuple[str, str]) -> None:
    assert code(asked(**more)) == expected


def test_only_the_languages_of_the_city_are_kept_and_blanks_are_not() -> None:
    kept = question(text={"id": " Perlu \n lampu? ", "en": "Lights?", "fr": "Des lampes?"})
    assert kept.text == {"id": "Perlu lampu?", "en": "Lights?"}


def test_it_is_planned_open_and_closed_by_the_days_of_the_city_both_included() -> None:
    one = question(first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=3))
    days = [one.status(TODAY + timedelta(days=number)) for number in range(5)]
    assert days == [Status.PLANNED, Status.OPEN, Status.OPEN, Status.OPEN, Status.CLOSED]


def test_it_is_ended_once_with_a_reason() -> None:
    ended = end(question(), "mistake", asking())
    assert isinstance(ended, Question) and ended.ended is not None
    assert (ended.ended.reason, ended.status(TODAY)) == ("mistake", Status.CLOSED)
    assert end(ended, "mistake", asking()) == ended
    assert code(end(ended, "decided", asking())) == ("question_closed", "id")
    assert code(end(question(), "bored", asking())) == ("reason_unknown", "reason")
    assert code(end(question(), "mistake", asking(today=TODAY + timedelta(days=90)))) == ("question_closed", "id")


@pytest.mark.parametrize("place", [-1, 2, 99])
def test_an_answer_that_there_is_not_is_refused(place: int) -> None:
    refusal = unfit_answer(question(), place, TODAY)
    assert refusal is not None and code(refusal) == ("answer_unknown", "answer")


def test_answers_are_taken_while_it_is_open_and_at_no_other_time() -> None:
    one = question()
    assert unfit_answer(one, 0, one.first) is None and unfit_answer(one, 1, one.last) is None
    for day in (one.first - timedelta(days=1), one.last + timedelta(days=1)):
        assert code(unfit_answer(one, 0, day)) == ("question_not_open", "id")
    ended = end(one, "mistake", asking())
    assert isinstance(ended, Question)
    assert code(unfit_answer(replace(ended), 0, TODAY)) == ("question_not_open", "id")
