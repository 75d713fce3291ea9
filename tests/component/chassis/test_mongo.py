"""The driver against a real store: time limits on the wire, named errors, and each document's own fate."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pymongo.database
import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, WriteError

from chassis.errors import Duplicate, StoreUnavailable
from chassis.mongo import Collection, Document, Driver
from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from deploy.local.store import Store
from tests.component.recorder import recorded
from tests.stacks import fresh

TIMEOUT_S = 5.0
Database = pymongo.database.Database[dict[str, Any]]


@pytest.fixture
def database(bare_stack: Stack, store: Store) -> Iterator[Database]:
    """A database of this test alone."""
    with MongoClient[dict[str, Any]](bare_stack.mongo_url) as client:
        yield client[fresh(bare_stack).database]


@pytest.fixture
async def things(bare_stack: Stack, database: Database) -> AsyncIterator[Collection]:
    """A collection in it."""
    driver = Driver(bare_stack.mongo_url, database.name, 2, TIMEOUT_S)
    driver.open()
    yield driver.collection("things")
    driver.close()


async def test_every_command_tells_the_store_when_to_give_up(things: Collection) -> None:
    with recorded() as sent:
        await things.create_index(["at"])
        await things.insert_many([{"_id": "a", "at": 1}])
        await things.find_one({"_id": "a"})
        await things.find({"at": {"$gt": 0}}, {}, 10)
        await things.aggregate([{"$match": {"at": 1}}])
        await things.update_one({"_id": "a"}, {"$set": {"at": 2}})
        await things.update_each([({"_id": "a"}, {"$set": {"at": 3}})])
        await things.update_all([({"at": {"$gt": 0}}, {"$set": {"at": 4}})])
        await things.find_one_and_update({"_id": "a"}, {"$set": {"at": 5}})
        await things.replace_each([({"_id": "a"}, {"at": 6})])
    assert [each.name for each in sent] == [
        *("insert", "find", "find", "aggregate", "update", "update", "update", "findAndModify", "update")
    ]
    limits = [each.body["maxTimeMS"] for each in sent]
    assert all(0 < limit <= TIMEOUT_S * 1000 for limit in limits)


async def test_what_prepares_a_collection_may_take_longer_and_may_find_nothing_to_do(things: Collection) -> None:
    with recorded(preparing=True) as sent:
        await things.create_index(["at"])
        await things.drop_index("at_1")
        await things.drop_index("at_1")
        await things.rename("others")
        await things.rename("others")
    prepares = [each for each in sent if each.name != "ping"]
    assert [each.name for each in prepares] == [
        *("createIndexes", "dropIndexes", "dropIndexes", "renameCollection", "renameCollection")
    ]
    assert all(each.body["maxTimeMS"] > TIMEOUT_S * 1000 for each in prepares)
    assert all(each.body["maxTimeMS"] <= TIMEOUT_S * 1000 for each in sent if each.name == "ping")


async def test_each_document_has_a_fate_of_its_own(things: Collection, database: Database) -> None:
    database.create_collection("things", validator={"at": {"$type": "number"}})
    await things.insert_many([{"_id": "taken", "at": 1}])
    documents: list[Document] = [
        {"_id": "one", "at": 1},
        {"_id": "taken", "at": 2},
        {"_id": "wrong", "at": "x"},
        {"_id": "two", "at": 3},
    ]
    faults = await things.insert_many(documents)
    assert {position: type(fault) for position, fault in faults.items()} == {1: Duplicate, 2: WriteError}
    assert [each["_id"] for each in await things.find({}, {}, 10)] == ["taken", "one", "two"]


async def test_what_is_wrong_with_a_request_is_no_outage(things: Collection) -> None:
    await things.insert_many([{"_id": "a", "text": "x"}])
    wrong: list[dict[str, Any]] = [
        {"$inc": {"text": 1}},
        {"$set": {"_id": "b"}},
        {"$set": {"x": 1}, "$unset": {"x": 1}},
    ]
    for change in wrong:
        with pytest.raises(OperationFailure):
            await things.update_one({"_id": "a"}, change)
        with pytest.raises(OperationFailure):
            await things.update_each([({"_id": "a"}, change)])
    with pytest.raises(OperationFailure):
        await things.find({"$unknown": 1}, {}, 1)


async def test_an_upsert_that_meets_another_document_is_a_duplicate(things: Collection) -> None:
    await things.insert_many([{"_id": "a", "version": 2}])
    with pytest.raises(Duplicate):
        await things.update_one({"_id": "a", "version": 1}, {"$set": {"x": 1}}, upsert=True)


async def test_a_store_that_is_not_there_is_unavailable() -> None:
    driver = Driver(f"mongodb://{HOST}:{free_ports().store}", "nothing", 1, 0.3)
    with pytest.raises(StoreUnavailable, match="not opened"):
        await driver.collection("things").find_one({})
    driver.open()
    with pytest.raises(StoreUnavailable, match="store unavailable: find_one: "):
        await driver.collection("things").find_one({})
    driver.close()


async def test_the_free_share_of_the_disk_is_told_where_the_server_says_it(bare_stack: Stack, store: Store) -> None:
    driver = Driver(bare_stack.mongo_url, fresh(bare_stack).database, 1, TIMEOUT_S)
    driver.open()
    free = await driver.free_share()
    driver.close()
    assert free is None or 0 <= free <= 1
