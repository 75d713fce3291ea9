"""Whoever holds the tracking code follows the complaint in plain words; nobody learns anything by guessing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.events import ClocksSet, ComplaintEscalated, DeadlineBreached, NotificationDelivered
from contracts.values import Clock, ClockStatus
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient
from tests.component.recorder import recorded

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def _track(api: IntakeClient, code: str, **how: Any) -> dict[str, Any]:
    answer = await api.client.get(f"/v1/track/{code}", **how)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_the_timeline_is_told_in_both_languages(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-pu")
    await intake_api.act(filed["id"], "acknowledge", PU, note="rahasia", message="Kami periksa besok.")
    indonesian = await _track(intake_api, filed["tracking_code"])
    english = await _track(intake_api, filed["tracking_code"], params={"lang": "en"})
    accepted = await _track(intake_api, filed["tracking_code"], headers={"Accept-Language": "en-GB, id;q=0.5"})
    assert english == accepted
    assert [step["text"] for step in indonesian["timeline"]] == [
        "Laporan Anda sudah kami terima.",
        "Laporan Anda kini di Dinas Pekerjaan Umum. Jalan kota dirawat Dinas Pekerjaan Umum.",
        "Dinas Pekerjaan Umum sudah membaca laporan Anda dan akan menanganinya.",
    ]
    given = "Your complaint is with Public Works Agency. City roads are kept by the Public Works Agency."
    assert english["timeline"][1]["text"] == given
    assert english["timeline"][2]["message"] == "Kami periksa besok."
    assert (english["state_text"], english["unit"]["name"]) == ("taken on", "Public Works Agency")
    assert "rahasia" not in str(indonesian)
    assert "berlubang" not in str(indonesian)


async def test_a_language_that_the_city_does_not_have_is_refused(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    answer = await intake_api.client.get(f"/v1/track/{filed['tracking_code']}", params={"lang": "jv"})
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["field"], fault["remedy"]) == ("lang", "Silakan pilih salah satu: id, en.")


async def test_it_shows_deadlines_and_that_they_passed(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-pu")
    about: dict[str, Any] = {"subject": filed["id"], "unit": "dinas-pu", "assignment_number": 1}
    due = NOW + timedelta(seconds=20)
    running = Clock(name="acknowledge_by", status=ClockStatus.RUNNING, started_at=NOW, due_at=due)
    policy: dict[str, Any] = {"policy": "default", "policy_version": "1", "calendar": "always", "calendar_version": "1"}
    missed: dict[str, Any] = {"clock": "acknowledge_by", "due_at": due, "occurred_at": due}
    await intake_api.apply(
        ClocksSet(id="c1", occurred_at=NOW, clocks=(running,), **policy, **about),
        DeadlineBreached(id="b1", **missed, **about),
        ComplaintEscalated(id="e1", round=1, level=1, role="unit_head", **missed, **about),
        NotificationDelivered(
            id="n1",
            subject=filed["id"],
            occurred_at=due,
            delivery_id="d1",
            recipient="kepala",
            transport="smtp",
            template="escalated",
            attempts=1,
            status="250",
        ),
    )
    shown = await _track(intake_api, filed["tracking_code"])
    assert shown["overdue"]
    assert shown["deadlines"][0]["due_at"] == "2026-03-02T08:00:20Z"
    texts = [step["text"] for step in shown["timeline"]]
    assert "Mohon maaf, batas waktu konfirmasi penerimaan terlewati." in texts
    assert "Keterlambatan ini sudah kami sampaikan kepada pimpinan (tingkat 1)." in texts
    assert "kepala" not in str(shown)


MISTYPED = ("x", "ÄÖÜ", "%00", "A" * 500, "0000-0000-0000-0000-1", "0000-0000-0000-000")


@pytest.mark.parametrize("wrong", ["0000-0000-0000-0000", "0000-0000-0000-0000-0", "7Q2M-X9TD-4KBW-H6RZ"])
async def test_codes_that_nobody_has_cannot_be_told_apart(intake_api: IntakeClient, wrong: str) -> None:
    answer = await intake_api.client.get(f"/v1/track/{wrong}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["reason"] == "Tidak ada laporan dengan kode ini."


@pytest.mark.parametrize("typed", MISTYPED)
async def test_a_slip_is_told_as_one_without_a_look_at_any_complaint(intake_api: IntakeClient, typed: str) -> None:
    with recorded() as sent:
        answer = await intake_api.client.get(f"/v1/track/{typed}", params={"lang": "en"})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    (fault,) = answer.json()["errors"]
    assert fault["reason"] == "The code is mistyped."
    assert typed not in answer.text
    assert {each.collection for each in sent} == {"guesses"}


async def test_a_slip_in_a_real_code_says_no_more_than_one_in_a_code_that_nobody_has(intake_api: IntakeClient) -> None:
    real = (await intake_api.file())["tracking_code"]
    slips = [f"{real[:-1]}{other}" for other in "0123" if other != real[-1]]
    answers = [await intake_api.client.get(f"/v1/track/{each}") for each in (slips[0], "0000-0000-0000-0000-1")]
    assert answers[0].content == answers[1].content


async def test_a_code_without_its_check_letter_is_one_of_before(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    assert (await _track(intake_api, filed["tracking_code"][:19]))["id"] == filed["id"]


async def test_a_code_may_be_typed_in_any_way(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    typed = filed["tracking_code"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert (await _track(intake_api, typed))["id"] == filed["id"]


async def test_a_complainant_withdraws_and_can_do_no_more(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    path = f"/v1/track/{filed['tracking_code']}/actions"
    assert (await intake_api.client.post(f"{path}/withdraw")).json()["state"] == "withdrawn"
    refused = await intake_api.client.post(f"{path}/reopen", json={})
    assert refused.status_code == 409
    assert filed["tracking_code"] not in refused.text
    assert (await intake_api.client.post(f"{path}/resolve", json={})).status_code == 403
    await intake_api.assign(filed["id"], "dinas-pu")
    shown = (await intake_api.client.get(f"/v1/complaints/{filed['id']}", headers=DEMO)).json()
    assert shown["state"] == "withdrawn"
    assert [step["type"] for step in shown["timeline"]][-1] in ("complaint.assigned", "complaint.withdrawn")


async def test_a_reopened_complaint_goes_back_to_its_unit(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-pu")
    await intake_api.act(filed["id"], "resolve", PU, message="Sudah ditambal.")
    answer = await intake_api.client.post(f"/v1/track/{filed['tracking_code']}/actions/reopen", json={"text": "belum"})
    assert (answer.json()["state"], answer.json()["unit"]) == ("reopened", "dinas-pu")
    await intake_api.assign(filed["id"], "dinas-pu", assignment_number=2)
    assert (await _track(intake_api, filed["tracking_code"]))["state"] == "assigned"
