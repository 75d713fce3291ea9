"""The page of the event desk: what it keeps and names, its words, its keys, and what it says when the tablet cannot."""

from pathlib import Path
from typing import Literal

import pytest

from tests.browser.audit import invalid, violations
from tests.browser.event_desks import Tablets
from tests.browser.visits import fits


def test_without_a_network_the_page_speaks_both_languages(tablets: Tablets) -> None:
    tablet = tablets()
    tablet.open_event_desk()
    tablet.context.set_offline(True)
    tablet.begin("lampu mati")
    tablet.page.locator(".languages a").click()
    tablet.page.get_by_role("heading", name="Loket acara").wait_for()
    tablet.page.locator("#drafts button").click()
    tablet.page.locator("#text:focus").wait_for()
    assert tablet.page.input_value("#text") == "lampu mati"
    tablet.visit()
    assert tablet.page.get_attribute("html", "lang") == "id"


def test_what_is_kept_of_the_page_is_the_page_and_names_nobody(tablets: Tablets) -> None:
    tablet = tablets()
    tablet.open_event_desk()
    tablet.enter("lampu mati")
    tablet.says("Everything is sent.")
    kept = tablet.page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                    found.push([new URL(request.url).pathname, await (await cache.match(request)).text()]);
                }
            }
            return found;
        }"""
    )
    assert all(
        path.startswith("/assets/") or path in ("/event-desk/shell", "/event-desk/last-language") for path, _ in kept
    )
    assert sum(path == "/event-desk/shell" for path, _ in kept) == 2
    assert not any("officer-pu" in text or "lampu mati" in text for _, text in kept)
    assert tablet.page.evaluate("localStorage.length + sessionStorage.length") == 0
    tablet.context.set_offline(True)
    tablet.page.reload()
    assert "officer-pu" not in tablet.page.inner_text("body")


def test_an_entry_is_made_by_the_keyboard_alone(tablets: Tablets) -> None:
    tablet = tablets()
    letters = tablet.open_event_desk()
    assert tablet.page.locator(":focus").get_attribute("id") == "new-entry"
    for number in (1, 2):
        tablet.page.keyboard.press("Enter")
        tablet.page.locator("#text:focus").wait_for()
        tablet.page.keyboard.type(f"keluhan {number}")
        tablet.page.keyboard.press("Control+Enter")
        tablet.page.locator("#slip-title:focus").wait_for()
        assert tablet.page.inner_text("#slip-number") == f"{letters}-00{number}"
        tablet.page.keyboard.press("Tab")
    tablet.says("Everything is sent.")
    assert tablets.site.kept() == ["keluhan 1", "keluhan 2"]


def test_an_entry_without_a_text_is_not_finished(tablets: Tablets) -> None:
    tablet = tablets()
    tablet.open_event_desk()
    tablet.page.click("#new-entry")
    tablet.page.click("#entry-form button[type=submit]")
    assert tablet.page.inner_text("#text-problem") == "Write what it is about."
    assert tablet.page.locator(":focus").get_attribute("id") == "text"


def test_a_full_storage_is_told(tablets: Tablets) -> None:
    """A transaction that does not fit is aborted by the browser, as it is here."""
    tablet = tablets()
    tablet.open_event_desk()
    tablet.page.click("#new-entry")
    tablet.page.locator("#text:focus").wait_for()
    tablet.page.evaluate(
        """() => {
            IDBObjectStore.prototype.put = function () {
                const error = new DOMException("full", "QuotaExceededError");
                Object.defineProperty(this.transaction, "error", { value: error });
                this.transaction.abort();
            };
        }"""
    )
    tablet.page.fill("#text", "lampu mati")
    tablet.page.get_by_text("The storage of this tablet is full").wait_for()
    tablet.page.get_by_text("could not be saved").wait_for()


def test_without_a_storage_the_page_says_what_to_do(tablets: Tablets) -> None:
    tablet = tablets()
    tablet.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    tablet.page.goto(f"{tablets.site.url}/event-desk")
    tablet.page.get_by_text("keeps nothing on this tablet").wait_for()
    assert tablet.page.locator("#opening").is_hidden()
    assert tablet.page.get_by_role("link", name="File for a citizen").first.is_visible()


def test_whoever_signs_out_is_told_what_stays(tablets: Tablets) -> None:
    tablet = tablets()
    tablet.open_event_desk()
    tablet.begin("lampu mati")
    tablet.page.locator("form.signed-in button").click()
    assert "stays on this tablet" in tablet.page.get_by_role("dialog").inner_text()
    tablet.page.get_by_role("dialog").get_by_role("button", name="Back").click()
    assert tablet.page.input_value("#text") == "lampu mati"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_state_of_the_page_has_barriers(tablets: Tablets, theme: Literal["light", "dark"], tmp_path: Path) -> None:
    tablet = tablets()
    tablet.page.emulate_media(color_scheme=theme)
    tablet.visit()
    tablet.page.locator("#opening").wait_for()
    found = violations(tablet.page)
    tablet.open_event_desk()
    tablet.context.set_offline(True)
    tablet.page.reload()
    tablet.page.click("#new-entry")
    tablet.page.click("#entry-form button[type=submit]")
    tablet.page.locator("#text[aria-invalid=true]").wait_for()
    found += violations(tablet.page)
    tablet.page.click("#discard")
    found += violations(tablet.page)
    tablet.page.get_by_role("dialog").get_by_role("button", name="Back").click()
    tablet.page.click("#later")
    tablet.enter("lampu mati")
    found += violations(tablet.page)
    tablet.context.set_offline(False)
    tablet.says("Everything is sent.")
    found += violations(tablet.page)
    html = tablet.page.evaluate("'<!doctype html>' + document.documentElement.outerHTML")
    assert found + invalid([("event desk", html)], tmp_path) == []


@pytest.mark.parametrize("width", [320, 800])
def test_all_of_it_fits_phones_and_tablets(tablets: Tablets, width: int) -> None:
    tablet = tablets(width=width)
    tablet.open_event_desk("x" * 80)
    assert fits(tablet.page)
    tablet.begin("y" * 300)
    assert fits(tablet.page)
    tablet.page.keyboard.press("Control+Enter")
    tablet.says("Everything is sent.")
    assert fits(tablet.page)
