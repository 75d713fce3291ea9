"""The page of a complaint: what it shows, and the steps that its forms take."""

import re
from datetime import datetime

import pytest

from tests.component.complaints.intake_api import DRAINAGE, LEADER, PDAM, PU, PU_HEAD, TRIAGE, IntakeClient
from tests.component.complaints.links import day, overdue
from tests.component.complaints.pages.working import (
    Browser,
    browser,
    offered,
    said,
    take,
    with_unit,
)
from tests.pictures import picture


async def state(api: IntakeClient, complaint_id: str) -> str:
    [kept] = await api.driver.collection("complaints").find({"_id": complaint_id}, {}, limit=1)
    found: str = kept["state"]
    return found


async def test_it_shows_what_was_said_and_what_may_be_done(intake_api: IntakeClient) -> None:
    complaint_id = await with_unit(intake_api, text="Lubang besar di depan pasar.")
    page = await (await browser(intake_api, PU)).get(f"/complaints/{complaint_id}")
    assert page.status_code == 200
    assert "Lubang besar di depan pasar." in said(page)
    assert "Damaged road" in said(page) and "Public Works Agency" in said(page)
    known = (await intake_api.client.get(f"/v1/complaints/{complaint_id}", headers=PU)).json()
    assert offered(page) == set(known["possible_actions"])
    for entry in known["timeline"]:
        assert entry["text"] in said(
            await (await browser(intake_api, PU)).get(f"/complaints/{complaint_id}", lang="id")
        )


@pytest.mark.parametrize(("language", "word"), [("id", "Yang dapat Anda lakukan"), ("en", "What you can do")])
async def test_it_speaks_both_languages(intake_api: IntakeClient, language: str, word: str) -> None:
    complaint_id = await with_unit(intake_api)
    page = await (await browser(intake_api, PU)).get(f"/complaints/{complaint_id}", lang=language)
    assert f'<html lang="{language}">' in page.text
    assert word in said(page)


