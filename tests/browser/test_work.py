"""Officers work on complaints in a real browser: with scripts and without, on small and large screens."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Way
from tests.browser.visits import PagesSite, Visits, fits
from tests.browser.waiting import assigned, until

OFFICER, HEAD = "officer-dinas-pu", "head-dinas-pu"
ABOUT = {"category": "jalan-rusak", "area": "99.71.01.1001"}


def _with_unit(site: PagesSite, text: str) -> str:
    """A complaint that the officer's unit has."""
    complaint_id: str = site.file(text=text, **ABOUT)["id"]
    assigned(site, complaint_id, OFFICER)
    return complaint_id


def _form(page: Page, action: str) -> None:
    """Unfold the form of an action."""
    page.locator(f"#do-{action} summary").click()


def _take(page: Page, button: Locator, done: str) -> None:
    """Press a button until its step is taken: in the city of these tests deadlines last seconds, and one that passes
    changes the complaint. Whoever was overtaken by it is told so, and sends again what still fits.
    """
    for _ in range(5):
        button.click()
        told = page.get_by_role("status").or_(page.get_by_role("alert"))
        expect(told).to_be_visible()
        if page.get_by_role("status").count():
            break
    expect(page.get_by_role("status")).to_contain_text(done)


def test_a_complaint_is_worked_on_from_the_queue_to_its_answer(visit: Visits, site: PagesSite, way: Way) -> None:
    text = f"Lubang di tikungan {way.width} {way.scripts}."
    complaint_id = _with_unit(site, text)
    page = visit(way.width, scripts=way.scripts, language="en", officer=OFFICER)
    page.goto("/queue?q=tikungan&category=jalan-rusak")
    page.locator(f"a[href='/complaints/{complaint_id}']").click()
    expect(page.locator("main")).to_contain_text(text)
    _take(page, page.locator("#do-acknowledge > button"), "Done: Take on")
    _form(page, "resolve")
    page.locator("#do-resolve .replies a").first.click()
    expect(page.locator("#resolve-message")).not_to_have_value("")
    page.locator("#resolve-message").fill("Lubang sudah ditambal.")
    page.locator("#resolve-note").fill("Aspal dari gudang dua.")
    _take(page, page.locator("#do-resolve details > button"), "Done: Resolve")
    expect(page.locator("main")).to_contain_text("Lubang sudah ditambal.")
    assert site.read(complaint_id, OFFICER).json()["state"] == "resolved"
    assert fits(page)


def test_two_colleagues_at_once_lose_nothing(visit: Visits, site: PagesSite) -> None:
    complaint_id = _with_unit(site, "Aspal retak di jembatan.")
    one, other = visit(language="en", officer=OFFICER), visit(language="en", officer=HEAD)
    for page in (one, other):
        page.goto(f"/complaints/{complaint_id}")
    _take(other, other.locator("#do-acknowledge > button"), "Done")
    _form(one, "report_progress")
    one.locator("#report_progress-message").fill("Kami datang besok.")
    one.locator("#do-report_progress details > button").click()
    expect(one.get_by_role("alert")).to_contain_text(re.compile(f"{HEAD}, .*Public Works Agency has taken"))
    expect(one.locator("#report_progress-message")).to_have_value("Kami datang besok.")
    _take(one, one.locator("#do-report_progress details > button"), "Done: Tell how far it is")


def test_one_step_on_several(visit: Visits, site: PagesSite, way: Way) -> None:
    word = f"trotoar{way.width}{str(way.scripts).lower()}"
    several = [_with_unit(site, f"{word} pecah nomor {number}.") for number in range(2)]
    page = visit(way.width, scripts=way.scripts, language="en", officer=OFFICER)
    until(lambda: _on_both(page, word) == "Done: 2 · Changed meanwhile: 0 · Not possible: 0", "both are done at once")
    for complaint_id in several:
        remarks = site.read(complaint_id, OFFICER).json()["remarks"]
        assert {each["message"] for each in remarks} == {"Kami datang minggu ini."}


def _on_both(page: Page, word: str) -> str:
    """Take a step on all that have the word; what is told of it. A deadline that passes meanwhile is told too."""
    page.goto(f"/queue?q={word}")
    for box in page.locator("input[name=complaint]").all():
        box.check()
    page.locator("#action").select_option("report_progress")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).to_contain_text("2 of 2 chosen complaints will be changed.")
    page.locator("#message").fill("Kami datang minggu ini.")
    page.get_by_role("button", name="Do it for 2 complaints").click()
    return page.get_by_role("status").inner_text()


def test_a_filter_is_saved_and_removed(visit: Visits) -> None:
    page = visit(language="en", officer=OFFICER)
    page.goto("/queue?overdue=true")
    page.locator("#filter-name").fill("What is late")
    page.get_by_role("button", name="Save the filter").click()
    expect(page.get_by_role("link", name="What is late")).to_have_attribute("href", "/queue?overdue=true")
    page.get_by_role("button", name="Remove What is late").click()
    expect(page.get_by_role("link", name="What is late")).to_have_count(0)


def test_a_citizen_at_the_counter_gets_a_receipt(visit: Visits, site: PagesSite, way: Way) -> None:
    word = f"gorong {way.width} {way.scripts}"
    page = visit(way.width, scripts=way.scripts, language="en", officer=OFFICER)

    def file(text: str) -> None:
        page.goto("/counter")
        page.get_by_label("By phone").check()
        page.locator("#text").fill(text)
        page.locator("#category").select_option("jalan-rusak")
        page.locator("#area").select_option("99.71.01.1002")
        page.get_by_role("button", name="File the complaint").click()

    file(f"Jalan ambles dekat {word}")
    if "/receipt" not in page.url:  # another window of this test has filed nearly the same
        page.get_by_role("button", name="It is something else, file it").click()
    code = page.locator("code.code").inner_text()
    expect(page.locator("svg.qr")).to_be_visible()
    page.goto(f"/follow/{code}")
    expect(page.locator("main")).to_contain_text("We have received your complaint.")
    until(lambda: _is_similar(page, lambda: file(f"Jalan ambles dekat {word} juga")), "it is known to be similar")
    page.get_by_role("button", name="They join this one").first.click()
    expect(page.locator("main")).to_contain_text("goes along with a complaint that was there before")
    assert fits(page)


def _is_similar(page: Page, file: Callable[[], None]) -> bool:
    """File, and say whether something similar is shown that may be joined."""
    file()
    return page.get_by_role("button", name="They join this one").count() > 0
