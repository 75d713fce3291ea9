"""`tanggap report` against the real API of improvements: a page to read, and a table for each of its figures."""

import asyncio
import csv
from html.parser import HTMLParser
from pathlib import Path

from typer.testing import CliRunner, Result

from deploy.local.ports import HOST
from services.improvements.api.asgi import build_api
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.figures import NoteRequest, annotate
from tests.component.complaints.batches import served
from tests.component.improvements.conftest import STAFF, Clock, clock, deps, driver
from tests.component.improvements.figures import made, two_units
from tests.unit.improvements.actions import HEAD
from tools.tanggap.__main__ import app

__all__ = ["clock", "deps", "driver"]


class Page(HTMLParser):
    """What matters of a page: its elements, its links and its language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements, self.links, self.headers = [], [], 0
        self.language: str | None = None
        self.feed(html)

    elements: list[str]
    links: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append(tag)
        self.links.extend(filter(None, [given.get("href")]))
        self.headers += tag == "th" and given.get("scope") == "col"
        self.language = given.get("lang", self.language) if tag == "html" else self.language


async def reported(deps: Dependencies, out: Path, *more: str, year: int = 2026) -> Result:
    """The command has an event loop of its own."""
    async with served(build_api(deps, STAFF)) as port:
        address = f"http://{HOST}:{port}"
        arguments = ["report", "--year", str(year), "--out", str(out), "--api", address, *more]
        environment = {"STAFF_TOKEN": "token-of-analyst"}
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments, env=environment))


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


async def test_a_year_is_a_page_and_tables_that_it_names(deps: Dependencies, clock: Clock, tmp_path: Path) -> None:
    await two_units(deps, clock)
    await annotate(NoteRequest("dinas-pu", "2026-1", (), "=Banjir <b>besar</b>"), HEAD, deps)
    for name in ("2026", "2026-1"):
        await made(name, deps)
    out = tmp_path / "report"
    ran = await reported(deps, out)
    assert ran.exit_code == 0, ran.output
    html = (out / "report.html").read_text(encoding="utf-8")
    page = Page(html)
    assert (page.language, "script" in page.elements, page.headers > 20) == ("id", False, True)
    for text in ("Dinas Pekerjaan Umum", "Waktu yang lazim sampai jawaban pertama", "2 hari kerja", "Triwulan 1 2026"):
        assert text in html, text
    for code in ("dinas-pu", "answer_days", "late_share", "own_categories_only"):
        assert f">{code}<" not in html, code
    assert "&lt;b&gt;besar" in html and "Kinerja unit" in html
    files = {each for each in page.links if each.endswith(".csv")}
    assert files == {each.name for each in out.glob("*.csv")} > {"performance.csv", "satisfaction.csv", "notes.csv"}
    by_unit = [(each["unit"], each["unit_name"], each["complaints"]) for each in table(out, "complaints_by_unit")]
    assert by_unit == [("dinas-lh", "Dinas Lingkungan Hidup", "40"), ("dinas-pu", "Dinas Pekerjaan Umum", "60")]
    assert sum(int(each["complaints"]) for each in table(out, "complaints_by_month")) == 100
    city = next(each for each in table(out, "satisfaction") if not each["unit"])
    assert (city["answers"], city["period"]) == ("11", "2026")
    assert table(out, "notes")[0]["text"].startswith("'=")


async def test_the_page_is_also_in_english(deps: Dependencies, clock: Clock, tmp_path: Path) -> None:
    await made("2026", deps)
    assert (await reported(deps, tmp_path, "--language", "en")).exit_code == 0
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Performance of units" in html and "There are none." in html and "Kinerja" not in html
    assert "City of Tirtasari. Figures as they stood when" in html


async def test_a_year_without_figures_is_named(deps: Dependencies, tmp_path: Path) -> None:
    ran = await reported(deps, tmp_path, year=2019)
    assert (ran.exit_code, "there are no figures of 2019" in ran.output) == (1, True)
    future = await reported(deps, tmp_path, year=2031)
    assert (future.exit_code, "no quarter or year that has begun" in future.output) == (1, True)
    assert list(tmp_path.iterdir()) == []
