"""The report of a year has what was asked for, and the questions that ended in it."""

from datetime import timedelta
from typing import Any

import httpx

from services.improvements.application.dependencies import Dependencies
from tests.component.improvements.conftest import Clock, bearer
from tests.component.improvements.figures import made
from tests.component.improvements.forum.conftest import Open, ask
from tests.component.improvements.test_needs import asked

AT = "/v1/reports/2026/tables"


async def rows(client: httpx.AsyncClient, table: str) -> list[list[Any]]:
    answer = await client.get(AT, params={"language": "en"}, headers=bearer("officer"))
    found = next(each for each in answer.json()["tables"] if each["name"] == table)
    return list(found["rows"])


async def test_it_has_what_people_ask_for_by_district(browsers: Open, deps: Dependencies, clock: Clock) -> None:
    await asked(deps, 7, "99.71.02.1001", "street-light")
    await asked(deps, 2, "99.71.03", "waste-bin")
    clock.pass_by(days=60)
    await made("2026", deps)
    whole, place, hidden = await rows(browsers().client, "needs")
    assert whole[:8] == ["street-light", "New street lights", None, None, 7, 7, 0, 0]
    assert place[:5] == ["street-light", "New street lights", "99.71.02", "Kaliwening District", 7]
    assert hidden[:5] == ["waste-bin", "New waste bins or collection points", None, None, None]


async def test_it_has_the_answers_to_questions_that_are_closed(
    browsers: Open, deps: Dependencies, clock: Clock
) -> None:
    one = browsers()
    question = await ask(one)
    await one.client.post(f"/v1/questions/{question}/answers", json={"answer": 1})
    await made("2026", deps)
    assert await rows(one.client, "questions") == []
    clock.now += timedelta(days=14)
    found = await rows(one.client, "questions")
    assert [(row[1], row[2], row[3]) for row in found] == [
        ("2026-03-15", "Yes", 0),
        ("2026-03-15", "No", 1),
        ("2026-03-15", "Later", 0),
    ]
