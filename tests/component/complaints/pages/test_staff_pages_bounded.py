"""However much waits or is overdue, the pages of the triage desk and of leaders look at a bounded part of it."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from deploy.local.environment import Stack
from services.complaints.pages.overview.late import POOL as OVERDUE_POOL
from services.complaints.pages.triage.decider import SHOWN
from services.complaints.pages.triage.queue import POOL
from services.complaints.projection.counter import UnitCounter
from tests.component.complaints.intake_api import LEADER, IntakeClient, opened
from tests.component.complaints.large import keep, open_complaints
from tests.component.complaints.pages.triaging import TRIAGE_UNIT, said, shown_ids, visitor
from tests.component.recorder import Client, most_matched, recorded, scans
from tests.stacks import fresh

pytestmark = pytest.mark.slow

MANY = 1_200


@pytest.fixture
def own_stack(bare_stack: Stack) -> Stack:
    return fresh(bare_stack)


@pytest.fixture
async def intake(own_stack: Stack, store: object) -> AsyncIterator[IntakeClient]:
    async with opened(own_stack) as opened_intake:
        yield opened_intake


@pytest.fixture
def client(own_stack: Stack) -> Iterator[Client]:
    with Client(own_stack.mongo_url, tz_aware=True) as opened_client:
        yield opened_client


async def test_the_triage_desk_looks_at_so_many_and_says_that_there_are_more(
    intake: IntakeClient, client: Client
) -> None:
    kept = await keep(intake.filler, open_complaints(MANY, TRIAGE_UNIT, timedelta(seconds=20), intake.city))
    officer = await visitor(intake)
    with recorded() as sent:
        pages = [await officer.get("/triage"), await officer.get("/triage/many", q="")]
    assert [each.status_code for each in pages] == [200, 200]
    assert shown_ids(pages[0]) == [each["_id"] for each in kept[:SHOWN]]
    assert f"More than {POOL} complaints wait for a decision." in said(pages[0])
    assert scans(client, sent) == []
    assert most_matched(client, sent) <= 400, "of 1,200"


async def test_the_overview_looks_at_so_many_and_says_so(intake: IntakeClient, client: Client) -> None:
    await keep(intake.filler, open_complaints(MANY, "dinas-pu", timedelta(seconds=20), intake.city))
    counter = UnitCounter(intake.projection, ["dinas-pu"], intake.city.zone)
    counter.touch("dinas-pu")
    await counter.count_now()
    leader = await visitor(intake, LEADER)
    with recorded() as sent:
        page = await leader.get("/overview")
    assert f"About {MANY // 3} complaints below you are overdue" in said(page)
    assert f"Looked at were the {OVERDUE_POOL} whose deadline passed first" in said(page)
    assert scans(client, sent) == []
    assert most_matched(client, sent) <= 600, "of 1,200"
