"""Figures of units are published as editions; their complaints, and where help is offered, are for those concerned."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.improvements.api.asgi import build_api
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.publish import publish_next
from services.improvements.domain.performance.lists import Entry, Lists, Why
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.unit_notes import MAX_NOTES
from tests.component.improvements.conftest import STAFF, Clock, bearer
from tests.component.improvements.figures import OTHER_UNIT, answered, made, scores, two_units
from tests.component.improvements.lives import UNIT, hear

UNITS = "/v1/performance/units"
MINE = f"{UNITS}/{UNIT}"
QUARTER = {"period": "2026-1"}
DAY = timedelta(days=1)


async def units(api: httpx.AsyncClient, period: str = "2026-1") -> dict[str, Any]:
    answer = await api.get(UNITS, params={"period": period})
    assert answer.status_code == 200, answer.text
    return {each["unit"]: each for each in answer.json()["units"]}


async def test_everybody_reads_what_a_unit_did_and_what_was_to_be_expected(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    found = await units(api)
    assert list(found) == sorted((UNIT, OTHER_UNIT))
    assert (found[UNIT]["complaints"], found[UNIT]["names"]["en"]) == (60, "Public Works Agency")
    days = next(each for each in found[UNIT]["figures"] if each["measure"] == "answer_days")
    assert (days["value"], days["compared"], days["alone"]) == (2, 60, None)
    assert days["observed"] < days["expected"] and days["observed"] <= days["shrunk"] <= days["expected"]


async def test_a_trend_is_against_the_units_own_past(api: httpx.AsyncClient, deps: Dependencies, clock: Clock) -> None:
    await two_units(deps, clock)
    first = clock.now - timedelta(days=49)
    await hear(deps, [*answered("pu2", 40, days=14, first=first), *answered("lh2", 40, OTHER_UNIT, 2, first)])
    clock.pass_by(days=90)
    await made("2026-2", deps)
    trend = next(each for each in (await units(api, "2026-2"))[UNIT]["trends"] if each["measure"] == "answer_days")
    assert (trend["before"], trend["now"]) == (2, 14)
    assert trend["low"] < trend["change"] < trend["high"] and trend["change"] > 0


async def test_few_complaints_are_not_shown_nor_what_would_show_them(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await hear(deps, list(answered("few", 3, "dinas-perhubungan")))
    await made("2026-1", deps)
    found = await units(api)
    assert {unit: each["complaints"] for unit, each in found.items()} == {
        "dinas-perhubungan": None,
        OTHER_UNIT: None,
        UNIT: 60,
    }
    assert found[OTHER_UNIT]["figures"] == []


async def test_a_year_does_not_say_what_one_of_its_quarters_hides(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    april = clock.now - timedelta(days=49)
    await hear(deps, [*answered("pu2", 60, first=april), *answered("lh2", 3, OTHER_UNIT, first=april)])
    await made("2026", deps)
    assert {unit: each["complaints"] for unit, each in (await units(api, "2026")).items()} == {
        OTHER_UNIT: None,
        UNIT: None,
    }


async def test_a_period_without_complaints_has_no_unit(api: httpx.AsyncClient, deps: Dependencies) -> None:
    await made("2025-4", deps)
    assert await units(api, "2025-4") == {}


@pytest.mark.parametrize(("period", "status"), [("2026-3", 422), ("2026-0", 422), ("", 422), ("2026-1", 404)])
async def test_a_period_that_is_not_published_is_named(api: httpx.AsyncClient, period: str, status: int) -> None:
    answer = await api.get(UNITS, params={"period": period})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, "period")


async def test_the_complaints_of_a_figure_are_for_the_unit_and_those_above_it(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    figure = next(each for each in (await units(api))[UNIT]["figures"] if each["measure"] == "rating")
    at = figure["complaints_at"]
    for person in ("officer", "head", "secretary", "auditor", "analyst"):
        answer = (await api.get(at, headers=bearer(person))).json()
        assert (answer["number"], answer["complaints"][0]) == (60, "pu-59")
    assert (await api.get(at)).status_code == 401
    assert (await api.get(at, headers=bearer("other-head"))).status_code == 403
    whole = (await api.get((await units(api))[UNIT]["complaints_at"], headers=bearer("head"))).json()
    assert whole["number"] == 60
    wrong = await api.get(f"{MINE}/complaints", params=QUARTER | {"measure": "beauty"}, headers=bearer("head"))
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "measure")


async def test_where_help_is_offered_only_the_head_and_the_bureau_read(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    late, days = Key(Measure.LATE_SHARE, "finish"), Key(Measure.ANSWER_DAYS)
    helped = [Entry(unit, Why.WORSENED, late, 60, 0.2, 0.0, 5.0) for unit in (UNIT, OTHER_UNIT)]
    praised = Entry(UNIT, Why.BETTER_THAN_EXPECTED, days, 60, 0.1, 0.5, -5.0)
    edition = replace(await made("2026-1", deps), lists=Lists((praised,), tuple(helped)))
    await deps.editions.publish(edition, None)
    for person, sees in (("head", True), ("analyst", True), ("other-head", False), ("officer", False)):
        answer = (await api.get(f"{MINE}/lists", params=QUARTER, headers=bearer(person))).json()
        assert (answer["coaching"] is not None) is sees, person
        assert [each["why"] for each in answer["recognition"]] == ["better_than_expected"]
    assert (await api.get(f"{MINE}/lists", params=QUARTER)).json()["coaching"] is None
    unknown = await api.get(f"{MINE}/lists", params=QUARTER, headers={"Authorization": "Bearer nobody"})
    assert unknown.status_code == 401
    listed = (await api.get(f"{MINE}/lists", params=QUARTER, headers=bearer("head"))).json()["coaching"]
    assert [(each["unit"], each["why"], each["clock"]) for each in listed] == [(UNIT, "worsened", "finish")]
    public = (await api.get(UNITS, params=QUARTER)).json()
    assert len(public["recognition"]) == 1 and "worsened" not in str(public)


async def test_a_unit_says_something_about_its_figures_once_and_everybody_reads_it(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    body = {"period": "2026-1", "text": " Banjir pada bulan Februari. ", "measures": ["answer_days"]}
    for _ in range(2):
        answer = await api.post(f"{MINE}/annotations", json=body, headers=bearer("head"))
        assert (answer.status_code, answer.json()["text"]) == (201, "Banjir pada bulan Februari.")
    (note,) = (await units(api))[UNIT]["notes"]
    assert (note["period"], note["measures"]) == ("2026-1", ["answer_days"])
    await made("2026", deps)
    assert (await units(api, "2026"))[UNIT]["notes"] == [note], "a note of a quarter stands beside the year too"


async def test_a_unit_that_only_has_a_note_is_listed_with_it(api: httpx.AsyncClient, deps: Dependencies) -> None:
    await made("2026-1", deps)
    body = {"period": "2026-1", "text": "Tidak ada pengaduan."}
    await api.post(f"{MINE}/annotations", json=body, headers=bearer("head"))
    found = (await units(api))[UNIT]
    assert (found["complaints"], found["figures"], len(found["notes"])) == (0, [], 1)


@pytest.mark.parametrize(
    ("person", "change", "status", "field"),
    [
        ("other-head", {}, 403, "unit"),
        ("officer", {}, 403, "unit"),
        ("head", {"text": "x" * 301}, 422, "text"),
        ("head", {"text": "  "}, 422, "text"),
        ("head", {"period": "2027-1"}, 422, "period"),
        ("head", {"measures": ["beauty"]}, 422, "measures"),
    ],
)
async def test_a_note_that_cannot_be_kept_is_refused(
    api: httpx.AsyncClient, person: str, change: dict[str, Any], status: int, field: str
) -> None:
    body = {"period": "2026-1", "text": "Banjir."} | change
    answer = await api.post(f"{MINE}/annotations", json=body, headers=bearer(person))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)


async def test_a_unit_that_was_renamed_leads_to_the_one_after_it(deps: Dependencies, clock: Clock) -> None:
    await two_units(deps, clock)
    renamed = deps.city.improvements.model_copy(update={"successors": {OTHER_UNIT: UNIT}})
    later = replace(deps, city=replace(deps.city, improvements=renamed))
    await made("2026-1", later)
    transport = httpx.ASGITransport(build_api(later, STAFF))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as api:
        assert {unit: each["complaints"] for unit, each in (await units(api)).items()} == {UNIT: 100}
        answer = await api.get(f"{UNITS}/{OTHER_UNIT}/lists", params=QUARTER)
        assert answer.status_code == 404 and UNIT in answer.json()["errors"][0]["remedy"]
        form = {"unit": OTHER_UNIT, "number": "1", "answered_on": "2026-05-04", "scores": scores()}
        entered = (await api.post("/v1/surveys", json={"forms": [form]}, headers=bearer("head"))).json()
        assert entered["kept"] == 1, "a form of the old unit is one of the new unit"


async def test_there_is_an_end_to_the_notes_about_a_period(api: httpx.AsyncClient) -> None:
    bodies = [{"period": "2026-1", "text": f"Catatan {number}"} for number in range(MAX_NOTES + 1)]
    for body in bodies[:-1]:
        assert (await api.post(f"{MINE}/annotations", json=body, headers=bearer("head"))).status_code == 201
    assert (await api.post(f"{MINE}/annotations", json=bodies[-1], headers=bearer("head"))).status_code == 409
    assert (await api.post(f"{MINE}/annotations", json=bodies[0], headers=bearer("head"))).status_code == 201


async def test_editions_are_made_once_and_those_that_move_again(deps: Dependencies, clock: Clock) -> None:
    made_in_order = []
    while (edition := await publish_next(deps, DAY)) is not None:
        made_in_order.append(edition.name)
    assert made_in_order == ["2026", "2026-1", "2025", "2025-4", "2025-3", "2025-2", "2025-1"]
    clock.pass_by(days=1)
    again = []
    while (edition := await publish_next(deps, DAY)) is not None:
        again.append(edition.name)
    assert again == ["2026", "2026-1", "2025", "2025-4"]
