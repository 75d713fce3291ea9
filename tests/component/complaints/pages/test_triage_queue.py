"""What waits for the triage desk, the longest wait first, with all that helps to decide."""

import re
from datetime import timedelta
from typing import Any

import pytest

from services.complaints.pages.triage.decider import SHOWN
from tests.component.complaints.intake_api import AUDITOR, BUREAU, HEAD, LEADER, LH, PU, PU_HEAD, TRIAGE, IntakeClient
from tests.component.complaints.links import everything
from tests.component.complaints.pages.triaging import said, send, shown_ids, state, version, visitor, waiting


async def test_the_longest_wait_stands_first_with_its_working_time(intake_api: IntakeClient) -> None:
    late, later, latest = [await waiting(intake_api, timedelta(hours=each)) for each in (5, 30, 1)]
    page = await (await visitor(intake_api)).get("/triage")
    assert shown_ids(page) == [later, late, latest]
    assert "Has waited for 1 working day 6 working hours" in said(page)
    assert "3 complaints wait for a decision" in said(page)
    assert "Complaints of this category are read by people first." in said(page)


async def test_an_empty_queue_is_said_kindly_in_both_languages(intake_api: IntakeClient) -> None:
    officer = await visitor(intake_api)
    assert "Nothing waits" in said(await officer.get("/triage"))
    page = await officer.get("/triage", lang="id")
    assert "Tidak ada yang menunggu" in said(page) and '<html lang="id">' in page.text


@pytest.mark.parametrize("officer", [PU, LH, PU_HEAD, HEAD, LEADER, AUDITOR, BUREAU])
async def test_others_may_not_see_it(intake_api: IntakeClient, officer: dict[str, str]) -> None:
    complaint_id = await waiting(intake_api)
    somebody = await visitor(intake_api, officer)
    for path in ("/triage", "/triage/many", f"/triage/complaints/{complaint_id}"):
        assert (await somebody.get(path)).status_code == 403
    form = {"version": await version(intake_api, complaint_id), "to_unit": "dinas-pu"}
    before = await everything(intake_api)
    assert (await somebody.post(f"/triage/complaints/{complaint_id}/assign", form)).status_code == 403
    assert (await somebody.post("/triage/many", {"complaint": f"{complaint_id}:2", **form})).status_code == 403
    assert await everything(intake_api) == before


