"""Anybody sees what is promised and how it is kept, opens the figures, and takes the data along."""

import csv
import io

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.audit import violations
from tests.browser.conftest import Way
from tests.browser.visits import PagesSite, Visits, fits
from tests.browser.waiting import assigned, until

UNIT = "dinas-pu"
NUMBER = 6


@pytest.fixture(scope="module")
def published(site: PagesSite) -> list[dict[str, str]]:
    """The rows that are published once enough complaints have come in and were answered."""
    for n in range(NUMBER):
        filed = site.file(category="jalan-rusak", area="99.71.01.1001", text=f"Lubang nomor {n} di jalan.")
        assigned(site, filed["id"], f"officer-{UNIT}")
        site.act(filed["id"], "acknowledge", f"officer-{UNIT}")
        site.act(filed["id"], "resolve", f"officer-{UNIT}", message="Sudah ditambal.")
    found: list[dict[str, str]] = until(lambda: _answered(site), "enough answered complaints are published")
    return found


def _answered(site: PagesSite) -> list[dict[str, str]]:
    answer = httpx.get(f"{site.url}/performance/rows.csv", timeout=60.0).raise_for_status()
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    return rows if sum(row["state"] == "answered" for row in rows) >= NUMBER else []


def test_anybody_finds_the_figures_from_the_first_page(
    visit: Visits, way: Way, published: list[dict[str, str]]
) -> None:
    page = visit(way.width, scripts=way.scripts, language="en")
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Promises and results").click()
    page.wait_for_url("**/performance")
    expect(page.get_by_role("heading", level=1)).to_have_text("Promises and results")
    table = page.get_by_role("region", name="All figures as a table: Kept in time, by kind of report")
    expect(table).to_be_hidden()
    page.get_by_text("All figures as a table: Kept in time, by kind of report").click()
    expect(table.get_by_role("rowheader").first).to_be_visible()
    if way.scripts:
        assert fits(page)
        assert violations(page) == []


def test_the_data_is_one_click_from_the_page(visit: Visits, published: list[dict[str, str]]) -> None:
    page = visit(language="en")
    page.goto("/performance#open-data")
    with page.expect_download() as download:
        page.get_by_role("link", name="One row for each report (CSV)").click()
    assert download.value.suggested_filename == "performance-rows.csv"
