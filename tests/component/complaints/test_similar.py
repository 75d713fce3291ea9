"""A complaint that may repeat an open one: whoever files hears of it, officers see it, and intake never waits."""

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from services.complaints.store import StoreUnavailable
from services.complaints.store.similar import MAX_IN_CELL, SimilarCells
from tests.component.complaints.intake_api import DEMO, LH, OTHER, PU, IntakeClient
from tests.component.recorder import recorded

PLACE: dict[str, Any] = {
    "category": "saluran-mampet",
    "area": "99.71.01.1001",
    "point": {"latitude": -7.25, "longitude": 112.75},
}
TEXT = "Got depan pasar mampet, air meluap ke jalan"
NEAR = {**PLACE, "point": {"latitude": -7.2504, "longitude": 112.75}}


async def _open(intake_api: IntakeClient, **more: Any) -> dict[str, Any]:
    filed = await intake_api.file(**{"text": TEXT, **PLACE, **more})
    await intake_api.assign(filed["id"], "dinas-pu")
    return filed


async def _filed_by(intake_api: IntakeClient, caller: dict[str, str], **fields: Any) -> dict[str, Any]:
    answer = await intake_api.client.post("/v1/complaints", json=fields, headers=caller)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_its_own_channel_is_told_which_one_it_is(intake_api: IntakeClient) -> None:
    first = await _open(intake_api)
    second = await intake_api.file(text="Got depan pasar, MAMPET!", **NEAR)
    assert second["similar"] == [
        {
            "category": "saluran-mampet",
            "filed_at": first["filed_at"],
            "likeness": 100,
            "distance_m": 44,
            "id": first["id"],
            "link": first["links"]["self"],
            "state": "assigned",
        }
    ]
    assert "similar" not in first


async def test_another_channel_is_told_only_that_there_is_one(intake_api: IntakeClient) -> None:
    first = await _open(intake_api)
    second = await _filed_by(intake_api, OTHER, text=TEXT, **NEAR)
    assert second["similar"] == [
        {"category": "saluran-mampet", "filed_at": first["filed_at"], "likeness": 100, "distance_m": 44}
    ]


async def test_officers_see_it_with_its_id_whichever_unit_has_it(intake_api: IntakeClient) -> None:
    first, second = await _open(intake_api), await intake_api.file(text=TEXT, **NEAR)
    await intake_api.assign(second["id"], "dinas-lh")
    shown = (await intake_api.client.get(f"/v1/complaints/{second['id']}", headers=LH)).json()
    assert [each["id"] for each in shown["similar"]] == [first["id"]]
    other_way = (await intake_api.client.get(f"/v1/complaints/{first['id']}", headers=PU)).json()
    assert [each["id"] for each in other_way["similar"]] == [second["id"]]
    for_the_channel = (await intake_api.client.get(f"/v1/complaints/{second['id']}", headers=DEMO)).json()
    assert for_the_channel["similar"] == []


@pytest.mark.parametrize(
    "other",
    [
        {"category": "banjir"},
        {"point": {"latitude": -7.26, "longitude": 112.75}},
        {"text": "Sampah menumpuk"},
        {"point": None, "area": "99.71.01.1002"},
        {"category": None},
    ],
)
async def test_what_is_elsewhere_or_about_something_else_is_not_similar(
    intake_api: IntakeClient, other: dict[str, Any]
) -> None:
    await _open(intake_api)
    assert "similar" not in await intake_api.file(**{"text": TEXT, **PLACE, **other})


async def test_without_a_point_the_village_counts(intake_api: IntakeClient) -> None:
    first = await _open(intake_api, point=None)
    [found] = (await intake_api.file(**{"text": TEXT, **PLACE, "point": None}))["similar"]
    assert (found["id"], "distance_m" in found) == (first["id"], False)


async def test_what_was_answered_is_not_similar_any_more(intake_api: IntakeClient) -> None:
    first = await _open(intake_api)
    await intake_api.act(first["id"], "resolve", PU, message="Sudah.")
    assert "similar" not in await intake_api.file(text=TEXT, **PLACE)


async def test_a_correction_is_known_at_once(intake_api: IntakeClient) -> None:
    first = await _open(intake_api)
    await intake_api.act(first["id"], "reclassify", PU, reason="wrong_category", category="banjir")
    assert "similar" not in await intake_api.file(text=TEXT, **PLACE)
    await intake_api.assign(first["id"], "dinas-pu", assignment_number=2)
    [found] = (await intake_api.file(**{"text": TEXT, **PLACE, "category": "banjir"}))["similar"]
    assert found["id"] == first["id"]


async def test_a_repeated_request_is_answered_without_it(intake_api: IntakeClient) -> None:
    await _open(intake_api)
    second = await intake_api.file(text=TEXT, external_id="A-2", **PLACE)
    again = await intake_api.file(text=TEXT, external_id="A-2", **PLACE)
    assert again == {name: value for name, value in second.items() if name != "similar"}


@pytest.mark.parametrize("failure", [StoreUnavailable("on purpose"), TimeoutError()])
async def test_what_is_not_known_in_time_is_left_out_and_counted(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    first = await _open(intake_api)

    async def fails(*_: Any) -> Any:
        raise failure

    monkeypatch.setattr(intake_api.deps.store, "candidates", fails)
    before = REGISTRY.get_sample_value("tanggap_similar_lookups_total", {"outcome": "unknown"}) or 0
    assert "similar" not in await intake_api.file(text=TEXT, **PLACE)
    shown = (await intake_api.client.get(f"/v1/complaints/{first['id']}", headers=PU)).json()
    assert shown["similar"] is None
    assert REGISTRY.get_sample_value("tanggap_similar_lookups_total", {"outcome": "unknown"}) == before + 2


async def test_a_cell_holds_the_latest_and_not_more(intake_api: IntakeClient) -> None:
    for number in range(MAX_IN_CELL + 3):
        await _open(intake_api, text=f"Got mampet nomor {number}")
    cells = await intake_api.driver.collection("similar_cells").find({}, {}, limit=10)
    assert [len(each["complaints"]) for each in cells] == [MAX_IN_CELL] * 2
    with recorded() as sent:
        await intake_api.file(text=TEXT, **PLACE)
    assert {each.collection for each in sent if each.name == "find"} == {"similar_cells", "complaints"}
    assert all(set(condition) == {"_id"} for each in sent for condition in each.conditions())


async def test_noting_is_safe_to_repeat_and_forgets_what_is_over(intake_api: IntakeClient) -> None:
    filed = await _open(intake_api)
    [record] = [await intake_api.deps.store.get(filed["id"])]
    assert record is not None
    about, cells = record.complaint.routing_input, SimilarCells(intake_api.driver)
    for _ in range(2):
        await cells.add({filed["id"]: (about, TEXT)}, about.filed_at + timedelta(seconds=1))
    kept = await intake_api.driver.collection("similar_cells").find({}, {}, limit=10)
    assert [len(each["complaints"]) for each in kept] == [1, 1]
    await cells.remove({filed["id"]: about})
    kept = await intake_api.driver.collection("similar_cells").find({}, {}, limit=10)
    assert [each["complaints"] for each in kept] == [[], []]
