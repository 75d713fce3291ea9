"""Every page is accessible in both languages and themes, is valid HTML, fits a small phone, and is light."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.audit import invalid, violations
from tests.browser.visits import LANGUAGES, PHONE, PagesSite, Visits, fits
from tests.browser.waiting import assigned
from tests.short import IS_SHORT

SMALLEST = 320
"""The width of a small phone, and of a page of 1280 pixels at a zoom of 400 %."""
FIRST_PAGE = 60 * 1024
"""Bytes of the first page with everything that it loads."""
UNIT = "dinas-pu"
READERS = {
    None: ("/", "/file", "/follow", "/follow/{code}", "/follow/ABCD", "/performance", "/sign-in", "/problems",
           "/problems/not-found", "/follow/0000-0000-0000-0000"),
    f"officer-{UNIT}": ("/", "/queue", "/complaints/{id}", "/complaints/none", "/counter", "/event-desk"),
    f"head-{UNIT}": ("/overview", "/overview/complaints/{id}", "/triage"),
    "leader-kota": ("/overview", "/complaints/{id}"),
    "officer-meja-triase": ("/triage",),
    "auditor-kota": ("/queue",),
}  # fmt: skip
"""Who opens which pages; some are pages of refusals."""
ALSO = {
    f"head-{UNIT}": ("/queue",),
    "leader-kota": ("/queue",),
    "officer-meja-triase": ("/queue",),
    "auditor-kota": ("/complaints/{id}",),
}
"""Pages that two others open as well."""


@pytest.fixture(scope="session")
def known(site: PagesSite) -> dict[str, str]:
    """A complaint that a unit has, with its code; another one waits for the triage desk."""
    site.file(text="Tidak tahu ini urusan siapa.")
    filed = site.file(category="jalan-rusak", area="99.71.01.1001")
    assigned(site, filed["id"], f"officer-{UNIT}")
    return {"id": filed["id"], "code": filed["tracking_code"]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("officer", READERS, ids=str)
def test_a_page_has_no_barriers_is_valid_and_fits(
    visit: Visits, known: dict[str, str], officer: str | None, language: str, tmp_path: Path
) -> None:
    page = visit(PHONE, language=language, officer=officer)
    found, sent = [], []
    for path in (each.format(**known) for each in opened_by(officer)):
        answer = page.goto(path)
        assert answer is not None
        sent.append((f"{officer} {language} {path}", answer.text()))
        found += [f"{path}: {each}" for each in _barriers(page)]
        page.set_viewport_size({"width": SMALLEST, "height": 640})
        found += [] if fits(page) else [f"{path} is wider than {SMALLEST} pixels"]
        page.set_viewport_size({"width": PHONE, "height": 800})
        assert page.locator("html").get_attribute("lang") == language
    assert found + invalid(sent, tmp_path) == []


def opened_by(officer: str | None) -> tuple[str, ...]:
    """The pages of this reader."""
    return READERS[officer] if IS_SHORT or officer is None else READERS[officer] + ALSO.get(officer, ())


def _barriers(page: Page) -> Iterator[str]:
    page.emulate_media(color_scheme="light")
    yield from (f"light: {each}" for each in violations(page))
    page.emulate_media(color_scheme="dark")
    yield from (f"dark: {each}" for each in violations(page, colours_only=True))


def test_the_first_page_is_light(visit: Visits) -> None:
    """One request beyond the page and its stylesheet: the icon."""
    page = visit()
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.goto("/", wait_until="networkidle")
    assert sum(sizes.values()) <= FIRST_PAGE
    assert len(sizes) <= 3


def test_every_page_is_reached_by_the_keyboard_alone(visit: Visits) -> None:
    page = visit()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/file")
