"""The report of a year in words, for people of the city, with a file of each table from which it is computed again."""

import csv
import io

from contracts.values import Target
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.figures import NoteRequest, annotate
from tests.component.complaints.pages.reading import said
from tests.component.improvements.conftest import Clock
from tests.component.improvements.figures import made, two_units
from tests.component.improvements.pages.conftest import ELSEWHERE, Visit
from tests.component.improvements.pages.known import done, found, judged
from tests.unit.improvements.actions import HEAD

AT = "/improvements/reports"
CODES = (
    "dinas-pu",
    "jalan-rusak",
    "answer_days",
    "late_share",
    "no_effect_seen",
    "in_progress",
    "repair",
    "low_rating",
)


async def _year(deps: Dependencies, clock: Clock) -> None:
    finding = await found(deps)
    improvement = await done(
        deps, clock, findings=(finding.id,), target=Target(measure="late_share", start=0.4, goal=0.2)
    )
    await judged(deps, improvement)
    share = {"measure": "late_share", "scale": "difference", "before": 0.4, "after": 0.3, "expected": 0.3, "weeks": ()}
    await judged(deps, improvement, verdict="no_effect_seen", change=(0.0, -0.1, 0.1), months=6, **share)
    await two_units(deps, clock)
    await annotate(NoteRequest("dinas-pu", "2026-1", ("answer_days",), "=Banjir <besar>"), HEAD, deps)
    for name in ("2026", "2026-1"):
        await made(name, deps)


async def test_people_of_the_city_read_a_year_in_words(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    await _year(deps, clock)
    auditor = await visit("auditor")
    assert f'href="{AT}/2026"' in (await auditor.get(AT)).text
    page = await auditor.get(f"{AT}/2026")
    text = said(page)
    for each in (
        "Yearly report 2026 on complaints and improvements",
        "Public Works Agency Typical time to the first answer 60 2 working days",
        "Damaged road",
        "March 2026",
        "late answers Damaged road Kaliwening District",
        "answered by an improvement action",
        "Tambal jalan <Kaliwening> Public Works Agency Repair of facilities Done Answered late 40% 20%",
        "no effect seen",
        "0.55 times",
        "Quarter 1 of 2026 Time to the first answer =Banjir <besar>",
        "How figures are computed stands below each table.",
    ):
        assert each in text, each
    assert not [code for code in CODES if f">{code}<" in page.text]
    assert "<besar>" not in page.text and "noindex" in page.text


async def test_a_year_is_read_in_indonesian_too(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    await _year(deps, clock)
    page = said(await (await visit("officer", language="id")).get(f"{AT}/2026"))
    for each in ("Laporan tahunan 2026", "Dinas Pekerjaan Umum", "tidak terlihat hasilnya", "jawaban terlambat"):
        assert each in page, each


async def test_a_table_is_a_file_with_codes_and_words_that_no_spreadsheet_runs(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await _year(deps, clock)
    head = await visit("head")
    answer = await head.get(f"{AT}/2026/performance.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="performance-2026.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    mine = next(each for each in rows if (each["unit"], each["measure"]) == ("dinas-pu", "answer_days"))
    assert (mine["unit_name"], mine["value"], mine["complaints"]) == ("Public Works Agency", "2.0", "60")
    notes = await head.get(f"{AT}/2026/notes.csv")
    assert "'=Banjir" in notes.text
    assert (await head.get(f"{AT}/2026/beauty.csv")).status_code == 404


async def test_the_report_is_for_people_of_the_city_and_of_years_with_figures(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await made("2026", deps)
    anybody, officer = await visit(), await visit("officer")
    for path in (AT, f"{AT}/2026", f"{AT}/2026/performance.csv"):
        assert (await anybody.get(path)).headers["Location"].startswith(f"{ELSEWHERE}/sign-in?next=")
        assert (await officer.get(path)).status_code == 200
    for year, status in (("2019", 404), ("2031", 404), ("spring", 400), ("1999", 400)):
        assert (await officer.get(f"{AT}/{year}")).status_code == status, year
