"""Patterns are found once, kept with their evidence, laid aside by those who may, and gone when they are gone."""

from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
from prometheus_client import REGISTRY

from chassis.shares import SLOTS, Share
from contracts.codec import decode
from contracts.improvement_events import FindingClosed, FindingOpened
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.search import search
from tests.component.improvements.conftest import Clock, bearer
from tests.component.improvements.lives import hear, weekly

FIRST = datetime(2025, 3, 3, 3, tzinfo=UTC)
WEEKS = 60


async def town(deps: Dependencies, clock: Clock) -> None:
    """Twelve complaints a week for a year, and a surge of forty in each of the last three weeks."""
    quiet = WEEKS - 3
    await hear(deps, list(weekly(FIRST, quiet, 12, "quiet")))
    await hear(deps, list(weekly(FIRST + timedelta(weeks=quiet), 3, 40, "surge")))
    others = [
        each.model_copy(
            update={"routing_input": each.routing_input.model_copy(update={"category": "sampah", "area": "99.71.05"})}
        )
        for each in weekly(FIRST, WEEKS, 30, "other")
    ]
    await hear(deps, others)
    clock.now = FIRST + timedelta(weeks=WEEKS)


async def published(deps: Dependencies) -> list[object]:
    found = await deps.findings.outbox.look(Share(width=SLOTS), 100)
    return [decode(body) for each in found for body in each.bodies]


async def test_what_grew_is_found_once_with_its_complaints(deps: Dependencies, clock: Clock) -> None:
    await town(deps, clock)
    counted = partial(REGISTRY.get_sample_value, "tanggap_findings_changed_total", {"change": "opened"})
    before = counted() or 0
    first = await search(deps)
    assert (first.observations, first.patterns > 0) == (57 * 12 + 3 * 40 + 60 * 30, True)
    again = await search(deps)
    assert again.patterns == first.patterns
    open_ = await deps.findings.open()
    assert len({finding.id for finding in open_}) == len(open_) == first.patterns
    surge = next(each for each in open_ if each.episode.pattern.cell.category == "jalan-rusak")
    assert any(complaint.startswith("surge") for complaint in surge.episode.pattern.complaints)
    opened = [event for event in await published(deps) if isinstance(event, FindingOpened)]
    assert len(opened) == len(open_), "what was found again is not said again"
    assert counted() == before + len(open_), "nor is it counted again"


async def test_a_finding_is_gone_when_it_has_been_quiet_for_weeks(deps: Dependencies, clock: Clock) -> None:
    await town(deps, clock)
    await search(deps)
    clock.pass_by(weeks=40)
    await search(deps)
    assert await deps.findings.open() == []
    assert {event.reason for event in await published(deps) if isinstance(event, FindingClosed)} == {"quiet"}


async def test_the_api_shows_findings_to_people_of_the_city_only(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await town(deps, clock)
    await search(deps)
    assert (await api.get("/v1/findings")).status_code == 401
    listed = (await api.get("/v1/findings", headers=bearer("head"))).json()["findings"]
    one = (await api.get(f"/v1/findings/{listed[0]['id']}", headers=bearer("head"))).json()
    assert one["complaints"] and one["weeks"]
    assert one["measure"] == "complaints"


async def test_a_finding_is_laid_aside_for_a_reason_of_the_city_and_stays_so(
    api: httpx.AsyncClient, deps: Dependencies, clock: Clock
) -> None:
    await town(deps, clock)
    await search(deps)
    (finding,) = [each for each in await deps.findings.open() if each.episode.pattern.cell.category == "jalan-rusak"]
    at = f"/v1/findings/{finding.id}/dismissal"
    assert (await api.post(at, json={"reason": "known_event"}, headers=bearer("officer"))).status_code == 403
    wrong = await api.post(at, json={"reason": "whatever"}, headers=bearer("analyst"))
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "reason")
    done = await api.post(at, json={"reason": "known_event"}, headers=bearer("analyst"))
    assert (done.status_code, done.json()["is_open"]) == (201, False)
    assert (await api.post(at, json={"reason": "known_event"}, headers=bearer("analyst"))).status_code == 409
    await search(deps)
    kept = await deps.findings.get(finding.id)
    assert kept is not None and not kept[0].is_open
    missing = await api.post("/v1/findings/none/dismissal", json={"reason": "known_event"}, headers=bearer("analyst"))
    assert missing.status_code == 404
