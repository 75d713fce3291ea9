"""Citizens file a complaint on the pages, without an account and without scripts."""

import asyncio
import re
from typing import Any

import pytest

from tests.component.complaints.intake_api import PU, IntakeClient, opened
from tests.component.complaints.pages.filing import PLACE, TEXT, Clock, code_in, filed, only_one, shown_code, to_review
from tests.component.complaints.pages.reading import Browser, form_with, forms, said
from tests.component.complaints.reused import PreparedStack

MAX_FIRST_PAGE = 60_000
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'"


async def test_a_complaint_is_filed_in_three_steps(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    first = await browser.get("/file")
    found = await browser.press(first, "search", words="got mampet")
    assert said(found).index("This fits best") < said(found).index("Blocked drain") < said(found).index("All topics")
    details = await browser.press(found, "choose", "saluran-mampet")
    assert form_with(details, "review").fields["text"] == "got mampet", "what was searched for begins the text"
    review = await browser.press(details, "review", text=TEXT, place="Jalan Melati 12", quiet="1", **PLACE)
    for shown in (TEXT, "Jalan Melati 12", "Lembayung Kidul Village", "-7.25, 112.75", "only what we need to ask"):
        assert shown in said(review)
    assert await pages.kept() == []
    clock.wait(seconds=40)
    done = await browser.press(review, "send")
    kept = await only_one(pages)
    code = pages.deps.codes.code(kept["_id"])
    assert code in shown_code(done) and "Your complaint is filed" in said(done)
    record = await pages.deps.store.get(kept["_id"])
    assert record is not None
    known = record.complaint.routing_input
    assert (known.channel, known.category, known.area) == ("web", "saluran-mampet", PLACE["area"])
    assert known.point is not None and (known.point.latitude, known.point.longitude) == (-7.25, 112.75)
    assert record.request.text == f"{TEXT}\n\nLocation: Jalan Melati 12"
    assert (record.request.language, record.request.wants_updates) == ("en", False)


async def test_what_is_promised_is_said_when_it_is_filed(browser: Browser, clock: Clock) -> None:
    done = said(await filed(browser, clock))
    assert "First response: within" in done and "Resolution: within" in done


async def test_in_indonesian_all_is_indonesian(pages: IntakeClient, clock: Clock) -> None:
    done = await filed(Browser(pages.client, {"Accept-Language": "id"}), clock, place="Pasar")
    assert "Laporan Anda sudah terkirim" in said(done)
    assert '<html lang="id">' in done.text
    record = await pages.deps.store.get((await only_one(pages))["_id"])
    assert record is not None and record.request.text.endswith("\n\nLokasi: Pasar")


async def test_whoever_is_not_sure_what_it_is_about_leaves_it_to_people(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    await filed(browser, clock, choose="-")
    assert "category" not in (await only_one(pages))["routing_input"]


async def test_going_back_keeps_everything(browser: Browser) -> None:
    typed = {"text": f"{TEXT}\nsejak Senin", "place": "Pasar", "quiet": "1", **PLACE}
    review = await to_review(browser, **typed)
    details = await browser.press(review, "details")
    assert {name: form_with(details, "review").fields[name] for name in typed} == typed
    topics = await browser.press(details, "about")
    assert {name: form_with(topics, "choose").fields.get(name) for name in typed} == typed
    again = await browser.press(topics, "choose", "banjir")
    assert {name: form_with(again, "review").fields[name] for name in typed} == typed


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"text": " \n "}, "Please write what happened."),
        ({"text": "a" * 4_001}, "at most 4000 characters"),
        ({"text": "a" * 3_995, "place": "Pasar"}, "at most 3983 characters"),
        ({"text": "a\x07b"}, "characters that cannot be kept"),
        ({"place": "p" * 201}, "at most 200 characters"),
        ({"area": "98.01.01"}, "choose one of the areas"),
        ({"latitude": "7"}, "both coordinates"),
        ({"latitude": "nan", "longitude": "1"}, "both coordinates"),
        ({"latitude": "91", "longitude": "1"}, "both coordinates"),
    ],
)
async def test_wrong_input_is_told_by_field_and_kept(
    pages: IntakeClient, browser: Browser, clock: Clock, typed: dict[str, Any], error: str
) -> None:
    answer = await to_review(browser, **typed)
    assert answer.status_code == 422 and error in said(answer) and 'aria-invalid="true"' in answer.text
    kept = form_with(answer, "review").fields
    assert all(kept[name] == value.strip() for name, value in typed.items() if name != "area")
    clock.wait(seconds=10)
    sent = {**kept, **typed, "send": "1"}
    assert (await pages.client.post("/file", data=sent)).status_code == 422
    assert await pages.kept() == []


