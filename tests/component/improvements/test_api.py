"""Improvement actions over the API: proposed, decided and carried out by those who may; read by everybody."""

from datetime import date
from typing import Any

import httpx
import pytest

from chassis.shares import SLOTS, Share
from contracts.codec import decode
from services.improvements.application.dependencies import Dependencies
from tests.component.improvements.conftest import BEGINNING, Clock, bearer
from tests.component.improvements.lives import filed, hear

PROPOSAL: dict[str, Any] = {
    "title": "Tambal jalan Kaliwening",
    "description": "Lapisan baru di jalan utama.",
    "action": "repair",
    "unit": "dinas-pu",
    "about": {"category": "jalan-rusak", "area": "99.71.02"},
    "target": {"measure": "complaints", "start": 18, "goal": 9},
    "starts_on": "2026-03-09",
    "due_on": "2026-04-30",
}


async def proposed(api: httpx.AsyncClient, **more: Any) -> str:
    answer = await api.post("/v1/improvements", json=PROPOSAL | more, headers=bearer("analyst"))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def step(api: httpx.AsyncClient, improvement: str, who: str, action: str, **more: Any) -> httpx.Response:
    body = {"action": action, **more}
    return await api.post(f"/v1/improvements/{improvement}/steps", json=body, headers=bearer(who))


async def events(deps: Dependencies) -> list[str]:
    found = await deps.improvements.outbox.look(Share(width=SLOTS), 100)
    return [decode(body).kind() for each in found for body in each.bodies]


async def test_a_proposal_is_agreed_begun_and_done_and_says_so(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await hear(deps, [filed("c-1", BEGINNING)])
    improvement = await proposed(api, complaints=["c-1"])
    for who, action in (("secretary", "agree"), ("officer", "start"), ("head", "finish")):
        clock.pass_by(days=1)
        answer = await step(api, improvement, who, action, text="catatan")
        assert answer.status_code == 201, answer.text
    public = (await api.get(f"/v1/improvements/{improvement}")).json()
    assert (public["state"], public["complaints"], public["due_on"]) == ("done", 1, "2026-04-30")
    assert "catatan" not in str(public), "notes are for people of the city"
    details = (await api.get(f"/v1/improvements/{improvement}/details", headers=bearer("head"))).json()
    assert [note["text"] for note in details["notes"]] == ["catatan"] * 3
    assert details["complaint_ids"] == ["c-1"]
    assert await events(deps) == [
        "improvement.proposed",
        "improvement.assigned",
        "improvement.linked",
        "improvement.agreed",
        "improvement.assigned",
        "improvement.started",
        "improvement.done",
        "improvement.credited",
    ]


async def test_no_word_that_people_wrote_is_in_an_event(api: httpx.AsyncClient, deps: Dependencies) -> None:
    await step(api, await proposed(api), "analyst", "drop", reason="no_budget", text="rahasia")
    bodies = b"".join(
        body for each in await deps.improvements.outbox.look(Share(width=SLOTS), 9) for body in each.bodies
    )
    assert not [word for word in (b"Tambal", b"Lapisan", b"rahasia") if word in bodies]


async def test_the_same_key_proposes_once_and_another_proposal_under_it_is_refused(api: httpx.AsyncClient) -> None:
    headers = bearer("analyst") | {"Idempotency-Key": "k-1"}
    first = await api.post("/v1/improvements", json=PROPOSAL, headers=headers)
    again = await api.post("/v1/improvements", json=PROPOSAL, headers=headers)
    assert again.json()["id"] == first.json()["id"]
    other = await api.post("/v1/improvements", json=PROPOSAL | {"title": "Lain"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/request-reused")
    somebody = await api.post("/v1/improvements", json=PROPOSAL, headers=bearer("head") | {"Idempotency-Key": "k-1"})
    assert somebody.json()["id"] != first.json()["id"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"unit": None}, "unit"),
        ({"target": None}, "target"),
        ({"target": {"measure": "joy", "start": 1, "goal": 2}}, "target.measure"),
        ({"due_on": "2026-03-01"}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
        ({"due_on": "2026-03-05"}, "due_on"),
        ({"unit": "dinas-x"}, "unit"),
        ({"action": "prayer"}, "action"),
        ({"about": {"category": "x"}}, "about.category"),
        ({"about": {}}, "about"),
        ({"complaints": ["nobody"]}, "complaints"),
        ({"owner": "me"}, "owner"),
    ],
)
async def test_an_unfit_proposal_names_the_field_and_the_remedy(
    api: httpx.AsyncClient, more: dict[str, Any], field: str
) -> None:
    answer = await api.post("/v1/improvements", json=PROPOSAL | more, headers=bearer("analyst"))
    assert answer.status_code == 422, answer.text
    (fault,) = answer.json()["errors"]
    assert fault["field"].startswith(field)
    assert fault["remedy"]


async def test_who_may_not_is_told_who_may(api: httpx.AsyncClient) -> None:
    improvement = await proposed(api)
    refused = await step(api, improvement, "head", "agree")
    assert refused.status_code == 403
    assert "leader" in refused.json()["errors"][0]["remedy"]
    assert (await step(api, improvement, "secretary", "start")).status_code == 403
    assert (await step(api, improvement, "officer", "start")).status_code == 409
    assert (await step(api, "imp-none", "officer", "start")).status_code == 404
    assert (await api.post("/v1/improvements", json=PROPOSAL)).status_code == 401
    assert (await api.post("/v1/improvements", json=PROPOSAL, headers=bearer("nobody"))).status_code == 401


async def test_the_list_has_pages_the_latest_first(api: httpx.AsyncClient, clock: Clock) -> None:
    ids = []
    for _ in range(5):
        clock.pass_by(minutes=1)
        ids.append(await proposed(api))
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = (await api.get("/v1/improvements", params=params)).json()
        seen += [each["id"] for each in page["improvements"]]
        if page["next"] is None:
            break
        params["before"] = page["next"]
    assert seen == ids[::-1]


async def test_two_who_act_at_once_do_not_undo_each_other(api: httpx.AsyncClient, deps: Dependencies) -> None:
    improvement = await proposed(api)
    found = await deps.improvements.get(improvement)
    assert found is not None
    assert (await step(api, improvement, "secretary", "agree")).status_code == 201
    record, version = found
    assert not await deps.improvements.advance(record, version, [], BEGINNING)
    assert (await api.get(f"/v1/improvements/{improvement}")).json()["state"] == "agreed"


async def test_a_moved_date_is_kept_with_its_reason(api: httpx.AsyncClient) -> None:
    improvement = await proposed(api)
    await step(api, improvement, "secretary", "agree")
    assert (await step(api, improvement, "head", "postpone", due_on="2026-05-31")).status_code == 422
    moved = await step(api, improvement, "head", "postpone", due_on="2026-05-31", reason="waits_for_material")
    assert (moved.status_code, moved.json()["due_on"], moved.json()["moves"]) == (201, "2026-05-31", 1)
    assert date.fromisoformat(moved.json()["due_on"]) > date.fromisoformat(PROPOSAL["due_on"])
    again = await step(api, improvement, "head", "postpone", due_on="2026-06-30", reason="weather")
    assert again.status_code == 201
    days = ("moved_on", "was_due_on", "due_on", "reason")
    assert [tuple(each[name] for name in days) for each in again.json()["moved"]] == [
        ("2026-03-02", "2026-04-30", "2026-05-31", "waits_for_material"),
        ("2026-03-02", "2026-05-31", "2026-06-30", "weather"),
    ]
    assert (await api.get(f"/v1/improvements/{improvement}")).json()["moved"] == again.json()["moved"]
