"""Officers and complainants work on a complaint: who may, from which version, and what everybody sees of it."""

import pytest

from contracts.codec import decode
from contracts.events import ComplaintEvent
from tests.component.complaints.intake_api import (
    AUDITOR,
    BUREAU,
    DEMO,
    DRAINAGE,
    HEAD,
    LH,
    OTHER,
    PDAM,
    PU,
    TRIAGE,
    IntakeClient,
)


async def _with_pu(api: IntakeClient) -> dict[str, str]:
    filed = await api.file()
    await api.assign(filed["id"], "dinas-pu")
    return filed


async def test_a_complaint_goes_from_filing_to_its_end(intake_api: IntakeClient) -> None:
    filed = await _with_pu(intake_api)
    question = {"message": "Di depan nomor?"}
    for action, body in (("acknowledge", {}), ("start", {}), ("request_information", question)):
        answer = await intake_api.act(filed["id"], action, PU, **body)
        assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.headers["ETag"]) == ("needs_information", '"v5"')

    track = filed["links"]["track"]  # type: ignore[index]  # the answer's body is a tree
    assert (await intake_api.client.post(f"{track}/actions/reply")).status_code == 422
    replied = await intake_api.client.post(f"{track}/actions/reply", json={"text": "Nomor 12"})
    assert replied.json()["state"] == "in_progress"
    resolved = await intake_api.act(filed["id"], "resolve", PU, message="Sudah ditambal.", note="tambal sulam")
    assert resolved.status_code == 200, resolved.text
    closed = await intake_api.client.post(f"{track}/actions/confirm")
    assert closed.json()["state"] == "closed"

    [kept] = await intake_api.kept()
    events = [decode(event["body"]) for event in kept["events"]]
    assert [event.seq for event in events if isinstance(event, ComplaintEvent)] == [1, 2, 3, 4, 5, 6, 7]
    assert [event["seq"] for event in kept["events"]] == [1, 2, 3, 4, 5, 6, 7]
    assert len({event.id for event in events}) == 7
    assert not any(word in event["body"] for event in kept["events"] for word in (b"Nomor", b"nomor", b"tambal"))
    assert "groups" not in kept

    shown = (await intake_api.client.get(f"/v1/complaints/{filed['id']}", headers=PU)).json()
    assert next(remark for remark in shown["remarks"] if remark["text"])["text"] == "Nomor 12"
    assert (shown["assignment_number"], shown["possible_actions"]) == (1, ["note", "reopen"])
    by_channel = (await intake_api.client.get(f"/v1/complaints/{filed['id']}", headers=DEMO)).json()
    assert by_channel["remarks"] == []


@pytest.mark.parametrize(("headers", "status"), [(PU, 200), (LH, 404), (HEAD, 200), (DEMO, 200), (OTHER, 404)])
async def test_others_cannot_tell_that_it_exists(
    intake_api: IntakeClient, headers: dict[str, str], status: int
) -> None:
    filed = await _with_pu(intake_api)
    answer = await intake_api.client.get(f"/v1/complaints/{filed['id']}", headers=headers)
    unknown = await intake_api.client.get("/v1/complaints/unknown", headers=headers)
    assert (answer.status_code, unknown.status_code) == (status, 404)
    if status == 404:
        assert answer.json()["detail"] == unknown.json()["detail"]


@pytest.mark.parametrize(("officer", "status"), [(LH, 404), (AUDITOR, 403), (BUREAU, 403), (DEMO, 403), ({}, 401)])
async def test_only_people_of_its_unit_act(intake_api: IntakeClient, officer: dict[str, str], status: int) -> None:
    filed = await _with_pu(intake_api)
    answer = await intake_api.client.post(
        f"/v1/complaints/{filed['id']}/actions/acknowledge", headers={**officer, "If-Match": '"v2"'}
    )
    assert answer.status_code == status, answer.text
    assert (await intake_api.kept())[0]["seq"] == 1


async def test_an_action_names_the_current_version(intake_api: IntakeClient) -> None:
    filed = await _with_pu(intake_api)
    path = f"/v1/complaints/{filed['id']}/actions/acknowledge"
    assert (await intake_api.client.post(path, headers=PU)).status_code == 428
    assert (await intake_api.client.post(path, headers={**PU, "If-Match": '"v1"'})).status_code == 412
    assert (await intake_api.client.post(path, headers={**PU, "If-Match": '"v2"'})).status_code == 200
    assert (await intake_api.client.post(path, headers={**PU, "If-Match": '"v2"'})).status_code == 412
    assert (await intake_api.kept())[0]["seq"] == 2


