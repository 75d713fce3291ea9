"""Citizens file and follow a complaint in a real browser, with scripts and without, on small and large screens."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.audit import invalid, violations
from tests.browser.conftest import Way
from tests.browser.visits import LANGUAGES, PHONE, PagesSite, Visits, fits
from tests.browser.waiting import assigned, until
from tests.pictures import picture

OFFICER = "officer-dinas-pu"
TEXT = "Lubang besar di depan pasar, motor jatuh semalam."
CODE = re.compile(r"/follow/([0-9A-Z-]+)")


def _next(page: Page, name: str) -> None:
    page.locator(f"main button[name={name}]").first.click()


def _to_review(page: Page, text: str = TEXT) -> None:
    """From the first step to the last."""
    page.goto("/file")
    page.locator("#words").fill("jalan berlubang")
    page.locator("#words").press("Enter")
    _next(page, "choose")
    expect(page.locator("#text")).to_have_value("jalan berlubang")
    page.locator("#text").fill(text)
    page.locator("#place").fill("Jalan Melati 12")
    page.locator("#area").select_option("99.71.01.1001")
    _next(page, "review")


def _file(page: Page, text: str = TEXT) -> str:
    """The code of a complaint that is filed now; whoever is quicker than people are is asked once more."""
    _to_review(page, text)
    return until(lambda: _sent(page), "the complaint is filed")  # type: ignore[no-any-return]


def _sent(page: Page) -> str | None:
    _next(page, "send")
    found = CODE.search(page.url)
    return found[1] if found else None


def test_a_complaint_is_filed_and_followed_to_its_end(visit: Visits, site: PagesSite, way: Way) -> None:
    page = visit(way.width, scripts=way.scripts)
    code = _file(page, f"{TEXT} {way}")
    expect(page.locator("#tracking-code")).to_have_text(code)
    expect(page.locator("svg.qr")).to_be_visible()
    expect(page.locator("#print")).to_be_visible(visible=way.scripts)
    page.locator("main a.button").click()
    expect(page.locator(".timeline li")).not_to_have_count(0)

    page.goto("/follow")
    page.locator("#code").fill(code.lower().replace("-", " "))
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(re.escape(code)))
    assert fits(page)

    page.locator("details", has=page.locator("#withdraw_reason")).locator("summary").click()
    page.locator("form[action$=withdraw] button").click()
    page.locator("form[action$=withdraw] button").click()
    expect(page.locator("[role=status]").first).to_be_visible()
    expect(page.locator("form[action$=withdraw]")).to_have_count(0)


def test_a_question_is_answered_and_the_answer_rated(visit: Visits, site: PagesSite, way: Way) -> None:
    filed = site.file(category="jalan-rusak", area="99.71.01.1001", text=f"{TEXT} {way}")
    complaint_id, code = filed["id"], filed["tracking_code"]
    assigned(site, complaint_id, OFFICER)
    site.act(complaint_id, "acknowledge", OFFICER)
    site.act(complaint_id, "request_information", OFFICER, message="Di depan nomor berapa?")
    page = visit(way.width, scripts=way.scripts)
    page.goto(f"/follow/{code}")
    page.locator("#reply").fill("Nomor 12")
    page.locator("form[action$=reply] button").click()
    expect(page.locator("#reply")).to_have_count(0)
    site.act(complaint_id, "resolve", OFFICER, message="Sudah ditambal.")
    page.goto(f"/follow/{code}")
    page.locator("input[name=stars][value='1']").check()
    page.locator("form[action$=rate] button").click()
    page.locator("#reopen").fill("Masih berlubang")
    page.locator("form[action$=reopen] button").click()
    expect(page.locator("#reopen")).to_have_count(0)


def test_photos_are_shown_to_whoever_has_the_code(visit: Visits, site: PagesSite) -> None:
    code = site.file()["tracking_code"]
    page = visit(PHONE)
    page.goto(f"/follow/{code}")
    page.locator("#photos").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(1)})
    page.locator("form[action$=photos] button").click()
    shown = page.locator("img.photo")
    shown.scroll_into_view_if_needed()
    until(lambda: shown.evaluate("(each) => each.complete && each.naturalWidth > 0"), "the photo is shown")


def test_where_the_phone_is_fills_in_the_place(visit: Visits) -> None:
    page = visit(PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": -7.25, "longitude": 112.75})
    page.goto("/file")
    _next(page, "choose")
    page.locator("#locate").click()
    expect(page.locator("#latitude")).to_have_value("-7.250000")
    expect(page.locator("#located")).not_to_be_empty()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_have_no_barriers_and_are_valid(visit: Visits, tmp_path: Path, language: str) -> None:
    """Those that only a form leads to: the others are looked at with all pages."""
    page = visit(PHONE, language=language)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if answer.request.is_navigation_request() else None)
    found, sent = [], []
    for step in _ways_to_the_end(page):
        sent.append((step, answers[-1].text()))
        found += violations(page)
        found += [] if fits(page) else [f"{step} is too wide"]
    assert found + invalid(sent, tmp_path) == []


def _ways_to_the_end(page: Page) -> Iterator[str]:
    """The name of each step, once it is reached."""
    page.goto("/file")
    _next(page, "choose")
    yield "details"
    page.locator("#text").fill("a" * 4000)
    page.locator("#place").fill("Pasar")
    _next(page, "review")
    yield "errors"
    page.locator("#text").fill(TEXT)
    _next(page, "review")
    yield "review"
    code = until(lambda: _sent(page), "the complaint is filed")
    yield "filed"
    page.goto(f"/follow/{code}")
    page.locator("details", has=page.locator("#withdraw_reason")).locator("summary").click()
    yield "followed"
    page.locator("form[action$=withdraw] button").click()
    yield "sure"
