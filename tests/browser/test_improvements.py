"""The pages of improvements in a real browser: no barriers, valid, and nothing wider than a small phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.browser.audit import invalid, violations
from tests.browser.improvements import ImprovementsSite, serving_improvements
from tests.browser.visits import DESKTOP, LANGUAGES, Visits, fits
from tests.stacks import fresh

SMALLEST = 320
OPENED = {
    None: (
        *("list", "waiting", "taught", "done", "nothing", "units", "unit", "satisfaction"),
        *("needs", "questions", "question", "result", "ideas", "idea", "idea_form"),
    ),
    "head": (
        *("list", "waiting", "taught", "done", "findings", "propose", "unit", "behind", "reports", "report"),
        *("ask", "result", "idea"),
    ),
}


@pytest.fixture(scope="module")
def improvements(bare_stack: Stack, store: Store) -> Iterator[ImprovementsSite]:
    """The pages with something on each of them."""
    with serving_improvements(fresh(bare_stack)) as site:
        yield site


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("person", [None, "head", "analyst"], ids=str)
def test_a_page_has_no_barriers_is_valid_and_fits(
    improvements: ImprovementsSite, browser: Browser, person: str | None, language: str, tmp_path: Path
) -> None:
    context = improvements.visit(browser, person, locale=language)
    page, faults, sent = context.new_page(), list[str](), []
    page.on("console", lambda message: faults.append(message.text) if "status of 4" not in message.text else None)
    for name in OPENED.get(person, ("finding", "waiting", "learning", "question", "ideas", "hidden_idea")):
        answer = page.goto(improvements.paths[name])
        assert answer is not None
        sent.append((f"{person} {language} {name}", answer.text()))
        for part in page.locator("details").all():
            part.evaluate("(each) => { each.open = true }")
        faults += [f"{name}: {each}" for each in _barriers(page)]
        page.set_viewport_size({"width": SMALLEST, "height": 640})
        faults += [] if fits(page) else [f"{name} is wider than {SMALLEST} pixels"]
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.locator("html").get_attribute("lang") == language
    assert faults + invalid(sent, tmp_path) == []
    context.close()


def _barriers(page: Page) -> Iterator[str]:
    page.emulate_media(color_scheme="light")
    yield from (f"light: {each}" for each in violations(page))
    page.emulate_media(color_scheme="dark")
    yield from (f"dark: {each}" for each in violations(page, colours_only=True))


def test_a_finding_becomes_a_proposal_without_scripts(improvements: ImprovementsSite, browser: Browser) -> None:
    context = improvements.visit(browser, "head", locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto("/improvements")
    page.get_by_role("link", name="One finding is open").click()
    page.get_by_role("link", name="Late answers about").click()
    page.get_by_role("link", name="Propose an action").click()
    page.get_by_label("Title").fill("Answer sooner")
    page.get_by_label("Kind", exact=True).select_option("staff")
    page.get_by_label("Unit that does it").select_option("dinas-pu")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("alert")).to_contain_text("Done by: fill it in.")
    begins_on = page.get_by_label("Begins on").input_value()
    page.get_by_label("Done by").fill(f"{int(begins_on[:4]) + 1}-01-31")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("status")).to_contain_text("It was proposed.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Answer sooner")
    context.close()


def test_whoever_signed_in_at_complaints_is_known_at_improvements(visit: Visits) -> None:
    page = visit(DESKTOP, language="en", officer="leader-kota")
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Improvements").click()
    page.wait_for_url("**/improvements")
    expect(page.get_by_role("link", name="No finding is open")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto(page.url.replace("/sign-out", "/"))
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Improvements").click()
    expect(page.get_by_text("No improvement was proposed yet.")).to_be_visible()
    expect(page.get_by_role("link", name="No finding is open")).to_have_count(0)
