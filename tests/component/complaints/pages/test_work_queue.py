"""The queue: what there is to do, as somebody wants to see it; and one step on several complaints at once."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.component.complaints.intake_api import AUDITOR, HEAD, LH, PU, PU_HEAD, TRIAGE, IntakeClient
from tests.component.complaints.links import overdue
from tests.component.complaints.pages.working import Browser, browser, form_of, said, take, ticks, with_unit
from tests.hostile import ALL_IN_ONE


def shown_ids(text: str) -> list[str]:
    return re.findall(r'<h2><a href="/complaints/([^"]+)">', text)


async def test_the_next_deadline_stands_first_with_words_for_how_urgent_it_is(intake_api: IntakeClient) -> None:
    without = await with_unit(intake_api)
    late = [await overdue(intake_api, late=timedelta(hours=hours)) for hours in (2, 60)]
    page = await (await browser(intake_api, PU)).get("/queue")
    assert shown_ids(page.text) == [late[1], late[0], without]
    assert "Overdue · late by 2 working hours" in said(page) and "No deadline" in said(page)
    assert '<p class="status overdue">' in page.text
    listed = (await intake_api.client.get("/v1/complaints", headers=PU)).json()["complaints"]
    assert [each["id"] for each in listed] == shown_ids(page.text)


async def test_filters_find_what_the_api_finds(intake_api: IntakeClient) -> None:
    await with_unit(intake_api, text="Got di pasar mampet", category="saluran-mampet")
    await with_unit(intake_api, text="Lampu mati", area="99.71.02.1001")
    below = await with_unit(intake_api, "bidang-drainase", text="Got mampet")
    late = await overdue(intake_api, text="Lubang besar")
    await take(await browser(intake_api, PU), late, "delegate", to_person="officer-pu")
    page = await browser(intake_api, PU_HEAD)
    for query in (
        {},
        {"q": "got pasar"},
        {"category": "saluran-mampet"},
        {"area": "99.71.02"},
        {"state": "assigned"},
        {"assignee": "officer-pu"},
        {"overdue": "true"},
        {"unit": "bidang-drainase"},
        {"q": "got", "category": "jalan-rusak", "unit": "bidang-drainase"},
    ):
        shown = await page.get("/queue", **query)
        listed = (await intake_api.client.get("/v1/complaints", params=query, headers=PU_HEAD)).json()["complaints"]
        assert shown_ids(shown.text) == [each["id"] for each in listed], query
        csv = re.findall(r'href="(/v1/complaints\.csv\?[^"]+)"', shown.text)[0].replace("&amp;", "&")
        lines = await intake_api.client.get(csv, headers=page.sent())
        assert lines.text.count("\n") == len(listed) + 1
    assert below in (await page.get("/queue", unit="bidang-drainase")).text
    assert 'name="unit"' in (await page.get("/queue")).text
    assert 'name="unit"' not in (await (await browser(intake_api, PU)).get("/queue")).text


async def test_what_cannot_be_filtered_is_said_and_stays_in_the_form(intake_api: IntakeClient) -> None:
    page = await browser(intake_api, PU)
    for query, why in (
        ({"q": "!!"}, "There is no word in it."),
        ({"q": "a b c d e f g h i"}, "too many words"),
        ({"category": "nothing"}, "There is no such category."),
        ({"area": "12.34"}, "That is no area of this city."),
        ({"state": "closed"}, "There is no such state"),
        ({"assignee": "nobody"}, "There is nobody of that name."),
    ):
        answer = await page.get("/queue", **query)
        assert answer.status_code == 422 and why in said(answer), query
    assert 'value="!!"' in (await page.get("/queue", q="!!")).text
    for query in ({"after": "x"}, {"after": "1.a"}, {"q": "x" * 201}, {"after": "9" * 15 + ".<script>"}):
        assert (await page.get("/queue", **query)).status_code == 400
    assert (await page.get("/queue", unit="dinas-lh")).status_code == 403


async def test_a_long_queue_has_pages(intake_api: IntakeClient) -> None:
    several = [await with_unit(intake_api) for _ in range(26)]
    page = await browser(intake_api, PU)
    first = await page.get("/queue", category="jalan-rusak")
    where = re.findall(r'href="(/queue\?[^"]*after=[^"]+)" rel="next"', first.text)[0].replace("&amp;", "&")
    second = await page.get(where)
    assert len(shown_ids(first.text)) == 25
    assert sorted(shown_ids(first.text) + shown_ids(second.text)) == sorted(several)
    assert "category=jalan-rusak" in where and "First page" in said(second)


async def test_saved_filters_are_links_of_their_owner_alone(intake_api: IntakeClient) -> None:
    page, other = await browser(intake_api, PU), await browser(intake_api, PU_HEAD)
    shown = await page.get("/queue", overdue="true", category="jalan-rusak")
    hidden = form_of(shown, "/queue/filters")
    answer = await page.post("/queue/filters", {**hidden, "name": "  Jalan   yang terlambat "})
    assert answer.status_code == 303
    shown = await page.get(answer.headers["Location"])
    assert "The filter is saved." in said(shown)
    link = '<a href="/queue?category=jalan-rusak&amp;overdue=true"'
    assert link in shown.text and "Jalan yang terlambat" in said(shown)
    assert "Jalan yang terlambat" not in said(await other.get("/queue"))
    await other.post("/queue/filters/remove", {"name": "Jalan yang terlambat"})
    assert link in (await page.get("/queue")).text
    await page.post("/queue/filters/remove", {"name": "Jalan yang terlambat"})
    assert link not in (await page.get("/queue")).text


async def test_saved_filters_are_bounded_and_cannot_lead_elsewhere(intake_api: IntakeClient) -> None:
    page = await browser(intake_api, PU)
    for name in ("", "x" * 61, "\x01"):
        answer = await page.post("/queue/filters", {"name": name, "query": "overdue=true"})
        assert answer.status_code == 422 and "at most 60 characters" in said(answer)
    odd = {"name": "odd", "query": 'next=//evil.example&q="><script>window.x=1</script>&unit=javascript:1'}
    await page.post("/queue/filters", odd)
    shown = await page.get("/queue")
    assert "evil" not in shown.text and "<script>window" not in shown.text
    for number in range(19):
        assert (await page.post("/queue/filters", {"name": f"n{number}", "query": "overdue=1"})).status_code == 303
    answer = await page.post("/queue/filters", {"name": "one more", "query": "overdue=1"})
    assert answer.status_code == 422 and "Remove one first." in said(answer)
    assert (await page.post("/queue/filters", {"name": "n3", "query": "q=got"})).status_code == 303
    assert (await page.get("/queue")).text.count("/queue?q=got") == 1


async def confirmed(page: Browser, action: str, chosen: list[str], **given: str) -> Any:
    """Tick, look at what will happen, and do it."""
    asked = await page.post("/queue/bulk", {"action": action, "complaint": chosen, "query": "overdue="})
    assert asked.status_code == 200, said(asked)
    hidden = form_of(asked, "/queue/bulk/steps")
    done = await page.post("/queue/bulk/steps", {**hidden, "complaint": chosen, **given})
    return asked, hidden, done


async def test_one_step_on_several_says_before_what_will_be_and_after_what_was(intake_api: IntakeClient) -> None:
    several = [await with_unit(intake_api) for _ in range(4)]
    page, head = await browser(intake_api, PU), await browser(intake_api, PU_HEAD)
    chosen = ticks(await page.get("/queue"))
    assert len(chosen) == 4
    await intake_api.act(several[0], "acknowledge", PU)  # seen before that: overtaken already when it is confirmed
    asked = await page.post("/queue/bulk", {"action": "report_progress", "complaint": chosen})
    assert "3 of 4 chosen complaints will be changed." in said(asked) and "Do it for 3 complaints" in said(asked)
    assert (await intake_api.kept())[1]["state"] == "assigned"
    hidden = form_of(asked, "/queue/bulk/steps")
    empty = await page.post("/queue/bulk/steps", {**hidden, "complaint": chosen, "note": "Kita semua."})
    assert empty.status_code == 422 and "This is needed." in said(empty) and "Kita semua.</textarea>" in empty.text
    await take(head, several[1], "acknowledge")
    await intake_api.act(several[2], "transfer", PU, reason="wrong_area", to_unit="dinas-lh")
    await intake_api.assign(several[2], "dinas-lh", 2)
    given = {**hidden, "complaint": chosen, "message": "Kami datang minggu ini."}
    results = [await page.post("/queue/bulk/steps", given) for _ in range(2)]
    for result in results:
        assert result.status_code == 200
        assert "Done: 1 · Changed meanwhile: 2 · Not possible: 1" in said(result)
    known = (await intake_api.client.get(f"/v1/complaints/{several[3]}", headers=PU)).json()
    assert [each["message"] for each in known["remarks"]] == ["Kami datang minggu ini."]


async def test_what_is_not_possible_for_one_of_them_is_said_with_why(intake_api: IntakeClient) -> None:
    proof = await with_unit(intake_api)
    page = await browser(intake_api, PU)
    await take(page, proof, "start")
    chosen = ticks(await page.get("/queue"))
    asked, _, done = await confirmed(page, "reject", chosen, reason="no_reply", message="Tidak ada jawaban.")
    assert "1 of 1 chosen complaints will be changed." in said(asked)
    assert "The complainant was not asked or may still answer." in said(done)
    asked = await page.post("/queue/bulk", {"action": "acknowledge", "complaint": chosen})
    assert "0 of 1 chosen" in said(asked) and "Not possible as it stands" in said(asked)
    assert "/queue/bulk/steps" not in asked.text


async def test_what_no_queue_has_offered_is_refused(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    tick = f"{complaint_id} 2.1.1"
    for given in (
        {"action": "merge", "complaint": tick},
        {"action": "", "complaint": tick},
        {"action": "acknowledge", "complaint": "x"},
        {"action": "acknowledge", "complaint": f"{complaint_id} 1"},
        {"action": "acknowledge", "complaint": [f"c-{number} 1.1.1" for number in range(26)]},
    ):
        assert (await page.post("/queue/bulk", given)).status_code == 400
    assert (await page.post("/queue/bulk/steps", {"action": "acknowledge", "complaint": tick})).status_code == 400
    nothing = await page.post("/queue/bulk", {"action": "acknowledge", "query": "overdue=true"})
    assert nothing.headers["Location"] == "/queue?overdue=true"
    foreign = await (await browser(intake_api, LH)).post("/queue/bulk", {"action": "acknowledge", "complaint": tick})
    assert "It is not yours any more, or not there." in said(foreign) and "Damaged" not in said(foreign)
    for path in ("/queue/bulk", "/queue/bulk/steps"):
        assert (await page.get(path)).status_code == 303


async def test_who_only_reads_has_nothing_to_tick(intake_api: IntakeClient) -> None:
    await with_unit(intake_api)
    shown = await (await browser(intake_api, AUDITOR)).get("/queue")
    assert shown_ids(shown.text) and not ticks(shown) and "With the ticked ones" not in said(shown)


async def test_triage_passes_several_on(intake_api: IntakeClient) -> None:
    several = [await with_unit(intake_api, "meja-triase") for _ in range(2)]
    page = await browser(intake_api, TRIAGE)
    chosen = ticks(await page.get("/queue"))
    _, _, done = await confirmed(page, "transfer", chosen, reason="triage_decision", to_unit="dinas-lh")
    assert "Done: 2" in said(done)
    for complaint_id in several:
        await intake_api.assign(complaint_id, "dinas-lh", 2)
    assert len(ticks(await (await browser(intake_api, LH)).get("/queue"))) == 2


async def test_hostile_text_is_shown_as_text(intake_api: IntakeClient) -> None:
    complaint_id = await with_unit(intake_api, text=ALL_IN_ONE[:4_000])
    page = await browser(intake_api, PU)
    await take(page, complaint_id, "report_progress", message=ALL_IN_ONE[:4_000], note=ALL_IN_ONE[:4_000])
    await page.post("/queue/filters", {"name": "<img src=x onerror=1>", "query": "q=<b>x</b>"})
    for path in (f"/complaints/{complaint_id}", "/queue", "/queue?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        shown = await page.get(path)
        assert not re.search(
            r"<script(?! src=\"/assets/)|<img(?! class=\"photo\")|<iframe|<object|<b>|<svg o", shown.text
        )
    answer = await take(page, complaint_id, "reject", message="</textarea><script>x</script>")
    assert answer.status_code == 422 and "<script>x" not in answer.text


@pytest.mark.parametrize(("language", "words"), [("id", "Pekerjaan saya"), ("en", "My work")])
async def test_it_speaks_both_languages(intake_api: IntakeClient, language: str, words: str) -> None:
    await overdue(intake_api)
    shown = await (await browser(intake_api, HEAD)).get("/queue", lang=language)
    assert f'<html lang="{language}">' in shown.text and words in said(shown)


async def test_looking_changes_nothing(intake_api: IntakeClient) -> None:
    await overdue(intake_api)
    page = await browser(intake_api, PU)
    await page.post("/queue/filters", {"name": "x", "query": "overdue=true"})
    people = intake_api.driver.collection("saved_filters")
    before = await intake_api.kept(), await people.find({}, {}, 10)
    for query in ({}, {"overdue": "true"}, {"done": "saved"}, {"after": f"{'0' * 15}.a"}):
        assert (await page.get("/queue", **query)).status_code == 200
    chosen = ticks(await page.get("/queue"))
    assert (await page.post("/queue/bulk", {"action": "note", "complaint": chosen})).status_code == 200
    assert (await intake_api.kept(), await people.find({}, {}, 10)) == before
