"""Answers to the survey are kept once, trials not at all; their index is public where enough answered."""

from datetime import timedelta

import httpx
import pytest

from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.satisfaction import SurveyAnswer, Via
from tests.component.improvements.conftest import Clock
from tests.component.improvements.figures import FIRST_DAY, OTHER_UNIT, made, surveyed, two_units
from tests.component.improvements.lives import CATEGORY, UNIT, filed, hear

AT = "/v1/satisfaction"


async def kept(deps: Dependencies, quarter: str = "2026-1") -> list[SurveyAnswer]:
    return [each async for each in deps.surveys.of_quarter(quarter)]


async def test_an_answer_is_kept_once_with_unit_category_day_and_scores(deps: Dependencies) -> None:
    answer = surveyed("c-1", FIRST_DAY + timedelta(days=9))
    for _ in range(2):
        await hear(deps, [filed("c-1", FIRST_DAY), answer, answer])
    (one,) = await kept(deps)
    assert (one.id, one.via, one.answer.unit, one.answer.category) == ("complaint.c-1", Via.PAGE, UNIT, CATEGORY)
    assert (one.answer.answered_on.isoformat(), one.answer.index) == ("2026-01-14", 100)


async def test_an_answer_to_a_trial_is_not_kept(deps: Dependencies) -> None:
    await hear(deps, [filed("trial", FIRST_DAY, mode="sandbox"), surveyed("trial", FIRST_DAY)])
    assert await kept(deps) == []


async def test_very_many_answers_of_a_quarter_are_read_whole(deps: Dependencies) -> None:
    await hear(deps, [surveyed(f"c-{each}", FIRST_DAY) for each in range(1_200)])
    assert len({each.id for each in await kept(deps)}) == 1_200
    assert await kept(deps, "2026-2") == []


async def test_the_index_is_public_with_its_grade_elements_and_response_share(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await hear(deps, [surveyed(f"lh-{each}", FIRST_DAY + timedelta(days=30), unit=OTHER_UNIT) for each in range(3, 9)])
    await made("2026-1", deps)
    answer = (await api.get(AT, params={"quarter": "2026-1", "unit": UNIT})).json()
    whole, roads = answer["groups"]
    assert (whole["category"], roads["category"]) == (None, CATEGORY)
    index = whole["index"]
    assert (index["answers"], index["index"], index["grade"]) == (8, 87.5, "B")
    assert index["low"] < 87.5 < index["high"] and len(index["elements"]) == 9
    assert (index["response_share"], index["needed"], index["is_enough"]) == (round(8 / 60, 3), 52, False)
    assert answer["city"]["answers"] == 17


async def test_what_fewer_than_five_answered_is_not_shown_nor_what_would_say_it(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    answer = (await api.get(AT, params={"quarter": "2026-1"})).json()
    assert {each["unit"]: each["index"] for each in answer["groups"]} == {OTHER_UNIT: None, UNIT: None}
    assert answer["city"]["answers"] == 11


async def test_a_period_without_any_answer_is_empty(api: httpx.AsyncClient, deps: Dependencies) -> None:
    await made("2025-4", deps)
    answer = (await api.get(AT, params={"quarter": "2025-4"})).json()
    assert (answer["city"], answer["groups"]) == (None, [])


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"quarter": "2026-4"}, 422, "quarter"),
        ({"quarter": "2026-5"}, 422, "quarter"),
        ({"quarter": "spring"}, 422, "quarter"),
        ({"quarter": "2019-1"}, 404, "quarter"),
        ({"quarter": "2026-1", "unit": "nobody"}, 404, "unit"),
    ],
)
async def test_what_there_is_not_is_named(
    api: httpx.AsyncClient, asked: dict[str, str], status: int, field: str
) -> None:
    answer = await api.get(AT, params=asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
