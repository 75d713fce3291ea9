"""Learning is assigned over the API and finished by statements: each counts once, by unit, and no name is kept."""

from typing import Any

import httpx
import pytest

from chassis.mongo import Driver
from chassis.shares import SLOTS, Share
from services.improvements.application.complete import MAX_STATEMENTS
from services.improvements.application.dependencies import Dependencies
from tests.component.improvements.conftest import Clock, bearer
from tests.component.improvements.learned import (
    COURSE,
    TITLE,
    UNITS,
    agreed,
    assign,
    assigned,
    counts,
    finished,
    said,
    voiding,
)
from tests.component.improvements.test_api import events, step


async def later(api: httpx.AsyncClient, clock: Clock) -> str:
    improvement = await assigned(api)
    clock.pass_by(days=10)
    return improvement


async def test_what_is_assigned_is_seen_and_its_title_stays_where_it_is_kept(
    api: httpx.AsyncClient, deps: Dependencies
) -> None:
    improvement = await assigned(api)
    (shown,) = (await api.get(f"/v1/improvements/{improvement}")).json()["learning"]
    assert (shown["activity"], shown["title"], shown["people"]) == (COURSE, TITLE, 32)
    assert (shown["due_on"], shown["number"], shown["finished"]) == ("2026-06-30", 1, 0)
    assert (await events(deps))[-1] == "improvement.learning_assigned"
    found = await deps.improvements.outbox.look(Share(width=SLOTS), 9)
    assert not [body for each in found for body in each.bodies if b"Pelayanan" in body]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": {"id": "Pelayanan prima"}}, "learning.title.en"),
        ({"title": TITLE | {"en": " "}}, "learning.title.en"),
        ({"units": [{"unit": "dinas-x", "people": 1}]}, "learning.units"),
        ({"units": [{"unit": "dinas-pu", "people": 0}]}, "learning.units.0.people"),
        ({"units": []}, "learning.units"),
        ({"activity": "prima"}, "learning.activity"),
        ({"due_on": "2026-03-01"}, "due_on"),
    ],
)
async def test_what_cannot_be_learned_names_the_field(api: httpx.AsyncClient, more: dict[str, Any], field: str) -> None:
    answer = await assign(api, await agreed(api), **more)
    assert answer.status_code == 422
    assert field in [each["field"] for each in answer.json()["errors"]], answer.text


async def test_the_same_is_not_assigned_twice_and_can_be_withdrawn(api: httpx.AsyncClient) -> None:
    improvement = await assigned(api)
    again = await assign(api, improvement, units=[UNITS[1]])
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "learning.units")
    withdrawn = await step(api, improvement, "head", "withdraw_learning", number=1, reason="mistake")
    assert (withdrawn.status_code, withdrawn.json()["learning"]) == (201, [])
    assert (await assign(api, improvement)).json()["learning"][0]["number"] == 2


async def test_each_learner_counts_once_whatever_is_sent_again(api: httpx.AsyncClient, clock: Clock) -> None:
    improvement = await later(api, clock)
    statements = [finished("siti"), finished("budi"), finished("agus", "bidang-drainase")]
    first, again = await said(api, statements), await said(api, [*statements, finished("dewi"), finished("dewi")])
    assert (first["kept"], again["kept"], again["known"]) == (3, 1, 4)
    assert await counts(api, improvement) == {"dinas-pu": 3, "bidang-drainase": 1}
    elsewhen, elsewhere = finished("siti", at="2026-03-06T03:00:00Z"), finished("siti", "bidang-drainase")
    assert (await said(api, [elsewhen, elsewhere]))["kept"] == 2
    assert sum(each or 0 for each in (await counts(api, improvement)).values()) == 4, "siti counts in one unit"


async def test_one_statement_comes_without_a_list(api: httpx.AsyncClient, clock: Clock) -> None:
    await later(api, clock)
    assert (await said(api, finished("siti")))["kept"] == 1


async def test_each_statement_has_an_outcome_of_its_own(api: httpx.AsyncClient, clock: Clock) -> None:
    improvement = await later(api, clock)
    found = await said(
        api,
        [
            finished("siti"),
            finished("budi", "dinas-lh"),
            finished("agus", context={}),
            finished("dewi", object={"id": f"{COURSE}/lain"}),
            finished("rina", at="2026-01-05T03:00:00Z"),
            finished("joko", verb={"id": "http://adlnet.gov/expapi/verbs/attempted"}),
            finished("wati", actor={"name": "Wati"}),
            "siti",
        ],
    )
    assert [each["outcome"] for each in found["results"]] == [
        "kept", "ignored", "refused", "ignored", "ignored", "ignored", "refused", "refused",
    ]  # fmt: skip
    assert [each["reason"] for each in found["results"] if each["reason"]] == [
        "unit_not_assigned", "not_assigned", "before_assignment", "not_finished",
    ]  # fmt: skip
    assert found["results"][2]["errors"][0]["field"] == "context.team"
    assert found["results"][6]["errors"][0]["field"] == "actor"
    assert await counts(api, improvement) == {"dinas-pu": 1, "bidang-drainase": 0}