@pytest.mark.parametrize(
    ("action", "body", "status", "field"),
    [
        ("reopen", {}, 409, "action"),
        ("withdraw", {}, 403, "action"),
        ("change_policy", {"policy": "lebih-lama", "reason": "law_changed"}, 403, "action"),
        ("reject", {}, 422, "reason"),
        ("reject", {"reason": "abusive"}, 422, "message"),
        ("reject", {"reason": "abusive", "message": "x" * 5_000}, 422, "message"),
        ("reject", {"reason": "no_reply", "message": "x"}, 422, "reason"),
        ("resolve", {}, 422, "message"),
        ("report_progress", {}, 422, "message"),
        ("note", {}, 422, "note"),
        ("note", {"note": "x" * 5_000}, 422, "note"),
        ("reclassify", {"reason": "wrong_category", "category": "sihir"}, 422, "category"),
        ("reclassify", {"reason": "wrong_area", "area": "31.71.01"}, 422, "area"),
        ("reclassify", {"reason": "wrong_category"}, 422, "category"),
        ("delegate", {"to_unit": "dinas-lh"}, 422, "to_unit"),
        ("delegate", {"to_person": "officer-lh"}, 422, "to_person"),
        ("request_contribution", {"to_unit": "pdam"}, 422, "note"),
        ("request_contribution", {"to_unit": "meja-triase", "note": "x"}, 422, "to_unit"),
        ("contribute", {"note": "x"}, 409, "action"),
        ("request_review", {"reason": "wrong_area", "note": "x"}, 409, "action"),
        ("uphold", {}, 403, "action"),
        ("acknowledge_escalation", {"promised_until": "2036-01-01T00:00:00Z", "note": "x"}, 403, "action"),
        ("acknowledge_escalation", {"promised_until": "soon", "note": "x"}, 422, "promised_until"),
        ("comment", {}, 403, "action"),
        ("reject", {"reason": "because"}, 422, "reason"),
        ("transfer", {"reason": "not_responsible", "to_unit": "dinas-x"}, 422, "to_unit"),
        ("transfer", {"reason": "not_responsible", "to_unit": "dinas-pu"}, 422, "to_unit"),
        ("start", {"to_unit": "dinas-lh"}, 422, "to_unit"),
        ("start", {"remark": "x"}, 422, "remark"),
        ("start", {"note": 5}, 422, "note"),
        ("dance", {}, 404, "action"),
    ],
)
async def test_a_step_is_refused_with_its_reason(
    intake_api: IntakeClient, action: str, body: dict[str, str], status: int, field: str
) -> None:
    filed = await _with_pu(intake_api)
    answer = await intake_api.act(filed["id"], action, PU, **body)
    assert answer.status_code == status, answer.text
    assert answer.json()["errors"][0]["field"] == field
    assert (await intake_api.kept())[0]["version"] == 2


async def test_a_complaint_is_passed_on_as_often_as_the_policy_allows_and_never_back(intake_api: IntakeClient) -> None:
    filed = await _with_pu(intake_api)
    way = [("dinas-lh", LH), ("pdam", PDAM), ("bidang-drainase", DRAINAGE), ("dinas-pu", PU)]
    sender = PU
    for number, (receiver, officer) in enumerate(way, start=2):
        give = {"reason": "not_responsible", "to_unit": receiver}
        answer = await intake_api.act(filed["id"], "transfer", sender, **give)
        if receiver == "dinas-pu":
            assert answer.json()["errors"][0]["reason"] == "refused_before"
            answer = await intake_api.act(filed["id"], "transfer", sender, reason="not_responsible")
            receiver = "meja-triase"
        assert (answer.status_code, answer.json()["possible_actions"]) == (200, [])
        waiting = await intake_api.act(filed["id"], "start", sender)
        assert waiting.json()["errors"][0]["reason"] == "assignment_pending"
        await intake_api.assign(filed["id"], receiver, number)
        sender = officer
    [kept] = await intake_api.kept()
    assert (kept["state"], kept["unit"], kept["transfers"]) == ("filed", "meja-triase", 4)

    answer = await intake_api.act(filed["id"], "transfer", TRIAGE, reason="triage_decision")
    assert answer.json()["errors"][0]["reason"] == "to_unit_required"
    answer = await intake_api.act(filed["id"], "transfer", TRIAGE, reason="triage_decision", to_unit="dinas-pu")
    assert answer.status_code == 200
    await intake_api.assign(filed["id"], "dinas-pu", 6)
    refused = await intake_api.act(filed["id"], "transfer", PU, reason="not_responsible")
    assert (refused.status_code, refused.json()["errors"][0]["reason"]) == (409, "decision_binds")


async def test_officers_find_their_open_work_page_by_page(intake_api: IntakeClient) -> None:
    ids = [(await _with_pu(intake_api))["id"] for _ in range(5)]
    await intake_api.act(ids[0], "reject", PU, reason="not_a_complaint", message="Ini bukan pengaduan.")
    found, after = [], None
    while True:
        query = {"limit": "2", **({"after": after} if after else {})}
        page = (await intake_api.client.get("/v1/complaints", params=query, headers=PU)).json()
        found += [each["id"] for each in page["complaints"]]
        after = page["next"]
        if after is None:
            break
    assert found == ids[1:]
    assert (await intake_api.client.get("/v1/complaints", headers=LH)).json()["complaints"] == []
    seen = await intake_api.client.get("/v1/complaints", params={"unit": "dinas-pu"}, headers=HEAD)
    assert len(seen.json()["complaints"]) == 4
    assert (await intake_api.client.get("/v1/complaints", params={"unit": "dinas-pu"}, headers=LH)).status_code == 403
    for wrong in ({"after": "x"}, {"limit": "0"}, {"limit": "x"}):
        assert (await intake_api.client.get("/v1/complaints", params=wrong, headers=PU)).status_code == 422
    assert (await intake_api.client.get("/v1/complaints", headers=DEMO)).status_code == 403
