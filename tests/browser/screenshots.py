"""`make screenshots`: the pages of the stack that runs here, as a phone shows them.

The six that explain the product go to docs/pages/, all others to .local/screenshots/, to be looked at.
"""

from datetime import UTC, datetime
from pathlib import Path

import httpx
from playwright.sync_api import Browser

from deploy.local.access import read_plain
from deploy.local.environment import REPOSITORY, stack_from
from tests.browser.chromium import running_chromium
from tests.browser.visits import DESKTOP, PHONE, PagesSite, Theme, Visits

FOR_DOCS = {
    "file": (None, "/file"),
    "follow": (None, "/follow/{code}"),
    "work": ("officer-{unit}", "/queue"),
    "complaint": ("officer-{unit}", "/complaints/{id}"),
    "overview": ("head-{unit}", "/overview"),
    "performance": (None, "/performance"),
}
"""Name → who opens which page."""
OTHERS = {
    "home": (None, "/"),
    "sign-in": (None, "/sign-in"),
    "follow-wrong": (None, "/follow/ABCD"),
    "work-file": ("officer-{unit}", "/counter"),
    "event": ("officer-{unit}", "/event-desk"),
    "triage": ("officer-meja-triase", "/triage"),
    "history": ("head-{unit}", "/overview/complaints/{id}"),
    "leader": ("leader-kota", "/overview"),
    "nothing": (None, "/nothing"),
    "improvements": (None, "{improvements}/improvements"),
    "units": (None, "{improvements}/improvements/units"),
    "unit": ("head-{unit}", "{improvements}/improvements/units/{unit}"),
    "satisfaction": (None, "{improvements}/improvements/satisfaction"),
    "reports": ("leader-kota", "{improvements}/improvements/reports"),
    "report": ("leader-kota", "{improvements}/improvements/reports/{year}"),
}
_TALLEST = 1_600
"""Pixels of a picture for the documents: what somebody sees who scrolls twice."""


def main() -> None:
    """Take all pictures."""
    stack = stack_from()
    site = PagesSite(stack.api_url, read_plain(stack))
    docs, looked_at = REPOSITORY / "docs" / "pages", REPOSITORY / ".local" / "screenshots"
    values = {**_busiest(site), "improvements": stack.improvements_url, "year": str(datetime.now(UTC).year)}
    for folder in (docs, looked_at):
        folder.mkdir(parents=True, exist_ok=True)
    with running_chromium() as browser:
        for name, (officer, path) in FOR_DOCS.items():
            _take(browser, site, officer, path, values, docs / f"{name}.png", language="en", tallest=_TALLEST)
        for name, (officer, path) in {**FOR_DOCS, **OTHERS}.items():
            _take(browser, site, officer, path, values, looked_at / f"{name}.png")
            _take(browser, site, officer, path, values, looked_at / f"{name}-dark.png", theme="dark", width=DESKTOP)


def _busiest(site: PagesSite) -> dict[str, str]:
    """The unit with the most open complaints that has officers, and its next complaint with a code to follow it by."""
    units = httpx.get(f"{site.url}/v1/units").raise_for_status().json()["units"]
    known = [each for each in units if f"officer-{each['id']}" in site.plain["officers"] and "triase" not in each["id"]]
    unit = max(known, key=lambda each: int(each["open_total"]))["id"]
    bearer = {"Authorization": f"Bearer {site.token(f'officer-{unit}')}"}
    listed = httpx.get(f"{site.url}/v1/complaints", headers=bearer).raise_for_status().json()["complaints"]
    code = site.file(category="jalan-rusak", area="99.71.01.1001")["tracking_code"]
    return {"unit": unit, "id": listed[0]["id"], "code": code}


def _take(
    browser: Browser, site: PagesSite, officer: str | None, path: str, values: dict[str, str], file: Path,
    *, language: str = "id", theme: Theme = "light", width: int = PHONE, tallest: int | None = None,
) -> None:  # fmt: skip
    visits = Visits(browser, site)
    page = visits(width, language=language, theme=theme, officer=officer.format(**values) if officer else None)
    page.goto(path.format(**values))
    height = min(tallest or 6_000, int(page.evaluate("document.documentElement.scrollHeight")))
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
    visits.close()


if __name__ == "__main__":
    main()
