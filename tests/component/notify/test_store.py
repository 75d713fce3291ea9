"""Deliveries in a real store: kept once, published once, and a clear error when the store is unavailable."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from chassis.errors import StoreUnavailable
from chassis.mongo import MAX_INSERT, Driver
from chassis.shares import SLOTS, Share
from contracts.codec import decode
from contracts.events import Event, NotificationRerouted
from deploy.local.ports import HOST, free_ports
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, concluded
from services.notify.domain.outcomes import Accepted
from services.notify.domain.plan import Plan
from services.notify.domain.schedule import next_attempt
from services.notify.settings import NotifySettings
from services.notify.store.deliveries import Deliveries, Recorded
from services.notify.store.documents import Claimed, proof
from services.notify.store.indexes import create_indexes
from services.notify.store.outbox import outbox
from tests.component.notify.planned import plans
from tests.component.recorder import recorded, scans
from tests.unit.notify.examples import NOW, assigned, escalated, overdue, reminder

Documents = Collection[dict[str, Any]]
EVERYTHING = Share(0, SLOTS)
TAKEN = Accepted(250, "Ok")


def plan(event: Event, city: City, now: datetime = NOW) -> Plan:
    """What follows for people, as messages of their own."""
    return plans(city, [event], lambda: now)[0]


def taken(claimed: Claimed) -> Recorded:
    """The result of an attempt that was accepted."""
    assert isinstance(claimed.sendable, Delivery)
    after = next_attempt(claimed.sendable, TAKEN, NOW)
    event = concluded(claimed.sendable, after, TAKEN, NOW)
    return claimed, after, proof("a@x.example", TAKEN, NOW, NOW), event


async def test_it_keeps_a_delivery_as_it_was_planned(city: City, deliveries: Deliveries) -> None:
    clocks = (overdue("respond_by"), overdue("acknowledge_by"))
    planned = plan(escalated("bridges", overdue=clocks, next_at=NOW), city)

    assert await deliveries.insert([planned]) == list(planned.deliveries)

    (claimed,) = await deliveries.claims.take("email", NOW, NOW, 10)
    assert claimed.sendable == planned.deliveries[0]


async def test_it_returns_only_what_is_new(city: City, deliveries: Deliveries) -> None:
    one, two = plan(escalated(), city), plan(assigned(), city)
    assert len(await deliveries.insert([one, one])) == 1
    assert await deliveries.insert([one, two]) == list(two.deliveries)
    assert await deliveries.insert([one, two]) == []
    assert await deliveries.insert([]) == []


async def test_it_leaves_alone_a_delivery_that_went_on_meanwhile(
    city: City, deliveries: Deliveries, documents: Documents
) -> None:
    planned = plan(escalated(), city)
    await deliveries.insert([planned])
    (claimed,) = await deliveries.claims.take("email", NOW, NOW, 10)
    await deliveries.record([taken(claimed)])

    await deliveries.insert([planned])

    document = documents.find_one()
    assert document is not None
    assert (document["state"], document["attempts"]) == ("delivered", 1)


async def test_it_publishes_in_order_and_takes_out_only_what_was_published(
    city: City, driver: Driver, deliveries: Deliveries, documents: Documents
) -> None:
    box = outbox(driver)
    (delivery,) = await deliveries.insert([plan(escalated("bridges"), city)])
    (first,) = await box.look(EVERYTHING, 10)
    assert [decode(body).type for body in first.bodies] == [NotificationRerouted.type]

    (claimed,) = await deliveries.claims.take("email", NOW, NOW, 10)
    await deliveries.record([taken(claimed)])
    (both,) = await box.look(EVERYTHING, 10)
    assert [decode(body).type for body in both.bodies] == ["notification.rerouted.v1", "notification.delivered.v1"]
    assert both.subject == delivery.subject_id

    await box.mark([first], token=1)
    (second,) = await box.look(EVERYTHING, 10)
    assert [decode(body).type for body in second.bodies] == ["notification.delivered.v1"]
    await box.mark([second], token=1)
    assert await box.look(EVERYTHING, 10) == []
    document = documents.find_one()
    assert document is not None
    assert "pending_since" not in document


async def test_what_is_skipped_is_published_once_and_never_due(
    city: City, driver: Driver, deliveries: Deliveries, documents: Documents
) -> None:
    box = outbox(driver)
    skipped = plan(reminder(channel="radio"), city)
    (fresh,) = await deliveries.insert([skipped])
    assert (fresh.state, await deliveries.insert([skipped])) == ("skipped", [])

    (waiting,) = await box.look(EVERYTHING, 10)
    assert [decode(body) for body in waiting.bodies] == list(skipped.skips)
    assert waiting.subject == fresh.subject_id
    await box.mark([waiting], token=1)
    assert await box.look(EVERYTHING, 10) == []
    for transport in ("email", "none"):
        assert await deliveries.claims.take(transport, NOW + timedelta(days=1), NOW + timedelta(days=2), 10) == []
    document = documents.find_one()
    assert document is not None
    assert (document["state"], document["proof"], "next_attempt_at" in document) == ("skipped", [], False)


async def test_it_says_that_the_store_is_unavailable(city: City) -> None:
    driver = Driver(f"mongodb://{HOST}:{free_ports().store}", "nothing", 1, 0.5)
    driver.open()
    nowhere = Deliveries(driver)
    nowhere.claims.open()
    try:
        with pytest.raises(StoreUnavailable, match=r"^store unavailable: "):
            await create_indexes(driver)
        with pytest.raises(StoreUnavailable):
            await nowhere.insert([plan(escalated(), city)])
        with pytest.raises(StoreUnavailable):
            await nowhere.claims.take("email", NOW, NOW, 1)
    finally:
        driver.close()


async def test_it_claims_nothing_before_its_indexes_exist(driver: Driver) -> None:
    with pytest.raises(StoreUnavailable, match="indexes"):
        await Deliveries(driver).claims.take("email", NOW, NOW, 1)


async def test_it_claims_only_what_was_due_by_then_and_says_since_when(city: City, deliveries: Deliveries) -> None:
    moments = [NOW + timedelta(seconds=second) for second in range(4)]
    for number, moment in enumerate(moments):
        await deliveries.insert([plan(escalated(subject=f"c-{number}"), city, moment)])
    until = NOW + timedelta(hours=1)
    claimed = await deliveries.claims.take("email", moments[1], until, 10)
    assert [each.due_at for each in claimed] == moments[:2]
    assert [each.due_at for each in await deliveries.claims.take("email", moments[3], until, 10)] == moments[2:]


async def test_it_gives_each_delivery_to_one_of_two_claims_at_a_time(city: City, deliveries: Deliveries) -> None:
    await deliveries.insert([plan(escalated(subject=f"c-{n}"), city) for n in range(40)])
    claims = await asyncio.gather(
        *(deliveries.claims.take("email", NOW, NOW + timedelta(seconds=30), 40) for _ in range(4))
    )
    ids = [claimed.sendable.id for claim in claims for claimed in claim]
    assert len(ids) == len(set(ids)) == 40


async def test_no_query_reads_all_deliveries(
    settings: NotifySettings, city: City, driver: Driver, deliveries: Deliveries
) -> None:
    with recorded() as sent:
        planned = [plan(escalated("bridges", subject=f"c-{n}"), city) for n in range(3)]
        await deliveries.insert(planned)
        first, *others = await deliveries.claims.take("email", NOW, NOW + timedelta(seconds=30), 10)
        await deliveries.record([taken(first)])
        await deliveries.claims.give_back({NOW: others})
        await deliveries.waiting_in_lanes({"wh_1:c-1"})
        waiting = await outbox(driver).look(EVERYTHING, 10)
        await outbox(driver).mark(waiting, token=1)
    assert len(sent) == 9
    with MongoClient[dict[str, Any]](settings.mongo_url) as client:
        assert scans(client, sent) == []


async def test_it_keeps_any_number_of_plans(city: City, deliveries: Deliveries) -> None:
    planned = [plan(escalated(subject=f"c-{n}"), city) for n in range(2 * MAX_INSERT + 1)]
    assert len(await deliveries.insert(planned)) == len(planned)
    assert await deliveries.insert(planned) == []
