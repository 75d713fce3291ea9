"""Documents of an earlier version are brought into the form of today once each, whatever happens in between."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from pymongo.collection import Collection

from chassis import migration as module
from chassis.errors import StoreUnavailable
from chassis.migration import Migration, MigrationError, migrate
from chassis.mongo import Document, Driver
from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.component.recorder import Client, most_matched, recorded, scans
from tests.stacks import fresh

Documents = Collection[dict[str, Any]]
MANY = 700


def _renewed(old: Document) -> Document:
    kept = {name: value for name, value in old.items() if name != "was"}
    return {**kept, "is": old["was"].upper(), "times": old.get("times", 0) + 1}


THINGS = Migration("things", 2, "was", _renewed, guards=("n",), paged_by="_id", page_index=("_id", "n"))


@pytest.fixture
def own_stack(bare_stack: Stack, store: Store) -> Stack:
    return fresh(bare_stack)


@pytest.fixture
def client(own_stack: Stack) -> Iterator[Client]:
    with Client(own_stack.mongo_url) as opened:
        yield opened


@pytest.fixture
def things(own_stack: Stack, client: Client) -> Documents:
    """Many old ones."""
    collection = client[own_stack.database]["things"]
    for begin in range(0, MANY, 100):
        collection.insert_many([{"_id": str(uuid4()), "was": "a", "n": n} for n in range(begin, begin + 100)])
    return collection


@asynccontextmanager
async def _driver(stack: Stack) -> AsyncIterator[Driver]:
    opened = Driver(stack.mongo_url, stack.database, 2, 10.0)
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
async def driver(own_stack: Stack) -> AsyncIterator[Driver]:
    async with _driver(own_stack) as opened:
        yield opened


def _forms(things: Documents) -> list[tuple[str | None, str | None, int]]:
    return sorted({(each.get("was"), each.get("is"), each.get("times", 0)) for each in things.find()}, key=str)


ALL_NEW = [(None, "A", 1)]


async def test_it_migrates_every_document_once_in_bounded_pages(
    driver: Driver, things: Documents, client: Client
) -> None:
    with recorded() as sent:
        await migrate(driver, THINGS)
    assert _forms(things) == ALL_NEW
    assert things.count_documents({}) == MANY
    pages = [each for each in sent if each.name == "find" and each.collection == "things"]
    things.create_index([("_id", 1), ("n", 1)])
    assert scans(client, pages) == []
    assert most_matched(client, pages) <= 2 * module.MAX_PAGE


async def test_a_second_time_costs_one_look(driver: Driver, things: Documents) -> None:
    await migrate(driver, THINGS)
    with recorded() as sent:
        await migrate(driver, THINGS)
    assert [(each.name, each.collection) for each in sent] == [("find", "document_forms")]
    assert _forms(things) == ALL_NEW


async def test_an_empty_store_gets_its_marker(driver: Driver, client: Client, own_stack: Stack) -> None:
    await migrate(driver, THINGS)
    assert list(client[own_stack.database]["document_forms"].find()) == [{"_id": "things", "form": 2}]


@pytest.mark.parametrize("pages", [0, 1, 5])
async def test_after_an_interruption_it_goes_on_with_what_is_left(
    driver: Driver, things: Documents, pages: int
) -> None:
    left = [pages * module.MAX_PAGE]

    def interrupted(old: Document) -> Document:
        if left[0] == 0:
            raise asyncio.CancelledError
        left[0] -= 1
        return _renewed(old)

    with pytest.raises(asyncio.CancelledError):
        await migrate(driver, replace(THINGS, migrate=interrupted))
    assert 0 < things.count_documents({"was": {"$exists": True}}) <= MANY
    await migrate(driver, THINGS)
    assert _forms(things) == ALL_NEW


async def test_two_processes_at_once_migrate_each_document_once(
    driver: Driver, own_stack: Stack, things: Documents
) -> None:
    async with _driver(own_stack) as other:
        await asyncio.gather(migrate(driver, THINGS), migrate(other, THINGS))
    assert _forms(things) == ALL_NEW


async def test_what_was_changed_since_it_was_read_is_read_again(driver: Driver, things: Documents) -> None:
    changed: set[str] = set()

    def changing(old: Document) -> Document:
        if len(changed) < 3 and old["_id"] not in changed:
            changed.add(old["_id"])
            things.update_one({"_id": old["_id"]}, {"$inc": {"n": 10_000}})
        return _renewed(old)

    await migrate(driver, replace(THINGS, migrate=changing))
    assert _forms(things) == ALL_NEW
    assert things.count_documents({"n": {"$gte": 10_000}}) == 3


async def test_it_does_not_race_for_ever_against_a_process_of_the_earlier_version(
    driver: Driver, things: Documents
) -> None:
    def always_changing(old: Document) -> Document:
        things.update_one({"_id": old["_id"]}, {"$inc": {"n": 1}})
        return _renewed(old)

    with pytest.raises(StoreUnavailable, match="things keeps changing: does a process of the earlier version run"):
        await migrate(driver, replace(THINGS, migrate=always_changing))
    await migrate(driver, THINGS)
    assert _forms(things) == ALL_NEW


async def test_a_document_that_cannot_be_migrated_is_named_and_nothing_is_marked(
    driver: Driver, things: Documents
) -> None:
    wrong = str(uuid4())
    things.insert_one({"_id": wrong, "was": 5, "n": 0, "text": "secret"})
    with pytest.raises(MigrationError, match=f"store: things: document '{wrong}' cannot be brought into form 2: "):
        await migrate(driver, replace(THINGS, migrate=_strict))
    things.delete_one({"_id": wrong})
    await migrate(driver, THINGS)
    assert _forms(things) == ALL_NEW


def _strict(old: Document) -> Document:
    if not isinstance(old["was"], str):
        raise TypeError("was is not a text")
    return _renewed(old)


async def test_ids_that_are_not_spread_are_an_error_and_no_endless_search(driver: Driver, things: Documents) -> None:
    things.insert_many([{"_id": f"00000000-{n}", "was": "a", "n": n} for n in range(module.MAX_PAGE)])
    with pytest.raises(MigrationError, match="100 documents or more have a _id that begins with 00000000"):
        await migrate(driver, THINGS)


async def test_what_a_later_version_wrote_is_left_alone(driver: Driver, things: Documents) -> None:
    await migrate(driver, replace(THINGS, form=3, migrate=dict, marked_by="never"))
    with pytest.raises(MigrationError, match="things has form 3, this version reads form 2"):
        await migrate(driver, THINGS)
    assert _forms(things) == [("a", None, 0)]


async def test_indexes_of_the_earlier_version_go_and_collections_get_their_new_names(
    driver: Driver, things: Documents, client: Client, own_stack: Stack
) -> None:
    database = client[own_stack.database]
    things.create_index([("n", 1)], name="by_n")
    database["left"].insert_one({"_id": "a", "kept": "as it is"})
    moved = replace(THINGS, indexes=("by_n", "of_nothing"), renamed={"left": "found", "nothing": "something"})
    await migrate(driver, moved)
    assert set(things.index_information()) == {"_id_"}
    assert list(database["found"].find()) == [{"_id": "a", "kept": "as it is"}]
    assert not {"left", "nothing", "something"} & set(database.list_collection_names())
