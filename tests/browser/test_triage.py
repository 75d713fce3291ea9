"""The triage desk decides in two keystrokes, and without scripts by choosing and sending."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Way
from tests.browser.visits import DESKTOP, PagesSite, Visits, fits
from tests.browser.waiting import until

OFFICER = "officer-meja-triase"


def _waiting(site: PagesSite, page: Page, text: str) -> str:
    """A complaint that no rule could place, once it is on the page; its id."""
    complaint_id: str = site.file(category="lainnya", text=text)["id"]

    def is_shown() -> bool:
        page.goto(f"/triage/complaints/{complaint_id}")
        return page.locator(f"form[action$='{complaint_id}/assign']").count() == 1

    until(is_shown, f"{complaint_id} waits for the triage desk")
    return complaint_id


def test_a_digit_and_enter_give_a_complaint_to_a_unit_and_lead_to_the_next(visit: Visits, site: PagesSite) -> None:
    page = visit(DESKTOP, officer=OFFICER, language="en")
    for number in range(2):
        _waiting(site, page, f"Tidak tahu ini urusan siapa, nomor {number}.")
    page.goto("/triage")
    cards = page.locator(".triage-card")
    first, second = (cards.nth(number).get_attribute("id") or "" for number in range(2))
    expect(cards.first).to_be_focused()
    page.keyboard.press("1")
    expect(cards.first.locator("[data-key='1']")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("done=assign"))
    expect(page.get_by_role("status")).to_contain_text("Done: the complaint goes to")
    expect(page.locator(f"#{first}")).to_have_count(0)
    expect(page.locator(f"#{second}")).to_be_focused()


def test_a_digit_that_is_typed_into_a_field_chooses_nothing(visit: Visits, site: PagesSite) -> None:
    page = visit(DESKTOP, officer=OFFICER)
    _waiting(site, page, "Satu lagi yang belum jelas.")
    page.goto("/triage")
    card = page.locator(".triage-card").first
    card.locator("select").focus()
    page.keyboard.press("1")
    assert card.locator("[data-key]:checked").count() == 0


def test_choosing_and_sending_does_without_scripts(visit: Visits, site: PagesSite, way: Way) -> None:
    page = visit(way.width, scripts=way.scripts, officer=OFFICER, language="en")
    complaint_id = _waiting(site, page, f"Belum jelas juga, {way}.")
    assert fits(page)
    form = page.locator(f"form[action$='{complaint_id}/assign']")
    page.locator("#assign > summary").click()
    form.locator("select[name=other_unit]").select_option("dinas-lh")
    form.get_by_role("button").click()
    page.wait_for_url(re.compile("done=assign"))
    expect(page.get_by_role("status")).to_contain_text("Environment Agency")
    until(lambda: site.read(complaint_id, "officer-dinas-lh").status_code == 200, "the unit has it")


def test_a_question_goes_to_the_complainant_and_waits_at_the_end(visit: Visits, site: PagesSite) -> None:
    page = visit(officer=OFFICER, language="en")
    complaint_id = _waiting(site, page, "Di sana rusak.")
    page.locator("#ask > summary").click()
    form = page.locator("#ask form")
    form.locator("select[name=reason]").select_option("location_unclear")
    form.locator("textarea").fill("Di mana tepatnya?")
    form.get_by_role("button").click()
    page.wait_for_url(re.compile("done=ask"))
    assert site.read(complaint_id, OFFICER).json()["state"] == "needs_information"
