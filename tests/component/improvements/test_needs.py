"""What is asked for is public, by need and district, as JSON and CSV, with the actions that answer it."""

import csv
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from services.improvements.application.dependencies import Dependencies
from tests.component.improvements.conftest import Clock
from tests.component.improvements.figures import LATER, made
from tests.component.improvements.lives import filed, hear
from tests.component.improvements.test_api import proposed

AT = "/v1/needs"
DAY = datetime(2026, 2, 3, 3, tzinfo=UTC)


async def asked(deps: Dependencies, number: int, area: str, *needs: str, since: datetime = DAY) -> None:
    """So many complaints from an area that ask for something, one a day."""
    for each in range(number):
        await hear(deps, [filed(f"{area}-{needs}-{each}", since + timedelta(days=each), area=area, needs=needs)])


async def published(deps: Dependencies, clock: Clock) -> None:
    await asked(deps, 7, "99.71.02.1001", "street-light")
    await asked(deps, 6, "99.71.01", "street-light", "drain")
    await asked(deps, 2, "99.71.03", "waste-bin")
    clock.now = LATER
    for period in ("2026", "2026-1"):
        await made(period, deps)


async def test_anybody_reads_what_is_asked_for_and_where(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await published(deps, clock)
    answer = (await api.get(AT, params={"period": "2026-1"})).json()
    assert (answer["period"], answer["first"], answer["last"]) == ("2026-1", "2026-01-01", "2026-03-31")
    lights, drains, bins = answer["needs"]
    assert (lights["need"], lights["names"]["en"], lights["complaints"]) == ("street-light", "New street lights", 13)
    assert (lights["open"], lights["answered"], lights["otherwise"]) == (13, 0, 0)
    assert (lights["first_on"], lights["last_on"]) == ("2026-02-03", "2026-02-09")
    assert [(each["area"], each["complaints"]) for each in lights["places"]] == [("99.71.02", 7), ("99.71.01", 6)]
    assert (drains["complaints"], bins["complaints"], bins["places"]) == (6, None, [])


async def test_an_action_about_the_same_kind_and_place_answers_it(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await published(deps, clock)
    days = {"starts_on": "2026-05-21", "due_on": "2026-07-01"}
    await proposed(api, about={"category": "lampu-jalan", "area": "99.71.02"}, complaints=[], **days)
    lights, drains, _ = (await api.get(AT, params={"period": "2026"})).json()["needs"]
    assert len(lights["improvements"]) == 1 and drains["improvements"] == []
    assert [len(each["improvements"]) for each in lights["places"]] == [1, 0]


async def test_the_table_has_the_same_numbers(api: httpx.AsyncClient, deps: Dependencies, clock: Clock) -> None:
    await published(deps, clock)
    answer = await api.get(f"{AT}/table.csv", params={"period": "2026-1"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="needs-2026-1.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [(each["need"], each["area"], each["complaints"]) for each in rows] == [
        ("street-light", "city", "13"),
        ("street-light", "99.71.02", "7"),
        ("street-light", "99.71.01", "6"),
        ("drain", "city", "6"),
        ("drain", "99.71.01", "6"),
        ("waste-bin", "city", ""),
    ]
    assert (rows[0]["open"], rows[0]["last_on"], rows[1]["open"]) == ("13", "2026-02-09", "")


@pytest.mark.parametrize(
    ("period", "status"), [("2026-9", 422), ("2019", 404), ("spring", 422), ("2026-1", 404), ("x" * 40, 422)]
)
async def test_a_period_that_there_is_not_is_named(api: httpx.AsyncClient, period: str, status: int) -> None:
    for path in (AT, f"{AT}/table.csv"):
        answer = await api.get(path, params={"period": period})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, "period")


async def test_an_edition_of_before_has_no_needs(api: httpx.AsyncClient, deps: Dependencies) -> None:
    await made("2026-1", deps)
    assert (await api.get(AT, params={"period": "2026-1"})).json()["needs"] == []
