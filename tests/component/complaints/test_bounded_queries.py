"""Every query is bounded by what it matches: a store that fetches all of that before a limit applies must not suffer.

The sizes are those of a test; the same holds for any number, for shares and windows keep their size.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest

from chassis.admin import AdminSettings, create_topics
from chassis.errors import DeliveryFailed
from chassis.mongo import BEGINNING, Driver
from chassis.outbox import Lease, LeaseStore, Relay
from chassis.outbox.relay import MAX_LOOK
from chassis.producer import Producer
from contracts.topics import COMPLAINTS
from deploy.local.broker import Broker
from deploy.local.environment import Stack
from deploy.local.ports import HOST
from services.complaints.projection.counter import MAX_COUNTED, UnitCounter
from services.complaints.store.outbox import outbox
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient, opened
from tests.component.complaints.large import BEGIN, keep, open_complaints
from tests.component.recorder import Client, most_matched, recorded, scans
from tests.stacks import fresh

MANY = LISTED = 2_500
UNIT = "dinas-pu"


@pytest.fixture
def own_stack(bare_stack: Stack) -> Stack:
    return fresh(bare_stack)


@pytest.fixture
async def intake(own_stack: Stack, store: object) -> AsyncIterator[IntakeClient]:
    """An intake API on that stack."""
    async with opened(own_stack) as opened_intake:
        yield opened_intake


@pytest.fixture
def client(own_stack: Stack) -> Iterator[Client]:
    """To ask the store how much a query matches."""
    with Client(own_stack.mongo_url, tz_aware=True) as opened_client:
        yield opened_client


async def test_no_query_reads_a_whole_collection(intake: IntakeClient, client: Client) -> None:
    with recorded() as sent:
        filed = [await intake.file(external_id=f"A-{n}") for n in range(5)]
        await intake.file(external_id="A-1")
        for each in filed:
            await intake.assign(each["id"], UNIT)
        await intake.act(filed[0]["id"], "acknowledge", PU, note="x")
        await intake.client.get(filed[0]["links"]["track"])
        page = (await intake.client.get("/v1/complaints", params={"limit": "2"}, headers=PU)).json()
        await intake.client.get("/v1/complaints", params={"limit": "2", "after": page["next"]}, headers=PU)
        await intake.client.get("/v1/units")
        counter = UnitCounter(intake.projection, [UNIT])
        await counter.count_now()
        await _publish_nothing(intake.driver)
    assert {each.name for each in sent} == {"insert", "find", "aggregate", "update", "findAndModify"}
    assert scans(client, sent) == []


async def _publish_nothing(driver: Driver) -> None:
    """Let a relay that has no broker take the lease and look; then mark what it saw, as it does afterwards."""
    relay, lease = _relay(driver, f"{HOST}:9", "")
    await lease.step()
    with pytest.raises(DeliveryFailed):
        while True:
            await relay.step()
    [*waiting] = await outbox(driver).look(relay._share, 100)
    await outbox(driver).mark(waiting, token=1)
    await lease.stop()


def _relay(driver: Driver, bootstrap: str, prefix: str) -> tuple[Relay, Lease]:
    lease = Lease(LeaseStore(driver, COMPLAINTS.name), "test", 600.0)
    return Relay(outbox(driver), lease, Producer(bootstrap, prefix, "test")), lease


@pytest.mark.slow
@pytest.mark.parametrize("step", [timedelta(seconds=20), timedelta(milliseconds=1)], ids=["evenly", "in a burst"])
async def test_a_unit_with_many_open_complaints_is_listed_page_by_page(
    intake: IntakeClient, client: Client, step: timedelta
) -> None:
    """One that was filed long before, a month of nothing, then all the others."""
    first = await keep(intake.filler, open_complaints(1, UNIT, step, intake.city, BEGIN - timedelta(days=30)))
    kept = first + await keep(intake.filler, open_complaints(LISTED, UNIT, step, intake.city))
    listed: list[str] = []
    after: str | None = None
    others: list[int] = []

    async def others_meanwhile() -> None:
        while True:
            others.append((await intake.client.post("/v1/complaints", json={"text": "x"}, headers=DEMO)).status_code)
            others.append((await intake.client.get("/v1/units")).status_code)

    meanwhile = asyncio.create_task(others_meanwhile())
    with recorded() as sent:
        while len(listed) < 1500:  # thirty pages, or more where a busy machine ends some before they are full
            query: dict[str, Any] = {"limit": "50"} | ({"after": after} if after else {})
            answer = await intake.client.get("/v1/complaints", params=query, headers=PU)
            assert answer.status_code == 200, answer.text
            listed += [each["id"] for each in answer.json()["complaints"]]
            after = answer.json()["next"]
            assert after is not None
    meanwhile.cancel()
    assert listed == [each["_id"] for each in kept[: len(listed)]]
    assert len(others) >= 10
    assert set(others) <= {200, 201}
    assert most_matched(client, sent) <= 400, "of 2,500"


@pytest.mark.slow
async def test_a_unit_with_many_open_complaints_is_counted_in_steps(intake: IntakeClient, client: Client) -> None:
    await keep(intake.filler, open_complaints(MANY, UNIT, timedelta(seconds=1), intake.city))
    await keep(intake.filler, open_complaints(10, "dinas-lh", timedelta(seconds=1), intake.city))
    store, counter = intake.deps.store, UnitCounter(intake.projection, [UNIT, "dinas-lh"])
    counter.touch(UNIT)
    counter.touch("dinas-lh")
    with recorded() as sent:
        await counter.count_now()
        assert set(await store.counts([UNIT, "dinas-lh"])) == {"dinas-lh"}, "a small unit does not wait for a large one"
        for _ in range(MANY // MAX_COUNTED):
            await counter.count_now()
    counts = await store.counts([UNIT, "dinas-lh"])
    assert {unit: (count.states, count.overdue) for unit, count in counts.items()} == {
        UNIT: ({"assigned": MANY}, 834),
        "dinas-lh": ({"assigned": 10}, 4),
    }
    assert most_matched(client, sent) <= 1000


@pytest.mark.slow
async def test_a_relay_never_looks_at_a_whole_backlog(
    intake: IntakeClient, own_stack: Stack, client: Client, broker: Broker
) -> None:
    """From the first look on, while there is no broker, while ever more gathers, and when there is one again."""
    await keep(intake.filler, open_complaints(1_200, UNIT, timedelta(0), intake.city))
    relay, lease = _relay(intake.driver, f"{HOST}:9", "")
    await lease.step()
    for hours in (1, 2, 3):
        with recorded() as sent, pytest.raises(DeliveryFailed):
            while True:
                await relay.step()
        assert most_matched(client, _looks(sent)) <= MAX_LOOK // 4
        later = BEGIN + timedelta(hours=hours)
        await keep(intake.filler, open_complaints(200, UNIT, timedelta(0), intake.city, later))
    await lease.stop()

    await create_topics(AdminSettings(kafka_bootstrap=own_stack.bootstrap, topic_prefix=own_stack.prefix))
    relay, lease = _relay(intake.driver, own_stack.bootstrap, own_stack.prefix)
    await lease.step()
    kept = client[own_stack.database]["complaints"]
    matched = []
    is_more = True
    while is_more:
        share = {"pending_since": {"$gt": BEGINNING}, "slot": dict(relay._share.slots)}
        matched.append(sum(1 for _ in kept.find(share, {"_id": 1})))
        is_more = await relay.step()
    await relay.stop()
    assert max(matched) <= MAX_LOOK
    assert kept.find_one({"pending_since": {"$exists": True}}) is None


def _looks(sent: list[Any]) -> list[Any]:
    return [each for each in sent if each.name == "find" and each.collection == "complaints"]
