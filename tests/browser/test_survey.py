"""The satisfaction survey in a real browser, with scripts and without: nine questions on the smallest screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contracts.values import SURVEY_ELEMENTS
from tests.browser.audit import invalid, violations
from tests.browser.conftest import Way
from tests.browser.visits import LANGUAGES, PHONE, PagesSite, Visits, fits
from tests.browser.waiting import assigned

OFFICER = "officer-dinas-pu"


def _resolved(site: PagesSite, text: str) -> str:
    """The code of a complaint that a unit has resolved."""
    filed = site.file(category="jalan-rusak", area="99.71.01.1001", text=text)
    assigned(site, filed["id"], OFFICER)
    site.act(filed["id"], "acknowledge", OFFICER)
    site.act(filed["id"], "resolve", OFFICER, message="Sudah ditambal.")
    code: str = filed["tracking_code"]
    return code


def _closed(page: Page, code: str) -> None:
    page.goto(f"/follow/{code}")
    page.locator("form[action$=confirm] button").click()
    expect(page.locator("#survey-title")).to_be_visible()


def test_whoever_says_that_it_is_dealt_with_answers_nine_questions(visit: Visits, site: PagesSite, way: Way) -> None:
    page = visit(way.width, scripts=way.scripts)
    _closed(page, _resolved(site, f"Lubang di depan sekolah {way}"))
    assert fits(page)
    for number, name in enumerate(SURVEY_ELEMENTS):
        page.locator(f"input[name=score_{name}][value='{number % 4 + 1}']").check()
    page.locator("#survey").fill("Petugasnya ramah")
    page.locator("form[action$=survey] button").click()
    expect(page.locator("[role=status]").first).to_be_visible()
    expect(page.locator("#survey-title")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_survey_has_no_barriers_and_is_valid(visit: Visits, site: PagesSite, tmp_path: Path, language: str) -> None:
    page = visit(PHONE, language=language)
    code = _resolved(site, f"Lubang di depan pasar {language}")
    _closed(page, code)
    page.locator("form[action$=survey]").evaluate("(form) => { form.noValidate = true }")
    faults, shown = violations(page), [("survey", page.content())]
    with page.expect_response(lambda answer: "/actions/survey" in answer.url) as refused:
        page.locator("form[action$=survey] button").click()
    assert refused.value.status == 422
    shown.append(("refused", refused.value.text()))
    expect(page.locator("#errors li")).to_have_count(len(SURVEY_ELEMENTS))
    assert [*faults, *violations(page), *invalid(shown, tmp_path)] == []
    assert fits(page)
