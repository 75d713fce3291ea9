"""A head promises an answer for what is overdue, and reads what became of the escalation."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Way
from tests.browser.visits import PagesSite, Visits, fits
from tests.browser.waiting import until

UNIT = "dinas-pu"
HEAD = f"head-{UNIT}"


def test_a_head_takes_on_what_is_overdue(visit: Visits, site: PagesSite, way: Way) -> None:
    """The demonstration counts seconds: what nobody takes on is overdue soon."""
    page = visit(way.width, scripts=way.scripts, officer=HEAD, language="en")
    complaint_id = site.file(category="jalan-rusak", area="99.71.01.1001", text=f"Lubang besar, {way}.")["id"]
    path = f"/overview/complaints/{complaint_id}"

    def can_be_promised() -> bool:
        page.goto(path)
        return page.locator(f"form[action='{path}/acknowledge']").count() == 1

    until(can_be_promised, f"{complaint_id} was escalated")
    page.get_by_text("Promise an answer").click()
    page.locator(f"form[action='{path}/acknowledge'] textarea").fill("Kirim tim hari ini.")
    page.get_by_role("button", name="Promise the answer").click()
    page.wait_for_url(re.compile("done=acknowledge"))
    expect(page.get_by_role("status")).to_contain_text("the answer is promised")
    assert fits(page)
    page.goto(path)
    history = page.get_by_role("list").filter(has_text="Kirim tim hari ini.").last
    expect(history).to_contain_text("The promise stands.")
    steps = history.get_by_role("listitem").all_inner_texts()
    reported, promised = (
        next(n for n, step in enumerate(steps) if said in step) for said in ("reported to the leaders", "Kirim tim")
    )
    assert reported < promised


def test_the_numbers_are_a_picture_and_a_table(visit: Visits, site: PagesSite) -> None:
    page = visit(officer="leader-kota", language="en")
    site.file(category="jalan-rusak", area="99.71.01.1001", text="Satu laporan terbuka.")

    def has_numbers() -> bool:
        page.goto("/overview")
        return page.locator("svg.chart").count() == 1

    until(has_numbers, "the units were counted")
    expect(page.get_by_role("img", name="Open complaints by unit")).to_be_visible()
    expect(page.get_by_role("table", name="Open complaints by unit")).to_contain_text("Public Works Agency")