async def test_a_whole_life_with_messages_and_notes(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    message, note = "Lubang sudah ditambal.", "Aspal dari gudang dua."
    assert (await take(page, complaint_id, "start")).status_code == 303
    given = {"message": message, "note": note, "reason": "work_done"}
    assert (await take(page, complaint_id, "resolve", **given)).status_code == 303
    assert await state(intake_api, complaint_id) == "resolved"
    shown = said(await page.get(f"/complaints/{complaint_id}"))
    assert f"To the complainant: {message}" in shown and f"For colleagues: {note}" in shown


async def test_what_is_missing_is_said_and_what_was_typed_stays(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    answer = await take(page, complaint_id, "reject", message="Bukan wilayah kota.")
    assert answer.status_code == 422
    assert "A reason is needed." in said(answer)
    assert "Bukan wilayah kota.</textarea>" in answer.text
    assert 'id="reject-reason" name="reason" required aria-describedby="reject-reason-error"' in answer.text
    answer = await take(page, complaint_id, "note", note="x" * 4_001)
    assert answer.status_code == 422 and "longer than 4000 characters" in said(answer)
    answer = await take(page, complaint_id, "transfer", reason="not_responsible", to_unit="nowhere")
    assert answer.status_code == 422 and "Please choose one of these." in said(answer)
    assert await state(intake_api, complaint_id) == "assigned"


async def test_a_message_can_be_started_from_a_text_of_the_city(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    shown = await page.get(f"/complaints/{complaint_id}")
    found = re.search(r'href="(/complaints/[^"]+\?reply=report_progress\.\d+)#do-report_progress">([^<]+)<', shown.text)
    assert found is not None
    filled = await page.get(found[1])
    offers = await intake_api.client.get(
        "/v1/replies", params={"action": "report_progress", "complaint": complaint_id}, headers=PU
    )
    assert offers.json()["replies"][0]["text"] in filled.text
    assert '<form method="post" action="/complaints/' in filled.text
    for odd in ("report_progress.99", "nothing.0", "x", "resolve.0.0"):
        assert (await page.get(f"/complaints/{complaint_id}", reply=odd)).status_code == 200


async def test_a_leader_promises_an_answer_until_the_end_of_a_day_in_the_city(intake_api: IntakeClient) -> None:
    complaint_id, page = await overdue(intake_api), await browser(intake_api, LEADER)
    given = {"promised_until": day(3), "note": "Mohon diselesaikan."}
    assert (await take(page, complaint_id, "acknowledge_escalation", **given)).status_code == 303
    kept = (await intake_api.client.get(f"/v1/complaints/{complaint_id}", headers=LEADER)).json()
    until = datetime.fromisoformat(kept["promised_until"]).astimezone(intake_api.city.zone)
    assert (until.date().isoformat(), until.hour, until.minute) == (day(3), 23, 59)
    shown = said(await page.get(f"/complaints/{complaint_id}"))
    assert "A leader has promised an answer by" in shown and "reported up to level 1" in shown
    for wrong in (day(-1), day(400), "soon"):
        answer = await take(page, complaint_id, "acknowledge_escalation", promised_until=wrong, note="x")
        assert answer.status_code == 422


async def test_who_passes_a_complaint_on_sees_that_it_waits_and_then_no_more(
    intake_api: IntakeClient,
) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    answer = await take(page, complaint_id, "transfer", reason="not_responsible", to_unit="dinas-lh")
    assert answer.status_code == 303
    assert "being determined" in said(await page.get(answer.headers["Location"]))
    await intake_api.assign(complaint_id, "dinas-lh", 2)
    assert (await page.get(f"/complaints/{complaint_id}")).status_code == 404


async def test_similar_complaints_are_shown_and_merged_by_a_form_that_is_filled(
    intake_api: IntakeClient,
) -> None:
    one = await with_unit(intake_api, text="Lubang besar di depan pasar lembayung")
    other = await with_unit(intake_api, text="Lubang besar di depan pasar lembayung sekali")
    page = await browser(intake_api, PU)
    shown = await page.get(f"/complaints/{one}")
    assert f'href="/complaints/{one}?into={other}#do-merge"' in shown.text
    begun = await page.get(f"/complaints/{one}", into=other)
    assert f'value="{other}"' in begun.text
    answer = await take(page, one, "merge", into=other, reason="duplicate_same_place")
    assert answer.status_code == 303
    assert f'href="/complaints/{other}"' in (await page.get(f"/complaints/{one}")).text
    assert f'<a href="/complaints/{one}">{one}</a>' in (await page.get(f"/complaints/{other}")).text
    answer = await take(page, other, "merge", into=other, reason="same_complainant")
    assert answer.status_code == 422 and "That is this complaint." in said(answer)


async def test_photos_of_the_result_are_added_and_shown(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    path = f"/complaints/{complaint_id}/photos"
    files = [("file", (f"p{n}.jpg", picture(n), "image/jpeg")) for n in range(2)]
    answer = await page.post(path, {"phase": "after"}, files=files)
    assert answer.headers["Location"].startswith(f"/complaints/{complaint_id}?done=photos&proof=")
    shown = await page.get(answer.headers["Location"])
    assert shown.text.count("<img class=") == 2 and "The files are added." in said(shown)
    source = re.findall(r'<img class="photo" src="([^"]+)"', shown.text)[0]
    got = await intake_api.client.get(source, headers=page.sent())
    assert (got.status_code, got.headers["Content-Type"]) == (200, "image/jpeg")
    for sent, why in (
        ([("file", ("x.txt", b"text", "text/plain"))], "neither a photo nor a PDF"),
        ([], "There is no photo"),
        ([("file", (f"{n}", picture(n + 5), "image/jpeg")) for n in range(6)], "more than 5 files"),
    ):
        refused = await page.post(path, {"phase": "before"}, files=sent or [("other", ("", b"", "text/plain"))])
        assert refused.status_code == 422 and why in said(refused)
    assert (await page.post(path, {"phase": "during"}, files=files)).status_code == 400
    kept = (await intake_api.client.get(f"/v1/complaints/{complaint_id}/attachments", headers=PU)).json()
    assert len(kept["attachments"]) == 2


async def test_units_involved_stages_and_deadlines_are_named(intake_api: IntakeClient) -> None:
    complaint_id, head = await overdue(intake_api), await browser(intake_api, PU_HEAD)
    assert (await take(head, complaint_id, "delegate", to_unit="bidang-drainase")).status_code == 303
    asked = await take(head, complaint_id, "request_contribution", to_unit="pdam", note="Mohon data pipa.")
    assert asked.status_code == 303
    shown = said(await head.get(f"/complaints/{complaint_id}"))
    for words in ("Work given to Drainage Division", "Asked for their part City Water Company", "late by", "since "):
        assert words in shown, words
    water = await browser(intake_api, PDAM)
    assert offered(await water.get(f"/complaints/{complaint_id}")) == {"contribute", "note"}
    assert (await take(water, complaint_id, "contribute", note="Pipa kami baik.")).status_code == 303
    assert "Pipa kami baik." in said(await (await browser(intake_api, DRAINAGE)).get(f"/complaints/{complaint_id}"))


async def test_triage_names_a_unit_and_its_decision_binds(intake_api: IntakeClient) -> None:
    complaint_id, triage = await with_unit(intake_api, "meja-triase"), await browser(intake_api, TRIAGE)
    answer = await take(triage, complaint_id, "transfer", reason="triage_decision", to_unit="")
    assert answer.status_code == 422 and "A unit is needed." in said(answer)
    answer = await take(triage, complaint_id, "transfer", reason="triage_decision", to_unit="dinas-pu")
    assert answer.status_code == 303
    await intake_api.assign(complaint_id, "dinas-pu", 2)
    shown = said(await (await browser(intake_api, PU)).get(f"/complaints/{complaint_id}"))
    assert "Triage desk has decided" in shown or "triage desk has decided" in shown


async def test_a_form_says_what_nobody_has_seen(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    for odd in ("", "1", "a.b.c", "1.1.1.1", "9" * 40):
        answer = await page.post(f"/complaints/{complaint_id}/actions/acknowledge", {"seen": odd})
        assert answer.status_code == 400
    answer = await page.post(f"/complaints/{complaint_id}/actions/acknowledge", {"seen": "1.1.0"})
    assert answer.status_code == 409
    answer = await page.post(f"/complaints/{complaint_id}/actions/fly", {"seen": "1.1.0"})
    assert answer.status_code == 404
    back = await page.get(f"/complaints/{complaint_id}/actions/acknowledge")
    assert back.status_code == 303 and back.headers["Location"].startswith(f"/complaints/{complaint_id}?")


async def test_looking_changes_nothing(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    page: Browser = await browser(intake_api, PU)
    before = await intake_api.kept()
    for params in ({}, {"reply": "resolve.0"}, {"into": "x"}, {"done": "resolve"}, {"do": "reject"}):
        assert (await page.get(f"/complaints/{complaint_id}", **params)).status_code == 200
    assert await intake_api.kept() == before
