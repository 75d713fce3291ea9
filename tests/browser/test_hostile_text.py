"""What people write never runs in anybody's browser, wherever they write it and whoever reads it."""

import re

import httpx
import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.visits import DESKTOP, PagesSite, Visits
from tests.browser.waiting import assigned
from tests.hostile import ALL_IN_ONE, TEXTS
from tests.short import IS_SHORT

UNIT = "dinas-pu"
STEP = 9 if IS_SHORT else 5
"""Of the texts that are tried one by one, one in so many; stored ones are tried all."""
OFFICER, HEAD, TRIAGE = f"officer-{UNIT}", f"head-{UNIT}", "officer-meja-triase"


@pytest.fixture(scope="session")
def hostile(site: PagesSite) -> dict[str, str]:
    """A complaint with hostile texts in every field that people write in, and one more at the triage desk."""
    site.file(text=ALL_IN_ONE)
    filed = site.file(text=ALL_IN_ONE, category="jalan-rusak", area="99.71.01.1001")
    complaint_id, code = filed["id"], filed["tracking_code"]
    assigned(site, complaint_id, OFFICER)
    site.act(complaint_id, "acknowledge", OFFICER, note=ALL_IN_ONE)
    site.act(complaint_id, "report_progress", OFFICER, message=ALL_IN_ONE)
    site.act(complaint_id, "note", OFFICER, note=ALL_IN_ONE)
    site.act(complaint_id, "request_information", OFFICER, message=ALL_IN_ONE)
    track = f"{site.url}/v1/track/{code}/actions"
    for action in ("comment", "reply"):
        answer = httpx.post(f"{track}/{action}", json={"text": ALL_IN_ONE}, timeout=60.0)
        assert answer.status_code == 200, answer.text
    return {"id": complaint_id, "code": code}


@pytest.mark.parametrize(
    ("officer", "paths"),
    [
        (None, ("/follow/{code}",)),
        (OFFICER, ("/queue", "/complaints/{id}")),
        (HEAD, ("/overview", "/overview/complaints/{id}", "/complaints/{id}")),
        (TRIAGE, ("/triage", "/queue")),
    ],
    ids=str,
)
def test_a_stored_text_never_runs(
    visit: Visits, hostile: dict[str, str], officer: str | None, paths: tuple[str, ...]
) -> None:
    page = visit(DESKTOP, officer=officer)
    for path in paths:
        page.goto(path.format(**hostile))
        _assert_harmless(page)


@pytest.mark.parametrize("path", ["/file?q={}", "/queue?q={}", "/?lang={}", "/sign-in?next={}", "/follow/{}"])
def test_what_an_address_says_never_runs(visit: Visits, path: str) -> None:
    page = visit(DESKTOP, officer=OFFICER if path.startswith("/queue") else None)
    for text in TEXTS[::STEP]:
        page.goto(
            path.format(httpx.QueryParams(q=text)["q"].replace("/", "%2F").replace("?", "%3F").replace("#", "%23"))
        )
        _assert_harmless(page)


def test_what_a_form_sends_back_never_runs(visit: Visits) -> None:
    """Of what was not taken nothing is lost: it stands in its field again."""
    page = visit(DESKTOP)
    for text in TEXTS[::STEP]:
        page.goto("/follow")
        page.fill("#code", text[:60])
        page.locator("main button").first.click()
        _assert_harmless(page)
        page.goto("/file")
        page.locator("main button[name=choose]").first.click()
        for name in ("text", "place", "latitude"):
            page.evaluate("([name, text]) => { document.getElementById(name).value = text; }", [name, text[:200]])
        page.locator("main button[name=review]").click()
        expect(page.locator("#text")).to_have_value(re.compile(".+"))
        _assert_harmless(page)


def test_the_name_of_a_filter_never_runs(visit: Visits) -> None:
    page = visit(DESKTOP, officer=OFFICER)
    for text in TEXTS[::STEP]:
        page.goto("/queue?overdue=true")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.locator("#filter-name").fill(text[:60])
        page.locator("#filter-name").press("Enter")
        expect(page.locator(".saved a").first).to_be_visible()
        _assert_harmless(page)


def _assert_harmless(page: Page) -> None:
    """Also once everything that can be opened is open, and the pointer has been everywhere."""
    dialogs: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", on_dialog)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for each in page.locator("main a, main button, main input").all()[:40]:
        each.focus()
    assert page.evaluate("window.hostile") is None
    assert dialogs == []
    assert page.locator("main script:not([src])").count() == 0
