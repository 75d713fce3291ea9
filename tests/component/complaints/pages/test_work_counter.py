"""Filing for somebody at the counter or on the phone, and what they take home."""

import html
import re

import pytest

from services.complaints.tracking import canonical
from tests.component.complaints.intake_api import LH, PU, PU_HEAD, TRIAGE, IntakeClient
from tests.component.complaints.pages.working import browser, form_of, said, with_unit

FORM = {
    "channel": "phone",
    "text": "Lampu jalan mati di depan sekolah.",
    "category": "lampu-jalan",
    "area": "99.71.01.1001",
    "language": "id",
    "wants_updates": "on",
}
NOTHING = {"category": "", "area": "", "wants_updates": ""}


async def test_a_form_is_filed_once_and_its_receipt_has_the_code(intake_api: IntakeClient) -> None:
    page = await browser(intake_api, PU)
    hidden = form_of(await page.get("/counter"), "/counter")
    answers = [await page.post("/counter", {**hidden, **FORM}) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    [kept] = await intake_api.kept()
    assert kept["routing_input"]["channel"] == "phone" and kept["request"]["text"] == FORM["text"]
    receipt = await page.get(answers[0].headers["Location"])
    code = re.findall(r'<code class="code">([^<]+)</code>', receipt.text)[0]
    assert canonical(code) is not None
    assert (await intake_api.client.get(f"/v1/track/{code}")).json()["id"] == kept["_id"]
    assert f"http://test/follow/{code}" in said(receipt)
    assert '<svg class="qr"' in receipt.text and "resolution: by" in said(receipt) and "(within" in said(receipt)


async def test_a_receipt_is_for_the_session_that_has_filed(intake_api: IntakeClient) -> None:
    page = await browser(intake_api, PU)
    where = (await page.post("/counter", {**FORM, "once": "k"})).headers["Location"]
    assert (await page.get(where)).status_code == 200
    assert (await page.get(where)).headers["Cache-Control"] == "no-store"
    again = await browser(intake_api, PU)
    for other in (again, await browser(intake_api, PU_HEAD), await browser(intake_api, TRIAGE)):
        assert (await other.get(where)).status_code == 404
    assert "/sign-in" in (await (await browser(intake_api, None)).get(where)).headers["Location"]
    proof = where.split("proof=")[1]
    theirs = await with_unit(intake_api)
    for odd in (f"/counter/{theirs}/receipt?proof={proof}", f"/counter/{theirs}/receipt", where[:-1], where + "é"):
        assert (await page.get(odd)).status_code == 404
    await intake_api.sessions.end(page.cookies)
    assert (await page.get(where)).status_code == 303


async def test_the_code_is_in_no_address_and_no_log(
    intake_api: IntakeClient, capsys: pytest.CaptureFixture[str]
) -> None:
    page = await browser(intake_api, PU)
    answer = await page.post("/counter", {**FORM, "once": "k"})
    receipt = await page.get(answer.headers["Location"])
    code = re.findall(r'<code class="code">([^<]+)</code>', receipt.text)[0]
    assert code not in answer.headers["Location"]
    logged = capsys.readouterr()
    assert code not in logged.out + logged.err and FORM["text"] not in logged.out + logged.err


async def test_what_is_wrong_is_said_and_what_was_typed_stays(intake_api: IntakeClient) -> None:
    page = await browser(intake_api, PU)
    for wrong, why in (
        ({"text": " "}, "The text is empty."),
        ({"text": "x" * 4_001}, "longer than 4000 characters"),
        ({"category": "nothing"}, "Please choose one of these."),
        ({"area": "12.34"}, "Please choose one of these."),
        ({"language": "xx"}, "Please choose one of these."),
        ({"channel": "demo"}, "Please choose one of these."),
    ):
        answer = await page.post("/counter", {**FORM, **wrong, "once": "k"})
        assert answer.status_code == 422 and why in said(answer)
        if "text" not in wrong:
            assert FORM["text"] in answer.text
    for odd in ("", "x" * 65):
        assert (await page.post("/counter", {**FORM, "once": odd})).status_code == 400
    assert await intake_api.kept() == []


async def test_the_same_form_with_another_content_is_not_filed_unnoticed(intake_api: IntakeClient) -> None:
    page = await browser(intake_api, PU)
    await page.post("/counter", {**FORM, "once": "k"})
    answer = await page.post("/counter", {**FORM, "text": "Yang lain.", "once": "k"})
    assert answer.status_code == 409 and "filed already with another content" in said(answer)
    assert len(await intake_api.kept()) == 1
    again = form_of(answer, "/counter")
    assert again["once"] != "k"
    assert (await page.post("/counter", {**FORM, "text": "Yang lain.", **again})).status_code == 303


async def test_keys_of_two_people_are_apart(intake_api: IntakeClient) -> None:
    for officer in (PU, LH):
        text = {"text": f"Lampu mati {officer['Authorization'][-3:]}"}
        answer = await (await browser(intake_api, officer)).post("/counter", {**FORM, **text, "once": "k"})
        assert answer.status_code == 303
    assert len(await intake_api.kept()) == 2


async def test_who_reports_what_is_known_may_join_it_instead(intake_api: IntakeClient) -> None:
    text = "Lampu jalan mati di depan sekolah dasar."
    known = await with_unit(intake_api, text=text, category="lampu-jalan")
    page = await browser(intake_api, PU)
    asked = await page.post("/counter", {**FORM, "once": "k"})
    assert asked.status_code == 200 and "Was it reported before?" in said(asked)
    assert len(await intake_api.kept()) == 1
    hidden = form_of(asked, "/counter")
    assert hidden["text"] == FORM["text"]
    joined = await page.post("/counter", {**hidden, "into": known})
    assert joined.status_code == 303
    receipt = await page.get(joined.headers["Location"])
    assert "goes along with a complaint that was there before" in said(receipt)
    follower = next(each for each in await intake_api.kept() if each["_id"] != known)
    assert (follower["state"], follower["duplicate_of"]) == ("duplicate", known)
    other = await page.post("/counter", {**FORM, "once": "k2", "anyway": "1"})
    assert other.status_code == 303
    assert len(await intake_api.kept()) == 3


async def test_nobody_is_joined_to_what_an_officer_may_not_see(intake_api: IntakeClient) -> None:
    known = await with_unit(intake_api, text=FORM["text"], category="lampu-jalan")
    page = await browser(intake_api, LH)
    asked = await page.post("/counter", {**FORM, "once": "k"})
    assert "It is with another unit." in said(asked) and f'value="{known}"' not in asked.text
    refused = await page.post("/counter", {**FORM, "once": "k", "into": known})
    api = await intake_api.client.post(f"/v1/complaints/{known}/followers", json={"text": "x"}, headers=LH)
    assert refused.status_code == api.status_code == 404
    assert (await page.post("/counter", {**FORM, "once": "k", "into": "none"})).status_code == 404
    assert len(await intake_api.kept()) == 1


async def test_hostile_text_is_shown_as_text(intake_api: IntakeClient) -> None:
    hostile = '"><script>window.x=1</script>'
    await with_unit(intake_api, text=f"Lampu mati {hostile}", category="lampu-jalan")
    page = await browser(intake_api, PU)
    asked = await page.post("/counter", {**FORM, "text": f"Lampu mati {hostile}", "once": hostile})
    assert "<script>window" not in asked.text and html.escape(hostile).replace("&quot;", "&#34;") in asked.text
    wrong = await page.post("/counter", {**FORM, "text": hostile, "category": hostile, "once": "k"})
    assert wrong.status_code == 422 and "<script>window" not in wrong.text


@pytest.mark.parametrize(("language", "words"), [("id", "Laporkan untuk warga"), ("en", "File for a citizen")])
async def test_it_speaks_both_languages(intake_api: IntakeClient, language: str, words: str) -> None:
    page = await browser(intake_api, PU)
    shown = await page.get("/counter", lang=language)
    assert f'<html lang="{language}">' in shown.text and words in said(shown)
    answer = await page.post("/counter", {**FORM, **NOTHING, "channel": "counter", "once": "k"})
    receipt = await page.get(answer.headers["Location"], lang=language)
    assert ("kode" if language == "id" else "code") in said(receipt).lower()
    [kept] = await intake_api.kept()
    assert kept["wants_updates"] is False
