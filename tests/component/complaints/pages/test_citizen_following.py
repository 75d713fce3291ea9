"""Complainants follow their complaint on the pages, and take every step that is theirs, without scripts."""

import re
from typing import Any

import pytest

from services.complaints.pages.qr import qr_of
from tests.component.complaints.intake_api import PU, IntakeClient
from tests.component.complaints.pages.filing import TEXT, Clock, code_in, filed
from tests.component.complaints.pages.reading import Browser, form_with, forms, said
from tests.pictures import GIF, picture

HOSTILE = "<script>alert(1)</script>"


async def _filed(pages: IntakeClient, browser: Browser, clock: Clock) -> tuple[str, str]:
    """A complaint that a unit has: its code and its id."""
    code = code_in(await filed(browser, clock))
    record = await pages.deps.store.by_tracking(pages.deps.codes.digest(code) or "")
    assert record is not None
    await pages.assign(record.complaint.id, "dinas-pu")
    return code, record.complaint.id


async def _acted(pages: IntakeClient, complaint_id: str, action: str, **body: Any) -> None:
    answer = await pages.act(complaint_id, action, PU, **body)
    assert answer.status_code == 200, answer.text


def offered(page: Any) -> set[str]:
    """The steps that the page offers."""
    found = (re.fullmatch(r"/follow/[^/]+/(?:actions/)?([a-z]+)", each.action) for each in forms(page))
    return {each[1] for each in found if each}


async def test_the_whole_way_of_a_complaint(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code, complaint_id = await _filed(pages, browser, clock)
    page = await browser.get(f"/follow/{code}")
    unit = pages.city.unit_name("dinas-pu", "en")
    assert f"{unit} moves next." in said(page)
    assert offered(page) == {"comment", "withdraw", "photos"}
    assert TEXT not in page.text, "the code may have been overheard"

    await _acted(pages, complaint_id, "acknowledge")
    await _acted(pages, complaint_id, "request_information", message="Nomor rumahnya?", reason="location_unclear")
    page = await browser.get(f"/follow/{code}")
    assert "It is your turn" in said(page) and said(page).count("Nomor rumahnya?") == 2
    assert offered(page) == {"reply", "comment", "withdraw", "photos"}

    page = await browser.press(page, "reply", reply="Nomor 12")
    assert "your answer has arrived" in said(page) and "Nomor 12" not in page.text
    detail = (await pages.client.get(f"/v1/complaints/{complaint_id}", headers=PU)).json()
    assert [each["text"] for each in detail["remarks"] if each["text"]] == ["Nomor 12"]

    await _acted(pages, complaint_id, "resolve", message="Sudah dibersihkan.")
    page = await browser.get(f"/follow/{code}")
    assert {"confirm", "rate", "reopen"} <= offered(page) and "Sudah dibersihkan." in said(page)
    page = await browser.press(page, "rate", stars="1")
    assert "Thank you for your rating" in said(page) and "Shall we open the complaint again?" in said(page)
    assert "1 of 5 stars" in said(page)
    page = await browser.press(page, "reopen", reopen_reason="not_fixed", reopen="Masih mampet")
    assert "The complaint is open again." in said(page)
    detail = (await pages.client.get(f"/v1/complaints/{complaint_id}", headers=PU)).json()
    assert detail["state"] == "reopened" and detail["remarks"][-1]["text"] == "Masih mampet"

    await pages.assign(complaint_id, "dinas-pu", 2)
    await _acted(pages, complaint_id, "resolve", message="Kini sudah.")
    page = await browser.press(await browser.get(f"/follow/{code}"), "confirm")
    assert "The complaint is closed." in said(page) and "confirm" not in offered(page)


async def test_withdrawing_is_asked_once_more(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code, complaint_id = await _filed(pages, browser, clock)
    page = await browser.get(f"/follow/{code}")
    sure = await browser.press(page, "withdraw", withdraw_reason="solved_otherwise")
    assert "cannot be undone" in said(sure)
    record = await pages.deps.store.get(complaint_id)
    assert record is not None and record.complaint.is_open
    page = await browser.press(sure, "withdraw")
    assert "The complaint is withdrawn." in said(page) and "it was solved in another way" in said(page)
    assert offered(page) == {"comment"}


async def test_a_step_whose_form_is_sent_twice_is_taken_once(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    code, complaint_id = await _filed(pages, browser, clock)
    page = await browser.get(f"/follow/{code}")
    for _ in range(2):
        answer = await browser.press(page, "comment", comment="Sejak Senin")
        assert "it has been added" in said(answer)
    record = await pages.deps.store.get(complaint_id)
    assert record is not None and record.complaint.comments == 1


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"comment": " "}, "There is no text yet."),
        ({"comment": "a" * 4_001}, "longer than 4000 characters"),
        ({"comment": "a\x00b"}, "control characters"),
    ],
)
async def test_a_wrong_text_is_told_and_kept(
    pages: IntakeClient, browser: Browser, clock: Clock, typed: dict[str, Any], error: str
) -> None:
    code, _ = await _filed(pages, browser, clock)
    answer = await browser.press(await browser.get(f"/follow/{code}"), "comment", **typed)
    assert answer.status_code == 422 and error in said(answer)
    assert form_with(answer, "comment").fields["comment"] == typed["comment"].strip()


