"""Paper forms are typed in by those who may: each whole one is kept once, and what is wrong with others is named."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.enter import MAX_FORMS
from services.improvements.application.publish import publish_next
from tests.component.improvements.conftest import Clock, bearer
from tests.component.improvements.figures import made, scores
from tests.component.improvements.lives import CATEGORY, UNIT

AT = "/v1/surveys"


def form(number: int | str = 1, **more: Any) -> dict[str, Any]:
    return {"unit": UNIT, "number": str(number), "answered_on": "2026-02-27", "scores": scores(3)} | more


async def entered(api: httpx.AsyncClient, *forms: dict[str, Any], by: str = "officer") -> dict[str, Any]:
    answer = await api.post(AT, json={"forms": list(forms)}, headers=bearer(by))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_forms_are_kept_once_and_count(api: httpx.AsyncClient, deps: Dependencies) -> None:
    forms = [form(number, category=CATEGORY) for number in range(6)]
    first, again = await entered(api, *forms), await entered(api, *forms, form(6))
    assert (first["kept"], first["known"]) == (6, 0)
    assert (again["kept"], again["known"]) == (1, 6)
    await made("2026-1", deps)
    answer = (await api.get("/v1/satisfaction", params={"quarter": "2026-1", "unit": UNIT})).json()
    index = answer["groups"][0]["index"]
    assert (index["answers"], index["index"], index["response_share"]) == (7, 75, None)


async def test_what_is_wrong_with_a_form_is_named_and_the_others_are_kept(api: httpx.AsyncClient) -> None:
    lacking = {name: score for name, score in scores().items() if name not in ("cost", "time")}
    found = await entered(
        api, form(1), form(2, scores=lacking), form(3, scores=scores(procedure=5, product=True, beauty=3)), form(4)
    )
    assert [each["outcome"] for each in found["results"]] == ["kept", "refused", "refused", "kept"]
    assert [fault["field"] for fault in found["results"][1]["errors"]] == ["scores.time", "scores.cost"]
    assert {fault["field"] for fault in found["results"][2]["errors"]} == {
        "scores.procedure",
        "scores.product",
        "scores.beauty",
    }
    corrected = await entered(api, form(2), form(3))
    assert corrected["kept"] == 2, "nothing was kept of a faulty form"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": "nobody"}, "unit"),
        ({"unit": "dinas-lh"}, "unit"),
        ({"category": "beauty"}, "category"),
        ({"number": "  "}, "number"),
        ({"number": "x" * 41}, "number"),
        ({"answered_on": "27-02-2026"}, "answered_on"),
        ({"answered_on": "2026-03-03"}, "answered_on"),
        ({"answered_on": "2024-12-31"}, "answered_on"),
        ({"scores": {}}, "scores.requirements"),
    ],
)
async def test_a_form_that_cannot_be_kept_says_why(api: httpx.AsyncClient, change: dict[str, Any], field: str) -> None:
    found = await entered(api, form(**{"number": "1"} | change))
    assert found["refused"] == 1
    fault = found["results"][0]["errors"][0]
    assert fault["field"] == field and fault["reason"] and fault["remedy"]


async def test_another_form_under_the_same_number_is_refused_also_within_a_batch(api: httpx.AsyncClient) -> None:
    found = await entered(api, form(1), form(1, scores=scores(1)), form(1))
    assert [each["outcome"] for each in found["results"]] == ["kept", "refused", "known"]
    assert found["results"][1]["errors"][0]["field"] == "number"
    other_quarter = await entered(api, form(1, answered_on="2025-12-30", scores=scores(1)))
    assert other_quarter["kept"] == 1


async def test_the_bureau_enters_for_every_unit_and_others_for_nobody(api: httpx.AsyncClient) -> None:
    assert (await entered(api, form(1, unit="dinas-lh"), by="analyst"))["kept"] == 1
    assert (await entered(api, form(2), by="head"))["kept"] == 1
    assert (await entered(api, form(3), by="secretary"))["refused"] == 1
    assert (await api.post(AT, json={"forms": [form()]})).status_code == 401


@pytest.mark.parametrize("number", [0, MAX_FORMS + 1])
async def test_a_batch_has_an_end(api: httpx.AsyncClient, number: int) -> None:
    answer = await api.post(AT, json={"forms": [form(each) for each in range(number)]}, headers=bearer("officer"))
    assert answer.status_code == 422
    assert "forms" in answer.json()["errors"][0]["field"]


async def test_a_full_batch_is_taken(api: httpx.AsyncClient) -> None:
    assert (await entered(api, *(form(each) for each in range(MAX_FORMS))))["kept"] == MAX_FORMS


async def test_forms_of_a_quarter_that_no_longer_moves_have_its_figures_made_again(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    while await publish_next(deps, timedelta(days=1)) is not None:
        pass
    await entered(api, *(form(number, answered_on="2025-05-06") for number in range(5)))
    clock.pass_by(hours=1)
    made_again = [edition.name async for edition in _due(deps)]
    assert made_again == ["2025", "2025-2"]
    assert (await api.get("/v1/satisfaction", params={"quarter": "2025-2"})).json()["city"]["answers"] == 5


async def _due(deps: Dependencies) -> Any:
    while (edition := await publish_next(deps, timedelta(days=1))) is not None:
        yield edition
