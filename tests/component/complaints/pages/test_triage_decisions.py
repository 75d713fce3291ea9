"""What the triage desk decides on its pages: by the same steps as over the API, told plainly when overtaken."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.component.complaints.intake_api import TRIAGE, IntakeClient
from tests.component.complaints.links import everything
from tests.component.complaints.pages.triaging import said, state, version, visitor, waiting


def _path(complaint_id: str, name: str) -> str:
    return f"/triage/complaints/{complaint_id}/{name}"


async def test_assigning_is_the_binding_decision_and_leads_to_the_next_card(intake_api: IntakeClient) -> None:
    first, second = await waiting(intake_api, timedelta(hours=2)), await waiting(intake_api)
    officer = await visitor(intake_api)
    form = {"version": await version(intake_api, first), "from": "queue", "then": second, "to_unit": "dinas-pu"}
    answer = await officer.post(_path(first, "assign"), form)
    there = answer.headers["Location"]
    assert there.startswith("/triage?done=assign&about=dinas-pu&proof=") and there.endswith(f"#c-{second}")
    kept = await state(intake_api, first)
    assert kept["wanted_assignment"] == 2 and kept["is_bound"] is True
    page = await officer.get(there)
    assert "Done: the complaint goes to Public Works Agency." in said(page) and 'role="status"' in page.text


async def test_a_unit_of_the_list_comes_before_one_of_the_keys(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    form = {"version": await version(intake_api, complaint_id), "to_unit": "dinas-pu", "other_unit": "pdam"}
    answer = await (await visitor(intake_api)).post(_path(complaint_id, "assign"), form)
    assert answer.headers["Location"].startswith("/triage?done=assign&about=pdam&proof=")


async def test_without_a_unit_the_cards_are_shown_again_and_say_so(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    form = {"version": await version(intake_api, complaint_id), "from": "queue"}
    answer = await (await visitor(intake_api)).post(_path(complaint_id, "assign"), form)
    assert answer.status_code == 422 and said(answer).count("Please choose a unit.") == 2
    assert 'role="alert"' in answer.text
    assert (await state(intake_api, complaint_id))["wanted_assignment"] == 1


@pytest.mark.parametrize("unit", ["nobody", "meja-triase"])
async def test_a_unit_that_it_cannot_be_given_to_is_refused_in_words(intake_api: IntakeClient, unit: str) -> None:
    complaint_id = await waiting(intake_api)
    form = {"version": await version(intake_api, complaint_id), "to_unit": unit}
    answer = await (await visitor(intake_api)).post(_path(complaint_id, "assign"), form)
    assert answer.status_code == 409 and "Nothing was changed." in said(answer)


@pytest.mark.parametrize("source", ["queue", "page"])
async def test_who_is_overtaken_is_told_so_and_changes_nothing(intake_api: IntakeClient, source: str) -> None:
    complaint_id = await waiting(intake_api)
    seen = await version(intake_api, complaint_id)
    await intake_api.act(complaint_id, "acknowledge", TRIAGE)
    form = {"version": seen, "to_unit": "dinas-pu", "from": source}
    answer = await (await visitor(intake_api)).post(_path(complaint_id, "assign"), form)
    assert answer.status_code == 409
    assert "Somebody else has changed this complaint meanwhile. Nothing was changed by you" in said(answer)
    assert (await state(intake_api, complaint_id))["wanted_assignment"] == 1


async def test_of_two_who_decide_at_once_one_is_taken(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    officer, seen = await visitor(intake_api), await version(intake_api, complaint_id)
    forms = [{"version": seen, "to_unit": unit} for unit in ("dinas-pu", "dinas-lh")]
    answers = await asyncio.gather(*(officer.post(_path(complaint_id, "assign"), form) for form in forms))
    assert sorted(each.status_code for each in answers) == [303, 409]


async def test_asking_takes_it_on_first_and_sends_the_question(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    form = {
        "version": await version(intake_api, complaint_id),
        "reason": "details_missing",
        "message": "Di mana tepatnya?",
    }
    answer = await (await visitor(intake_api)).post(_path(complaint_id, "ask"), form)
    assert answer.headers["Location"].startswith("/triage?done=ask&proof=")
    kept = await state(intake_api, complaint_id)
    assert kept["state"] == "needs_information"
    assert [each.get("message") for each in kept["remarks"]] == ["Di mana tepatnya?"]
    assert len(kept["events"]) == 3


async def test_a_question_without_words_keeps_what_was_chosen_and_takes_nothing_on(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    form = {"version": await version(intake_api, complaint_id), "reason": "proof_missing", "message": " "}
    answer = await (await visitor(intake_api)).post(_path(complaint_id, "ask"), form)
    assert answer.status_code == 422 and "Please write to the complainant." in said(answer)
    assert '<option value="proof_missing" selected>' in answer.text
    assert (await state(intake_api, complaint_id))["state"] == "filed"


async def test_rejecting_needs_a_reason_and_a_message_which_is_kept_as_typed(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    officer = await visitor(intake_api)
    form = {"version": await version(intake_api, complaint_id), "message": "Ini <b>bukan</b> keluhan."}
    answer = await officer.post(_path(complaint_id, "reject"), form)
    assert answer.status_code == 422 and "Please choose a reason." in said(answer)
    assert "Ini &lt;b&gt;bukan&lt;/b&gt; keluhan." in answer.text
    done = await officer.post(_path(complaint_id, "reject"), form | {"reason": "not_a_complaint"})
    assert done.status_code == 303
    assert (await state(intake_api, complaint_id))["state"] == "rejected"
    gone = await officer.post(_path(complaint_id, "reject"), form | {"reason": "not_a_complaint"})
    assert gone.status_code == 409 and "Somebody else has changed this complaint meanwhile." in said(gone)


async def test_a_text_of_the_city_fills_the_message(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    officer = await visitor(intake_api)
    page = await officer.get(f"/triage/complaints/{complaint_id}")
    assert "do=reject&amp;reply=0#reject" in page.text
    filled = await officer.get(f"/triage/complaints/{complaint_id}", do="reject", reply="0")
    text = intake_api.city.replies
    first = next(each for each in text if each.action == "reject")
    assert first.text.in_language("id").split("{")[0][:30] in said(filled)
    for number in ("99", "x", "-1", "²"):
        assert (await officer.get(f"/triage/complaints/{complaint_id}", do="reject", reply=number)).status_code == 200


async def test_merging_goes_into_the_similar_one(intake_api: IntakeClient) -> None:
    own: dict[str, Any] = {"category": "jalan-rusak", "text": "lubang besar", "area": "99.71.01.1001"}
    original = (await intake_api.file(external_id="first", **own))["id"]
    await intake_api.assign(original, "dinas-pu")
    complaint_id = await waiting(intake_api, external_id="second", **own)
    officer = await visitor(intake_api)
    page = await officer.get(f"/triage/complaints/{complaint_id}")
    assert f'name="into" list="similar-ones" maxlength="64" autocomplete="off" value="{original}"' in page.text
    form = {"version": await version(intake_api, complaint_id), "into": original, "reason": "duplicate_same_text"}
    wrong = await officer.post(_path(complaint_id, "merge"), form | {"into": "nothing"})
    assert wrong.status_code == 409 and "There is no complaint with that number." in said(wrong)
    assert 'value="nothing"' in wrong.text
    assert (await officer.post(_path(complaint_id, "merge"), form)).status_code == 303
    assert (await state(intake_api, complaint_id))["duplicate_of"] == original


async def test_correcting_lets_the_rules_look_again(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    officer = await visitor(intake_api)
    form = {"version": await version(intake_api, complaint_id), "reason": "wrong_category"}
    assert (await officer.post(_path(complaint_id, "correct"), form)).status_code == 422
    assert (await officer.post(_path(complaint_id, "correct"), form | {"area": "1<script>"})).status_code == 422
    done = await officer.post(_path(complaint_id, "correct"), form | {"category": "jalan-rusak"})
    assert done.status_code == 303
    assert (await state(intake_api, complaint_id))["routing_input"]["category"] == "jalan-rusak"


async def test_a_form_of_another_site_or_without_a_token_is_refused(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    officer = await visitor(intake_api)
    form = {"version": await version(intake_api, complaint_id), "to_unit": "dinas-pu"}
    many = {"complaint": f"{complaint_id}:{form['version']}", "to_unit": "dinas-pu"}
    before = await everything(intake_api)
    for path, given in ((_path(complaint_id, "assign"), form), ("/triage/many", many)):
        assert (await officer.post(path, {**given, "form_token": ""})).status_code == 403
        assert (await officer.post(path, given, Origin="https://elsewhere.example")).status_code == 403
    assert await everything(intake_api) == before


async def test_a_form_without_a_version_is_not_understood(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    for typed in ("", "x", "²", "1" * 12):
        form = {"version": typed, "to_unit": "dinas-pu"}
        assert (await (await visitor(intake_api)).post(_path(complaint_id, "assign"), form)).status_code == 400


async def test_one_that_is_elsewhere_is_said_to_be(intake_api: IntakeClient) -> None:
    filed = await intake_api.file(category="jalan-rusak")
    await intake_api.assign(filed["id"], "dinas-pu")
    officer = await visitor(intake_api)
    assert (await officer.get(f"/triage/complaints/{filed['id']}")).status_code == 404
    answer = await officer.post(_path(filed["id"], "assign"), {"version": "2", "to_unit": "pdam"})
    assert answer.status_code == 409 and "It is with another unit now. Nothing was changed." in said(answer)


async def test_many_alike_go_to_one_unit_and_the_overtaken_one_is_told_apart(intake_api: IntakeClient) -> None:
    alike = [await waiting(intake_api, text=f"lampu mati di gang {n}", external_id=f"M-{n}") for n in range(3)]
    await waiting(intake_api, text="sesuatu yang lain", external_id="other")
    officer = await visitor(intake_api)
    page = await officer.get("/triage/many", category="lainnya", q="lampu mati", all="1")
    choices = [f"{each}:{await version(intake_api, each)}" for each in alike]
    assert all(f'value="{each}" checked' in page.text for each in choices)
    assert page.text.count('name="complaint"') == 3
    await intake_api.act(alike[1], "acknowledge", TRIAGE)
    answer = await officer.post("/triage/many", {"complaint": choices, "to_unit": "dinas-perhubungan"})
    assert answer.status_code == 200
    assert "2 of 3 go to Transport Agency." in said(answer)
    assert said(answer).count("Somebody else has changed this complaint meanwhile.") == 1
    wanted = [(await state(intake_api, each))["wanted_assignment"] for each in alike]
    assert wanted == [2, 1, 2]
    again = await officer.post("/triage/many", {"complaint": choices, "to_unit": "dinas-perhubungan"})
    assert again.status_code == 409 and "0 of 3 go to" in said(again)


async def test_many_need_a_tick_and_a_unit_and_keep_what_was_chosen(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    officer, choice = await visitor(intake_api), f"{complaint_id}:{await version(intake_api, complaint_id)}"
    nothing = await officer.post("/triage/many", {"to_unit": "dinas-pu"})
    assert nothing.status_code == 422 and "Please tick at least one complaint." in said(nothing)
    assert '<option value="dinas-pu" selected>' in nothing.text
    no_unit = await officer.post("/triage/many", {"complaint": choice, "to_unit": "meja-triase"})
    assert no_unit.status_code == 422 and f'value="{choice}" checked' in no_unit.text
    assert (await officer.get("/triage/many", category="nothing")).status_code == 400
    assert "Nothing that waits fits this." in said(await officer.get("/triage/many", q="pelangi"))
