"""The report of a year has what was found and what became of it, and what was done."""

from datetime import UTC, datetime

import httpx
import pytest

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.search import search
from tests.component.improvements.conftest import Clock, bearer
from tests.component.improvements.figures import made, two_units
from tests.component.improvements.test_api import proposed
from tests.component.improvements.test_search import town

AT = "/v1/reports/2026"


async def test_a_report_is_for_people_of_the_city(api: httpx.AsyncClient, deps: Dependencies) -> None:
    await made("2026", deps)
    assert (await api.get(AT)).status_code == 401
    found = (await api.get(AT, headers=bearer("officer"))).json()
    assert (found["year"], found["findings"], found["improvements"]) == (2026, [], [])
    assert (await api.get("/v1/reports/1999", headers=bearer("officer"))).status_code == 422


@pytest.mark.parametrize("became", ["action", "dismissed", "open", "gone"])
async def test_a_finding_stands_with_what_became_of_it(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock, became: str
) -> None:
    await town(deps, clock)
    await search(deps)
    (finding,) = await deps.findings.open()
    if became == "gone":
        clock.pass_by(weeks=40)
        await search(deps)
    if became == "action":
        clock.now = datetime(2026, 5, 1, 3, tzinfo=UTC)
        await proposed(api, findings=[finding.id], starts_on="2026-05-04", due_on="2026-06-30")
    if became == "dismissed":
        reason = {"reason": "known_event"}
        await api.post(f"/v1/findings/{finding.id}/dismissal", json=reason, headers=bearer("analyst"))
    await made("2026", deps)
    found = (await api.get(AT, headers=bearer("analyst"))).json()
    assert [(each["id"], each["became"]) for each in found["findings"]] == [(finding.id, became)]
    assert len(found["improvements"]) == (became == "action")


async def test_an_improvement_stands_in_the_years_in_which_it_was_under_way(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await proposed(api)
    clock.pass_by(days=365)
    for year in ("2025", "2026", "2027"):
        await made(year, deps)
    numbers = [
        len((await api.get(f"/v1/reports/{year}", headers=bearer("analyst"))).json()["improvements"])
        for year in (2025, 2026, 2027)
    ]
    assert numbers == [0, 1, 1]


async def test_a_report_is_handed_out_as_tables_in_the_words_of_a_language_of_the_city(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await made("2026", deps)
    assert (await api.get(f"{AT}/tables")).status_code == 401
    titles = {}
    for language in ("en", "id", "jv"):
        answer = (await api.get(f"{AT}/tables", params={"language": language}, headers=bearer("officer"))).json()
        titles[language] = (answer["language"], answer["tables"][0]["title"])
    assert titles["en"] == ("en", "Complaints by kind")
    assert titles["id"] == titles["jv"] == ("id", "Pengaduan menurut jenis"), (
        "its first language where it has none such"
    )
    table = next(each for each in answer["tables"] if each["name"] == "complaints_by_unit")
    assert table["columns"] == ["unit", "unit_name", "complaints"]
    assert table["rows"][1] == ["dinas-pu", "Dinas Pekerjaan Umum", 60]
    assert table["shown"][1] == [
        {"text": "Dinas Pekerjaan Umum", "is_number": False},
        {"text": "60", "is_number": True},
    ]
    missing = await api.get("/v1/reports/2019/tables", headers=bearer("officer"))
    assert missing.status_code == 404
