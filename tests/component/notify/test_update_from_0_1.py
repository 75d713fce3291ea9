"""Deliveries that version 0.1 kept are prepared at the start: sent, recorded and published, each once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from chassis.migration import migrate
from chassis.mongo import Driver
from chassis.outbox import Pending
from chassis.shares import SLOTS, Share
from contracts.codec import decode
from contracts.events import NotificationEvent
from services.notify.application.planning import Planning
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, concluded
from services.notify.domain.hearing import Audience
from services.notify.domain.outcomes import Accepted
from services.notify.domain.schedule import next_attempt
from services.notify.settings import NotifySettings
from services.notify.store.deliveries import TIMEOUT_S, Deliveries, Recorded
from services.notify.store.documents import Claimed, proof
from services.notify.store.from_0_1 import DELIVERIES
from services.notify.store.indexes import create_indexes
from services.notify.store.outbox import outbox
from services.notify.store.stores import Stores
from tests.component.notify.planned import Documents
from tests.stored import Document, stored
from tests.unit.notify.examples import NOW, assigned, of_complaints, plan, to_people
from tests.unit.notify.steps import filed

LIVES = stored("0.1", "deliveries")
OPEN = {old["_id"] for old in LIVES.values() if old["state"] == "pending"}
LATER = NOW + timedelta(days=1)
TAKEN = Accepted(250, "Ok")


@pytest.fixture
async def old_driver(settings: NotifySettings, documents: Documents) -> AsyncIterator[Driver]:
    """Connections to a database as version 0.1 left it, with its indexes."""
    documents.insert_many(list(stored("0.1", "deliveries").values()))
    documents.create_index([("next_attempt_at", 1), ("transport", 1)], name="due_by_time")
    documents.create_index("unannounced", name="unannounced", partialFilterExpression={"unannounced": True})
    async with _opened(settings) as driver:
        yield driver


@asynccontextmanager
async def _opened(settings: NotifySettings) -> AsyncIterator[Driver]:
    driver = Driver(settings.mongo_url, settings.database, 2, TIMEOUT_S)
    driver.open()
    yield driver
    driver.close()


async def _prepared(driver: Driver) -> Deliveries:
    await migrate(driver, DELIVERIES)
    await create_indexes(driver)
    deliveries = Deliveries(driver)
    deliveries.claims.open()
    return deliveries


async def _pending(driver: Driver) -> list[Pending]:
    return await outbox(driver).look(Share(0, SLOTS), 100)


async def test_what_was_open_is_claimed_sent_and_recorded(old_driver: Driver, documents: Documents) -> None:
    deliveries = await _prepared(old_driver)
    claimed = await deliveries.claims.take("email", LATER, LATER + timedelta(seconds=30), 100)
    assert {each.sendable.id for each in claimed} == OPEN
    assert await deliveries.record([_taken(each) for each in claimed]) == len(OPEN)
    assert {each["state"] for each in documents.find({"_id": {"$in": list(OPEN)}})} == {"delivered"}
    attempts = {each["_id"]: len(each["proof"]) for each in documents.find()}
    assert attempts == {old["_id"]: len(old["proof"]) + (old["_id"] in OPEN) for old in LIVES.values()}


async def test_what_waited_is_published_before_what_follows(old_driver: Driver) -> None:
    deliveries = await _prepared(old_driver)
    waited = {each.document_id: list(each.bodies) for each in await _pending(old_driver)}
    assert waited == {
        old["_id"]: [each["body"] for each in old["announcements"]] for old in LIVES.values() if old["announcements"]
    }
    rerouted = LIVES["rerouted"]["_id"]
    due = await deliveries.claims.take("email", LATER, LATER, 100)
    assert await deliveries.record([_taken(each) for each in due if each.sendable.id == rerouted]) == 1
    [pending] = [each for each in await _pending(old_driver) if each.document_id == rerouted]
    assert [_outcome(body) for body in pending.bodies] == ["notification.rerouted.v1", "notification.delivered.v1"]

    await outbox(old_driver).mark(await _pending(old_driver), token=1)
    assert await _pending(old_driver) == []


def _taken(claimed: Claimed) -> Recorded:
    assert isinstance(claimed.sendable, Delivery)
    after = next_attempt(claimed.sendable, TAKEN, LATER)
    event = concluded(claimed.sendable, after, TAKEN, LATER)
    return claimed, after, proof("a", TAKEN, LATER, LATER), event


def _outcome(body: bytes) -> str:
    event = decode(body)
    assert isinstance(event, NotificationEvent)
    return event.type


async def test_an_event_that_0_1_has_planned_for_is_not_planned_again(
    old_driver: Driver, city: City, documents: Documents
) -> None:
    deliveries = await _prepared(old_driver)
    old = LIVES["planned"]
    event = assigned(subject=old["complaint_id"], id=old["cause"])
    assert [each.id for each in to_people(plan(event, city, LATER))] == [old["_id"]]
    stores = Stores(old_driver)
    await stores.beginning.load(LATER)
    planning = Planning(stores, lambda: Audience(city, (), stores.beginning.at), lambda: LATER)
    await planning.hear(of_complaints([filed(subject=old["complaint_id"]), event]))
    document = await deliveries.claims.take("email", LATER, LATER, 100)
    assert old["_id"] in {each.sendable.id for each in document}
    assert documents.count_documents({"complaint_id": old["complaint_id"], "template": "taken_on"}) == 1
    assert documents.count_documents({"template": "received"}) == 0, "that was before notify told of filings"


async def test_a_second_start_and_two_at_once_change_nothing_more(
    old_driver: Driver, settings: NotifySettings, documents: Documents
) -> None:
    async with _opened(settings) as other:
        await asyncio.gather(_prepared(old_driver), _prepared(other))
    after = _by_id(documents)
    assert after.keys() == {old["_id"] for old in LIVES.values()}
    assert not any("announcements" in each for each in after.values())
    await _prepared(old_driver)
    assert _by_id(documents) == after
    assert not {"due_by_time", "unannounced", "_id_1_planned_at_1"} & set(documents.index_information())


def _by_id(documents: Documents) -> dict[str, Document]:
    return {each["_id"]: each for each in documents.find()}