async def test_nobody_is_shown_it_without_signing_in(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.get("/triage")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/triage")


async def test_a_hostile_text_is_shown_as_text(intake_api: IntakeClient) -> None:
    text = '<script>alert(1)</script>"><img src=x onerror=alert(2)> {{ 7*7 }}'
    complaint_id = await waiting(intake_api, text=text)
    officer = await visitor(intake_api)
    for path in ("/triage", "/triage/many", f"/triage/complaints/{complaint_id}"):
        page = await officer.get(path)
        assert "<script>alert" not in page.text and "<img src=x" not in page.text
        assert "<script>alert(1)</script>" in said_unescaped(page.text) and "{{ 7*7 }}" in page.text


def said_unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')


async def test_looking_changes_nothing(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    officer = await visitor(intake_api)
    before = await everything(intake_api)
    for path in ("/triage", "/triage/many", f"/triage/complaints/{complaint_id}"):
        assert (await officer.get(path)).status_code == 200
    for name in ("assign", "ask", "reject", "merge", "uphold", "correct"):
        answer = await officer.get(f"/triage/complaints/{complaint_id}/{name}", to_unit="dinas-pu", version="2")
        assert answer.status_code == 405
    assert await everything(intake_api) == before


async def test_a_rule_that_is_near_and_a_similar_complaint_suggest_a_unit(intake_api: IntakeClient) -> None:
    similar = await intake_api.file(category="jalan-rusak", text="lubang besar di depan pasar", area="99.71.01.1001")
    await intake_api.assign(similar["id"], "dinas-lh")
    own: dict[str, Any] = {"category": "jalan-rusak", "text": "lubang besar di depan pasar", "area": "99.71.01.1001"}
    await waiting(intake_api, external_id="other", **own)
    page = said(await (await visitor(intake_api)).get("/triage"))
    assert "A rule of the city is near: City roads are kept by the Public Works Agency" in page
    assert "It has a similar open complaint" in page
    assert "text alike to 100 %" in page


async def test_where_nothing_suggests_a_unit_the_page_says_so(intake_api: IntakeClient) -> None:
    await waiting(intake_api, text="mohon bantuan")
    page = await (await visitor(intake_api)).get("/triage")
    assert "Neither a rule of the city nor a similar complaint names a unit" in said(page)
    assert "none was found" in said(page)


async def test_a_unit_that_refused_is_marked_and_what_a_colleague_wrote_is_shown(intake_api: IntakeClient) -> None:
    filed = await intake_api.file(category="jalan-rusak")
    await intake_api.assign(filed["id"], "dinas-pu")
    given = {"reason": "not_responsible", "note": "Ini jalan provinsi."}
    assert (await intake_api.act(filed["id"], "transfer", PU, **given)).status_code == 200
    await send(intake_api, filed["id"], number=2)
    page = said(await (await visitor(intake_api)).get("/triage"))
    assert "It has said before that it is not responsible" in page


async def test_a_review_waits_as_well_and_its_reason_and_note_are_shown(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    await intake_api.act(complaint_id, "transfer", TRIAGE, to_unit="dinas-pu", reason="triage_decision")
    await intake_api.assign(complaint_id, "dinas-pu", 2)
    answer = await intake_api.act(complaint_id, "request_review", PU, reason="wrong_area", note="Di luar peta kami.")
    assert answer.status_code == 200, answer.text
    officer = await visitor(intake_api)
    page = await officer.get("/triage")
    assert "Public Works Agency asks to look at the decision again: it is another area." in said(page)
    assert "Di luar peta kami." in said(page) and "The decision stands" in said(page)
    form = {"version": await version(intake_api, complaint_id), "from": "queue"}
    done = await officer.post(f"/triage/complaints/{complaint_id}/uphold", form)
    assert done.status_code == 303 and done.headers["Location"].startswith("/triage?done=uphold&proof=")
    assert (await state(intake_api, complaint_id)).get("review_pending", False) is False


async def test_what_is_decided_leaves_the_list_at_once_and_what_is_asked_stands_last(intake_api: IntakeClient) -> None:
    asked, decided, other = [await waiting(intake_api, timedelta(hours=each)) for each in (9, 8, 1)]
    await intake_api.act(asked, "acknowledge", TRIAGE)
    await intake_api.act(asked, "request_information", TRIAGE, reason="details_missing", message="Di mana?")
    await intake_api.act(decided, "transfer", TRIAGE, to_unit="dinas-pu", reason="triage_decision")
    page = await (await visitor(intake_api)).get("/triage")
    assert shown_ids(page) == [other, asked]
    assert "Waits for the complainant; here for 9 working hours" in said(page)
    assert "Decided already and on their way to their units: 1." in said(page)


async def test_one_page_has_a_bounded_number_of_cards_with_a_key_for_each_choice(intake_api: IntakeClient) -> None:
    for number in range(SHOWN + 2):
        await waiting(intake_api, timedelta(minutes=number), external_id=f"N-{number}", category="jalan-rusak")
    page = await (await visitor(intake_api)).get("/triage")
    assert len(shown_ids(page)) == SHOWN
    assert "2 more follow once these are decided." in said(page)
    assert f"Damaged road: {SHOWN + 2} wait" in said(page)
    keys = re.findall(r'data-key="(\d)"', page.text.split("</article>")[0])
    assert keys == [str(number) for number in range(1, len(keys) + 1)] and keys
    assert "triage.js" in page.text and "a digit chooses a unit, Enter gives the complaint to it" in said(page)
