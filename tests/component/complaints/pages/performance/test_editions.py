"""Editions: rows and numbers that belong together, made now and then by one process, cheap to read."""

from dataclasses import replace
from typing import Any

import pytest

from chassis.errors import StoreUnavailable
from services.complaints.domain.published import K
from services.complaints.pages.performance.newest import REMEMBERED
from services.complaints.projection.publisher import EVERY_WHILE_EMPTY
from services.complaints.store.editions import PART
from tests.component.complaints.intake_api import IntakeClient
from tests.component.complaints.pages.performance.publication import Moment, get, keep, varied
from tests.component.complaints.pages.performance.published import EVERY, filed_at, publisher_of
from tests.component.recorder import recorded


async def test_the_tag_of_rows_changes_with_the_rows_only(api: IntakeClient, moment: Moment) -> None:
    await keep(api, varied(api, 40))
    first = (await get(api, "rows.csv")).headers["ETag"]
    await publisher_of(api).make_edition()
    moment.forward += REMEMBERED
    assert (await get(api, "rows.csv")).headers["ETag"] == first
    await keep(api, {"c-1": replace(varied(api, 2)["c-1"], rating=1)})
    moment.forward += REMEMBERED
    assert (await get(api, "rows.csv")).headers["ETag"] != first


async def test_whoever_reads_slowly_gets_the_edition_that_they_began_with(api: IntakeClient) -> None:
    editions = api.deps.store.editions
    await keep(api, varied(api, PART + 10))
    edition = await editions.newest()
    assert edition is not None
    parts = editions.rows(edition)
    first = await anext(parts)
    await keep(api, {key: replace(row, rating=None) for key, row in varied(api, PART + 10).items()})
    rest = [row for part in [each async for each in parts] for row in part]
    assert len(first) + len(rest) == PART + 10
    for _ in range(2):
        await publisher_of(api).make_edition()
    with pytest.raises(StoreUnavailable):
        [each async for each in editions.rows(edition)]


async def test_a_page_costs_the_store_one_look_and_soon_none(api: IntakeClient) -> None:
    await keep(api, varied(api, 200))
    with recorded() as sent:
        for _ in range(5):
            await api.client.get("/performance")
            await api.client.get("/performance/numbers.json")
    assert [(each.name, each.collection, each.body["filter"]) for each in sent] == [
        ("find", "published_editions", {"_id": "newest"})
    ]
    with recorded() as sent:
        await api.client.get("/performance/rows.csv")
    assert [each.body["filter"] for each in sent] == [{"_id": "newest"}, {"_id": "a.000000"}]


async def test_rows_are_those_that_are_there_however_quickly_editions_follow(api: IntakeClient) -> None:
    await keep(api, varied(api, 40))
    before = (await get(api, "rows.csv")).text
    for _ in range(3):
        await publisher_of(api).make_edition()
    assert (await get(api, "rows.csv")).text == before


async def test_what_is_remembered_is_shown_while_the_store_is_unavailable(
    api: IntakeClient, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(api, varied(api, 40))
    before = (await get(api, "numbers.json")).json()

    async def unavailable() -> None:
        raise StoreUnavailable("for a test")

    monkeypatch.setattr(api.deps.store.editions, "newest", unavailable)
    moment.forward += REMEMBERED
    assert (await get(api, "numbers.json")).json() == before


async def test_one_process_publishes_now_and_then_and_sooner_while_there_is_nothing(
    api: IntakeClient, moment: Moment
) -> None:
    publisher, editions = publisher_of(api), api.deps.store.editions

    async def made() -> Any:
        while await publisher.step():
            pass
        newest = await editions.newest()
        return newest.made_at if newest else None

    assert await made() is None, "another process may do it"
    await publisher._lease.step()
    first = await made()
    assert first is not None
    assert await made() == first
    for _ in range(K):
        await filed_at(api)
    moment.forward += EVERY_WHILE_EMPTY
    second = await made()
    assert second > first
    moment.forward += EVERY_WHILE_EMPTY
    assert await made() == second
    moment.forward += EVERY
    assert await made() > second
    newest = await editions.newest()
    assert newest is not None
    assert newest.rows == K
