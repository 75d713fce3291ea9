"""Every public list is read by an index, in windows, and completely: the short form of `tests.bench.public_lists`."""

from datetime import timedelta

import pytest

from deploy.local.environment import Stack
from services.complaints.store.listings import WINDOW
from tests.bench.public_lists import LISTS, measure
from tests.component.complaints.intake_api import opened
from tests.component.complaints.large import BEGIN, keep, open_complaints
from tests.component.open311.client import requests, updates
from tests.stacks import fresh

SIZE = 1_500


@pytest.mark.slow
async def test_every_list_is_read_by_an_index_in_windows(bare_stack: Stack, store: object) -> None:
    results = await measure(fresh(bare_stack), (SIZE,), runs=1, say=lambda _: None)
    assert {each.name for each in results} == LISTS.keys()
    for each in results:
        assert {plan.split()[0] for plan in each.plans} == {"IXSCAN"}, each
        assert each.looked_at <= 3 * WINDOW, each


@pytest.mark.slow
async def test_a_list_ends_after_a_thousand_the_newest_first(bare_stack: Stack, store: object) -> None:
    async with opened(fresh(bare_stack), clock=lambda: BEGIN + timedelta(days=1)) as intake:
        step = timedelta(seconds=1)
        lamps = open_complaints(1_200, "dinas-pu", step, intake.city, category="lampu-jalan")
        kept = await keep(intake.filler, lamps)
        others = open_complaints(300, "dinas-pu", step, intake.city, BEGIN + timedelta(hours=1), category="sampah")
        rubbish = await keep(intake.filler, others)
        newest_first = [each["_id"] for each in (*kept, *rubbish)][::-1]

        async def ids(**params: str) -> list[str]:
            return [each["service_request_id"] for each in await requests(intake, **params)]

        assert await ids() == newest_first[:1_000]
        assert await ids(service_code="lampu-jalan") == newest_first[300:1_300]
        assert await ids(service_code="sampah,lampu-jalan") == newest_first[:1_000]
        oldest = (BEGIN + timedelta(seconds=99)).isoformat()
        assert await ids(end_date=oldest) == newest_first[-100:]
        assert await updates(intake) == []