async def test_what_has_become_impossible_is_refused_in_words(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    code, complaint_id = await _filed(pages, browser, clock)
    await _acted(pages, complaint_id, "acknowledge")
    await _acted(pages, complaint_id, "request_information", message="Nomor rumahnya?")
    page = await browser.get(f"/follow/{code}")
    await _acted(pages, complaint_id, "resolve", message="Sudah ditemukan.")
    answer = await browser.press(page, "reply", reply="Nomor 12")
    assert answer.status_code == 409 and "cannot be done while the complaint is dealt with" in said(answer)
    data = form_with(answer, "rate").fields
    for action, status in (("resolve", 409), ("nothing", 409), ("rate", 422), ("reopen", 422)):
        sent = {**data, "reopen_reason": "no_such"}
        posted = await pages.client.post(f"/follow/{code}/actions/{action}", data=sent)
        assert posted.status_code == status, action
    record = await pages.deps.store.get(complaint_id)
    assert record is not None and record.complaint.state.value == "resolved"


async def test_a_code_is_understood_however_it_is_typed(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code, _ = await _filed(pages, browser, clock)
    typed = [code.lower(), code.replace("-", " "), f"  {code.replace('-', '').lower()} ", code.replace("0", "o")]
    for each in typed:
        answer = await browser.press(await browser.get("/follow"), "follow", code=each, follow=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/follow/{code}")


async def test_a_slip_is_told_from_a_code_that_nobody_has(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code, _ = await _filed(pages, browser, clock)
    slip = code[:-1] + ("A" if code[-1] != "A" else "B")
    for typed, told in ((slip, "mistyped"), ("0000-0000-0000-0000", "No complaint has this code")):
        shown = await browser.get(f"/follow/{typed}")
        entered = await browser.press(await browser.get("/follow"), "follow", code=typed)
        for answer in (shown, entered):
            assert answer.status_code == 404 and told in said(answer)
            assert form_with(answer, "follow").fields["code"] == typed
        assert "noindex" in shown.headers["X-Robots-Tag"]


async def test_guessing_is_limited_as_with_the_api(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code, _ = await _filed(pages, browser, clock)
    ask, page = await browser.get("/follow"), await browser.get(f"/follow/{code}")
    for number in range(10):
        await browser.get(f"/follow/{code[:4]}-{number:04}-0000-0000")
    for answer in (
        await browser.get(f"/follow/{code}"),
        await browser.press(ask, "follow", code=code),
        await browser.press(page, "comment", comment="Sejak Senin"),
        await pages.client.get(f"/v1/track/{code}"),
    ):
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert "seconds" in said(await browser.get(f"/follow/{code}"))


async def test_the_code_is_shown_with_a_picture_of_its_address(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    done = await filed(browser, clock)
    code = code_in(done)
    address = f"http://test/follow/{code}"
    assert address in said(done) and f'd="{qr_of(address).path}"' in done.text
    assert (done.headers["Cache-Control"], done.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    again = await browser.get(f"/follow/{code}?new=1")
    assert said(again) == said(done)
    assert TEXT not in again.text


async def test_looking_changes_nothing(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code, _ = await _filed(pages, browser, clock)
    before = await pages.kept()
    for path in (
        "/follow", f"/follow/{code}", f"/follow/{code}?new=1", f"/follow/{code}?done=withdraw"
    ):  # fmt: skip
        for answer in (await browser.get(path), await pages.client.head(path)):
            assert answer.status_code == 200
    assert (await browser.get(f"/follow/{code}/actions/withdraw")).status_code == 405
    assert await pages.kept() == before


async def test_a_step_needs_a_form_of_ours(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code, _ = await _filed(pages, browser, clock)
    data = {**form_with(await browser.get(f"/follow/{code}"), "comment").fields, "comment": "Sejak Senin"}
    before, path = await pages.kept(), f"/follow/{code}/actions/comment"
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "same-site"}):
        assert (await pages.client.post(path, data=data, headers=headers)).status_code == 403
    assert (await pages.client.post(path, data={**data, "form_token": ""})).status_code == 403
    files = [("photos", ("a.jpg", picture(1), "image/jpeg"))]
    assert (await pages.client.post(f"/follow/{code}/photos", files=files)).status_code == 403
    assert (await pages.client.post("/follow", data={"code": code})).status_code == 403
    assert await pages.kept() == before


async def test_photos_can_be_added_and_only_what_is_unfit_is_left_out(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    code, _ = await _filed(pages, browser, clock)
    page = await browser.get(f"/follow/{code}")
    nothing = await browser.press(page, "photos")
    assert nothing.status_code == 422 and "choose at least one" in said(nothing)
    answer = await browser.press(
        page, "photos", files=[("a.gif", GIF, "image/gif"), ("b.jpg", picture(1), "image/jpeg")]
    )
    assert "it has been added" in said(answer) and "Photo 1 was not kept" in said(answer)
    more = [(f"{n}.jpg", picture(n), "image/jpeg") for n in range(2, 7)]
    answer = await browser.press(page, "photos", files=more)
    assert "Photo 5 was not kept. The complaint has as many photos" in said(answer)
    assert "photos" not in offered(answer), "there is no place for more"


async def test_what_an_office_writes_is_shown_as_text(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code, complaint_id = await _filed(pages, browser, clock)
    await _acted(pages, complaint_id, "resolve", message=HOSTILE)
    page = await browser.get(f"/follow/{code}")
    assert HOSTILE in said(page).replace("&lt;", "<") or "alert(1)" in said(page)
    assert "<script>alert" not in page.text


async def test_it_speaks_the_readers_language(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code, _ = await _filed(pages, browser, clock)
    page = await Browser(pages.client, {"Accept-Language": "id"}).get(f"/follow/{code}")
    assert '<html lang="id">' in page.text and "Sampai di mana" in said(page)
    assert "Where it stands" in said(await browser.get(f"/follow/{code}?lang=en"))


async def test_a_follower_who_sends_a_photo_by_the_api_is_told_why_not(pages: IntakeClient) -> None:
    filed_by_api = await pages.file()
    answer = await pages.client.post(
        f"/v1/complaints/{filed_by_api['id']}/followers", json={}, headers={"X-API-Key": "key-of-demo"}
    )
    files = [("file", ("a.jpg", picture(1), "image/jpeg"))]
    refused = await pages.client.post(f"{answer.json()['links']['track']}/attachments?lang=en", files=files)
    assert refused.status_code == 403 and "of your own" in refused.text