async def test_a_comma_in_a_coordinate_is_understood(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    await filed(browser, clock, latitude="-7,25", longitude="112,75")
    assert (await only_one(pages))["routing_input"]["point"] == {"latitude": -7.25, "longitude": 112.75}


async def test_a_form_that_is_sent_twice_is_filed_once(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    review = await to_review(browser)
    clock.wait(seconds=30)
    answers = await asyncio.gather(*(browser.press(review, "send", follow=False) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    await only_one(pages)


async def test_a_form_that_was_filed_and_is_changed_asks_before_it_is_another_complaint(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    review = await to_review(browser)
    clock.wait(seconds=30)
    await browser.press(review, "send")
    changed = await browser.press(review, "send", text="Lampu jalan mati")
    assert changed.status_code == 409 and "already" in said(changed)
    clock.wait(seconds=30)
    await browser.press(changed, "send")
    assert len(await pages.kept()) == 2


async def test_whoever_is_quicker_than_people_are_is_asked_once_more(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    review = await to_review(browser)
    clock.wait(seconds=1)
    again = await browser.press(review, "send")
    assert again.status_code == 200 and "look once more" in said(again)
    assert await pages.kept() == []
    clock.wait(seconds=1)
    assert "Your complaint is filed" in said(await browser.press(again, "send"))


@pytest.mark.parametrize("button", ["choose", "review", "send"])
async def test_a_program_that_fills_in_what_nobody_sees_is_refused(
    pages: IntakeClient, browser: Browser, clock: Clock, button: str
) -> None:
    page = await browser.get("/file") if button == "choose" else await to_review(browser)
    if button == "review":
        page = await browser.press(page, "details")
    clock.wait(seconds=30)
    answer = await browser.press(page, button, website="https://spam.example")
    assert (answer.status_code, await pages.kept()) == (400, [])
    trap = re.search(r'<div class="trap" aria-hidden="true">.*?</div>', page.text, re.DOTALL)
    assert trap is not None and 'tabindex="-1"' in trap.group() and 'autocomplete="off"' in trap.group()


async def test_a_form_of_another_site_or_of_yesterday_changes_nothing(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    review = await to_review(browser)
    data = {**form_with(review, "send").fields, "send": "1"}
    clock.wait(seconds=30)
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await pages.client.post("/file", data=data, headers=headers)).status_code == 403
    for token in ("", "x", data["form_token"] + "x"):
        assert (await pages.client.post("/file", data={**data, "form_token": token})).status_code == 403
    clock.wait(hours=13)
    assert (await pages.client.post("/file", data=data)).status_code == 403
    assert await pages.kept() == []


async def test_somebody_who_is_signed_in_files_as_everybody_does(pages: IntakeClient, clock: Clock) -> None:
    pages.client.cookies.update(await pages.sign_in(PU))
    browser = Browser(pages.client)
    review = await to_review(browser)
    clock.wait(seconds=30)
    data = {**form_with(review, "send").fields, "send": "1"}
    assert (await pages.client.post("/file", data={**data, "form_token": data["visit"]})).status_code == 403
    assert "Your complaint is filed" in said(await browser.press(review, "send"))
    assert (await only_one(pages))["routing_input"]["channel"] == "web"


async def test_of_one_address_only_so_many_are_filed_in_an_hour(prepared_stack: PreparedStack, clock: Clock) -> None:
    async with opened(prepared_stack, clock=clock, filings_per_hour=2) as api:
        browser = Browser(api.client)
        for text in ("satu", "dua"):
            await filed(browser, clock, text=text)
        answer = await filed(browser, clock, text="tiga")
        assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 3600
        assert "at the counter or by phone" in said(answer) and "tiga" in said(answer)
        assert len(await api.kept()) == 2
        kept = await api.driver.collection("guesses").find({}, {}, limit=10)
        assert "127.0.0.1" not in str(kept)
        clock.wait(hours=1)
        assert "Your complaint is filed" in said(await browser.press(answer, "send"))


async def test_hostile_text_is_shown_as_text(browser: Browser, clock: Clock) -> None:
    first = await browser.get("/file")
    found = await browser.press(first, "search", words=HOSTILE)
    details = await browser.press(found, "choose", "saluran-mampet")
    wrong = await browser.press(details, "review", text=HOSTILE, place=HOSTILE, area=HOSTILE, latitude=HOSTILE[:20])
    review = await browser.press(details, "review", text=HOSTILE, place=HOSTILE)
    clock.wait(seconds=30)
    done = await browser.press(review, "send")
    follow = await browser.get(f"/follow/{code_in(done)}?done={HOSTILE}&photo=2.{HOSTILE}&new={HOSTILE}")
    for page in (found, details, wrong, review, done, follow):
        assert "<script>" not in page.text and "<img src=x" not in page.text
    assert HOSTILE in said(review).replace(" ", "") or "alert(1)" in said(review)


async def test_the_first_page_is_small_and_looking_changes_nothing(pages: IntakeClient, browser: Browser) -> None:
    before = await pages.driver.collection("guesses").find({}, {}, limit=10)
    for path in ("/file", "/follow"):
        page = await browser.get(path)
        fetched = {*re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)}
        sizes = [len((await pages.client.get(each)).content) for each in fetched]
        assert len(page.content) + sum(sizes) <= MAX_FIRST_PAGE and len(fetched) <= 4
        assert (await pages.client.head(path)).status_code == 200
        assert "X-Robots-Tag" not in page.headers
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://(?!www.w3.org)", page.text)
    assert await pages.driver.collection("guesses").find({}, {}, limit=10) == before


async def test_all_choices_can_be_seen_without_searching(pages: IntakeClient, browser: Browser) -> None:
    page = await browser.get("/file")
    values = [value for each in forms(page) for name, value in each.buttons if name == "choose"]
    assert values == [*pages.city.categories, "-"]
    nothing = await browser.press(page, "search", words="qwertz")
    assert "nothing that fits" in said(nothing)