async def test_another_statement_under_a_known_id_is_refused(api: httpx.AsyncClient, clock: Clock) -> None:
    improvement = await later(api, clock)
    await said(api, finished("siti"))
    other = finished("budi", id=finished("siti")["id"])
    result = (await said(api, [other]))["results"][0]
    assert (result["outcome"], result["errors"][0]["field"]) == ("refused", "id")
    assert (await counts(api, improvement))["dinas-pu"] == 1


@pytest.mark.parametrize("is_voided_first", [False, True], ids=["after", "before"])
async def test_a_statement_that_was_voided_counts_no_more_whichever_comes_first(
    api: httpx.AsyncClient, clock: Clock, is_voided_first: bool
) -> None:
    improvement = await later(api, clock)
    both = [finished("siti"), voiding(finished("siti"))]
    for each in reversed(both) if is_voided_first else both:
        assert (await said(api, each))["kept"] == 1
    assert (await said(api, both))["known"] == 2
    assert await counts(api, improvement) == {"dinas-pu": 0, "bidang-drainase": 0}


async def test_few_are_shown_to_those_who_look_after_the_unit_only(api: httpx.AsyncClient, clock: Clock) -> None:
    improvement = await later(api, clock)
    names = [f"learner-{number}" for number in range(12)]
    await said(api, [*(finished(each) for each in names), finished("agus", "bidang-drainase")])
    for who in ("analyst", "head"):
        assert await counts(api, improvement, who) == {"dinas-pu": 12, "bidang-drainase": 1}
    for public in (None, "auditor", "other-head"):
        assert await counts(api, improvement, public) == {"dinas-pu": 12, "bidang-drainase": None}
    (learning,) = (await api.get(f"/v1/improvements/{improvement}")).json()["learning"]
    assert learning["finished"] is None, "or the small number would follow"


async def test_more_than_were_named_are_shown(api: httpx.AsyncClient, clock: Clock) -> None:
    improvement = await later(api, clock)
    await said(api, [finished(f"learner-{number}", "bidang-drainase") for number in range(11)])
    assert (await counts(api, improvement, None))["bidang-drainase"] == 11


async def test_nobodys_name_is_kept_and_no_two_courses_can_be_compared(
    api: httpx.AsyncClient, clock: Clock, driver: Driver
) -> None:
    first, second = await assigned(api), await assigned(api)
    clock.pass_by(days=10)
    await said(api, finished("siti"))
    kept = await driver.collection("learning_completions").find({}, {}, 10)
    assert {each["improvement"] for each in kept} == {first, second}
    assert len({each["learner"] for each in kept}) == 2, "another hash for each"
    assert "siti" not in str(kept)


@pytest.mark.parametrize(("who", "status"), [("analyst", 200), ("head", 403), ("officer", 403), ("secretary", 403)])
async def test_the_bureau_says_who_has_finished_where_the_city_names_no_training_unit(
    api: httpx.AsyncClient, clock: Clock, who: str, status: int
) -> None:
    await later(api, clock)
    answer = await api.post("/v1/learning/statements", json=finished("siti"), headers=bearer(who))
    assert answer.status_code == status


async def test_text_that_cannot_be_written_is_refused(api: httpx.AsyncClient) -> None:
    body = '[{"\\ud83d": 1, "object": {"id": "https://lms/\\ud83d"}}]'
    headers = bearer("analyst") | {"Content-Type": "application/json"}
    answer = await api.post("/v1/learning/statements", content=body, headers=headers)
    assert (answer.status_code, answer.json()["refused"]) == (200, 1)


async def test_a_request_has_a_bounded_number_of_statements(api: httpx.AsyncClient) -> None:
    for statements in ([], [finished("siti")] * (MAX_STATEMENTS + 1)):
        answer = await api.post("/v1/learning/statements", json=statements, headers=bearer("analyst"))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body")


async def test_who_looks_after_learning_sees_what_is_assigned(api: httpx.AsyncClient, clock: Clock) -> None:
    improvement = await later(api, clock)
    await said(api, finished("siti"))
    answer = (await api.get("/v1/learning/assigned", headers=bearer("analyst"))).json()
    assert [(each["improvement"], each["activity"], each["finished"]) for each in answer["learning"]] == [
        (improvement, COURSE, 1)
    ]
    assert (await api.get("/v1/learning/assigned", headers=bearer("auditor"))).status_code == 403
