"""What version 0.2 kept stands in the queues of this version once the store is prepared, and so does what 0.1 kept.

When the city's tree of units changes, its complaints stand in the queues of the new one.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.environment import Stack
from deploy.local.store import Store
from services.complaints.domain.complaint import OPEN
from services.complaints.store.prepare import prepare
from tests.component.complaints.intake_api import DEMO, DRAINAGE, HEAD, LH, OTHER, PU, PU_HEAD, IntakeClient, opened
from tests.component.recorder import most_matched, recorded, scans
from tests.stacks import fresh
from tests.stored import Document, stored

LIVES = stored("0.2", "complaints")
OPEN_LIVES = {life: each for life, each in LIVES.items() if each["state"] in OPEN and "unit" in each}


@pytest.fixture
def own_stack(bare_stack: Stack, store: Store) -> Stack:
    return fresh(bare_stack)


@pytest.fixture
def database(own_stack: Stack) -> Iterator[Database[Document]]:
    """As version 0.2 left it, with the marker of its form."""
    with MongoClient[Document](own_stack.mongo_url, tz_aware=True) as client:
        database = client[own_stack.database]
        database["complaints"].insert_many(list(stored("0.2", "complaints").values()))
        database["complaints"].create_index([("tracking", 1)], unique=True)
        open_work = [("open_unit", 1), ("routing_input.filed_at", 1), ("_id", 1)]
        database["complaints"].create_index(open_work, partialFilterExpression={"open_unit": {"$gt": ""}})
        database["document_forms"].insert_one({"_id": "complaints", "form": 2})
        yield database


@pytest.fixture
async def intake(own_stack: Stack, database: Database[Document]) -> AsyncIterator[IntakeClient]:
    async with opened(own_stack) as opened_intake:
        yield opened_intake


async def _listed(intake: IntakeClient, who: dict[str, str], **query: str) -> list[str]:
    answer = await intake.client.get("/v1/complaints", params={"limit": "100", **query}, headers=who)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["complaints"]]


async def test_all_open_work_is_listed_the_next_deadline_first(intake: IntakeClient) -> None:
    listed = await _listed(intake, HEAD)
    assert set(listed) == {each["_id"] for each in OPEN_LIVES.values()}
    of_lh = {each["_id"] for each in OPEN_LIVES.values() if each["unit"] == "dinas-lh"}
    assert set(await _listed(intake, LH)) == of_lh
    due = [_next_due(await _row(intake, complaint_id)) for complaint_id in listed]
    assert due == sorted(due)


async def _row(intake: IntakeClient, complaint_id: str) -> Document:
    rows = (await intake.client.get("/v1/complaints", params={"limit": "100"}, headers=HEAD)).json()["complaints"]
    found: Document = next(each for each in rows if each["id"] == complaint_id)
    return found


def _next_due(row: Document) -> str:
    return row["next_deadline"]["due_at"] if row["next_deadline"] else "9"


async def test_its_words_are_found(intake: IntakeClient) -> None:
    assert set(await _listed(intake, HEAD, q="pasar")) == {each["_id"] for each in OPEN_LIVES.values()}


async def test_every_complaint_reads_as_it_stood_and_only_open_ones_were_touched(
    intake: IntakeClient, database: Database[Document]
) -> None:
    for life, old in LIVES.items():
        headers = OTHER if old["routing_input"]["channel"] == "other" else DEMO
        shown = (await intake.client.get(f"/v1/complaints/{old['_id']}", headers=headers)).json()
        assert (shown["state"], shown["version"]) == (old["state"], old["version"]), life
        kept = database["complaints"].find_one({"_id": old["_id"]})
        assert kept is not None
        assert {name: kept.get(name) for name in old if name != "open_unit"} == _without_open_unit(old), life
        assert kept.get("groups") == ([f"open|{old['open_unit']}"] if "open_unit" in old else None), life
        assert ("queues" in kept) == (life in OPEN_LIVES), life


def _without_open_unit(old: Document) -> Document:
    return {name: value for name, value in old.items() if name != "open_unit"}


async def test_work_goes_on_where_it_was(intake: IntakeClient) -> None:
    complaint_id = LIVES["in progress"]["_id"]
    answer = await intake.act(complaint_id, "resolve", PU, message="Sudah ditambal.")
    assert answer.status_code == 200, answer.text
    assert complaint_id not in await _listed(intake, PU)


async def test_a_second_start_changes_nothing_and_looks_once(
    intake: IntakeClient, database: Database[Document]
) -> None:
    before = list(database["complaints"].find())
    with recorded() as sent:
        await prepare(intake.driver, intake.city)
    assert list(database["complaints"].find()) == before
    assert [each.collection for each in sent] == ["document_forms"] * 3


async def test_a_pass_that_was_cut_short_is_made_again(own_stack: Stack, database: Database[Document]) -> None:
    """Everything but the marker was written."""
    async with opened(own_stack) as intake:
        done = list(database["complaints"].find())
        database["document_forms"].delete_one({"_id": "queues"})
        with recorded() as sent:
            await prepare(intake.driver, intake.city)
        assert list(database["complaints"].find()) == done
        with MongoClient[Document](own_stack.mongo_url, tz_aware=True) as client:
            assert scans(client, sent) == []
            assert most_matched(client, sent) <= len(LIVES)


async def test_a_unit_that_moves_takes_its_complaints_along(
    intake: IntakeClient, own_stack: Stack, database: Database[Document]
) -> None:
    [moved] = [LIVES["acknowledged"]["_id"]]
    await intake.act(moved, "delegate", PU, to_unit="bidang-drainase")
    assert moved in await _listed(intake, DRAINAGE)
    units = dict(intake.city.units)
    units["dinas-lh"] = units["dinas-lh"].model_copy(update={"parent": "dinas-pu"})
    await prepare(intake.driver, replace(intake.city, units=units))
    of_lh = LIVES["transferred and assigned"]["_id"]
    kept = database["complaints"].find_one({"_id": of_lh})
    assert kept is not None
    assert {"u:dinas-lh", "u:dinas-pu", "u:kota"} <= set(kept["queues"])
    assert of_lh in await _listed(intake, PU_HEAD)
