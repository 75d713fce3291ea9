"""What version 0.1 kept is prepared at the start: read, acted on and published as if this version had kept it."""

import asyncio
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from aiokafka import AIOKafkaConsumer
from pymongo import MongoClient
from pymongo.database import Database

from chassis.admin import AdminSettings, create_topics
from chassis.errors import EXIT_CONFIGURATION, StoreUnavailable
from chassis.shares import SLOTS, Share
from contracts.codec import decode
from contracts.topics import COMPLAINTS
from deploy.local.access import ensure_access
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.local.ports import free_ports
from deploy.local.store import Store
from services.complaints.store.outbox import outbox
from services.complaints.store.prepare import prepare
from services.complaints.store.projection import ProjectionStore
from tests.component.complaints.intake_api import DEMO, OTHER, PU, TRIAGE, IntakeClient, opened
from tests.stacks import fresh
from tests.stored import Document, stored

LIVES = stored("0.1", "complaints")
ANSWERED_AT = LIVES["resolved"]["answered_at"]
ANY_TEXT = {"$gt": ""}


@pytest.fixture
def own_stack(bare_stack: Stack, store: Store) -> Stack:
    return fresh(bare_stack)


@pytest.fixture
def database(own_stack: Stack) -> Iterator[Database[Document]]:
    """As version 0.1 left it: with its documents, its indexes and the lease of its relay."""
    with MongoClient[Document](own_stack.mongo_url, tz_aware=True) as client:
        yield _filled(client[own_stack.database])


def _filled(database: Database[Document]) -> Database[Document]:
    complaints = database["complaints"]
    complaints.insert_many(list(stored("0.1", "complaints").values()))
    complaints.create_index([("tracking", 1)], unique=True)
    same_request = [("matter.channel", 1), ("request.key", 1)]
    complaints.create_index(same_request, unique=True, partialFilterExpression={"request.key": ANY_TEXT})
    open_work = [("open_unit", 1), ("matter.filed_at", 1)]
    complaints.create_index(open_work, partialFilterExpression={"open_unit": ANY_TEXT})
    database["orphan_facts"].insert_many(list(stored("0.1", "orphans").values()))
    lease = {"_id": "complaints", "token": 1, "beat": 0, "holder": "complaints-0", "released": True}
    database["relay_leases"].insert_one(lease)
    return database


@pytest.fixture
async def intake(own_stack: Stack, database: Database[Document]) -> AsyncIterator[IntakeClient]:
    """The API over what 0.1 left, once it is prepared."""
    async with opened(own_stack) as opened_intake:
        yield opened_intake


async def test_every_complaint_is_read_as_it_stood(intake: IntakeClient) -> None:
    for life, old in LIVES.items():
        headers = OTHER if old["matter"]["channel"] == "other" else DEMO
        shown = (await intake.client.get(f"/v1/complaints/{old['_id']}", headers=headers)).json()
        assert (shown["state"], shown["version"]) == (old["state"], old["version"]), life
        assert shown["assignment_number"] == old["epoch"]
        assert shown["overdue"] == bool(old.get("overdue"))
        assert [each["name"] for each in shown["deadlines"]] == [
            each["name"] for each in (old.get("clocks") or {"items": []})["items"]
        ]
        tracked = await intake.client.get(f"/v1/track/{intake.deps.codes.code(old['_id'])}")
        steps = [each["type"] for each in tracked.json()["timeline"]]
        assert steps[0] == "complaint.filed"
        assert steps.count("complaint.assigned") + steps.count("complaint.sent_to_triage") == old["epoch"]


async def test_a_request_that_0_1_kept_is_recognised_in_its_own_channel(intake: IntakeClient) -> None:
    body = {"text": "jalan berlubang", "external_id": "A-1"}
    other = await intake.client.post("/v1/complaints", json=body, headers=OTHER)
    assert other.json()["id"] == LIVES["filed by another channel under the same id"]["_id"]
    changed = await intake.client.post("/v1/complaints", json=body, headers=DEMO)
    assert changed.status_code == 422, "that channel's complaint says more under this id"
    third = {**body, "external_id": "A-2"}
    assert (await intake.client.post("/v1/complaints", json=third, headers=OTHER)).status_code == 201


async def test_work_goes_on_where_it_was(intake: IntakeClient) -> None:
    for life, action, officer in [
        ("assigned", "acknowledge", PU),
        ("in progress", "resolve", PU),
        ("at the triage desk", "acknowledge", TRIAGE),
    ]:
        answer = await intake.act(LIVES[life]["_id"], action, officer, message="Sudah kami periksa.")
        assert answer.status_code == 200, (life, answer.text)
    await intake.assign(LIVES["transferred"]["_id"], "dinas-lh", 2)
    await intake.assign(LIVES["filed"]["_id"], "dinas-pu")
    kept = {each["_id"]: each for each in await intake.kept()}
    assert kept[LIVES["assigned"]["_id"]]["state"] == "acknowledged"
    assert kept[LIVES["transferred"]["_id"]]["unit"] == "dinas-lh"
    assert kept[LIVES["filed"]["_id"]]["unit"] == "dinas-pu"
    page = (await intake.client.get("/v1/complaints", headers=PU)).json()
    assert LIVES["filed"]["_id"] in [each["id"] for each in page["complaints"]]


@pytest.mark.parametrize(("days", "status"), [(14, 200), (15, 409)])
async def test_it_can_be_reopened_for_as_long_as_0_1_allowed(
    own_stack: Stack, database: Database[Document], days: int, status: int
) -> None:
    async with opened(own_stack, clock=lambda: ANSWERED_AT + timedelta(days=days)) as intake:
        path = f"/v1/track/{intake.deps.codes.code(LIVES['resolved']['_id'])}/actions/reopen"
        answer = await intake.client.post(path, json={"reason": "not_fixed"})
    assert answer.status_code == status, answer.text


async def test_a_second_start_changes_nothing(intake: IntakeClient, database: Database[Document]) -> None:
    before = list(database["complaints"].find())
    await prepare(intake.driver, intake.city)
    assert list(database["complaints"].find()) == before


async def test_what_waited_to_be_published_waits_in_its_order(intake: IntakeClient) -> None:
    pending = {each.document_id: each.bodies for each in await outbox(intake.driver).look(Share(0, SLOTS), 100)}
    assert {document_id: list(bodies) for document_id, bodies in pending.items()} == _unpublished()


async def test_events_about_unknown_complaints_are_kept_on(intake: IntakeClient, database: Database[Document]) -> None:
    assert list(database["orphan_events"].find()) == list(stored("0.1", "orphans").values())
    assert "orphan_facts" not in database.list_collection_names()


async def test_nothing_is_read_or_kept_before_it_is_prepared(own_stack: Stack, database: Database[Document]) -> None:
    async with opened(own_stack, prepared=False) as intake:
        for path in (f"/v1/complaints/{LIVES['filed']['_id']}", f"/v1/track/{'0' * 16}", "/v1/complaints"):
            assert (await intake.client.get(path, headers=PU)).status_code == 503
        assert (await intake.client.post("/v1/complaints", json={"text": "x"}, headers=DEMO)).status_code == 503
        with pytest.raises(StoreUnavailable):
            await ProjectionStore(intake.driver, intake.city).load(["x"])


def _unpublished() -> dict[str, list[bytes]]:
    """The bodies that 0.1 had not marked as published, by complaint."""
    waiting = {
        old["_id"]: [each["body"] for each in old["events"] if each["seq"] > old["published_seq"]]
        for old in LIVES.values()
    }
    return {complaint_id: bodies for complaint_id, bodies in waiting.items() if bodies}


@pytest.mark.slow
async def test_killed_in_the_middle_and_then_started_three_times_at_once_it_publishes_all_that_waited(
    stack: Stack,
) -> None:
    stack = replace(stack, ports=replace(free_ports(), kafka=stack.ports.kafka, store=stack.ports.store))
    ensure_access(stack)
    stack.faust.mkdir(parents=True, exist_ok=True)
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    with MongoClient[Document](stack.mongo_url, tz_aware=True) as client:
        complaints = _filled(client[stack.database])["complaints"]
        with _process(stack, "complaints", "tests.faults.killpoint", *KILLED, "services.complaints") as killed:
            await asyncio.to_thread(killed.wait, 60)
        assert 0 < complaints.count_documents({"matter": {"$exists": True}}) < len(LIVES)
        second = replace(stack, ports=replace(free_ports(), kafka=stack.ports.kafka, store=stack.ports.store))
        with (
            _process(stack, "complaints", "services.complaints"),
            _process(second, "complaints", "services.complaints"),
            _process(stack, "projection", "services.complaints.projection"),
        ):
            for url in (stack.ops_url("complaints"), second.ops_url("complaints"), stack.ops_url("projection")):
                await _ready(f"{url}/readyz")
            assert complaints.count_documents({"matter": {"$exists": True}}) == 0
            async with asyncio.timeout(60):
                while complaints.count_documents({"pending_since": {"$exists": True}}):
                    await asyncio.sleep(0.1)
    assert await _published(stack) == _unpublished()


KILLED = ("chassis.mongo:Collection.replace_each", "after", "9")


@pytest.mark.slow
async def test_it_does_not_start_with_a_complaint_that_it_cannot_read(
    own_stack: Stack, database: Database[Document]
) -> None:
    ensure_access(own_stack)
    wrong = LIVES["assigned"]["_id"]
    database["complaints"].update_one({"_id": wrong}, {"$set": {"facts": []}})
    with _process(own_stack, "complaints", "services.complaints") as process:
        said = await asyncio.to_thread(process.communicate, None, 60)
    assert process.returncode == EXIT_CONFIGURATION
    assert f"document '{wrong}' cannot be brought into form 2: its assignment 1 is not among" in said[1].decode()
    assert b"jalan berlubang" not in said[1]


@contextmanager
def _process(stack: Stack, service: str, module: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, **service_environment(stack, service), "INSTANCE": f"{service}-{stack.ports.api}"}
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


async def _ready(url: str) -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(60):
        while True:
            try:
                if (await client.get(url)).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)


async def _published(stack: Stack) -> dict[str, list[bytes]]:
    """What is on the topic, each event once, by complaint."""
    consumer = AIOKafkaConsumer(
        stack.prefix + COMPLAINTS.name, bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest"
    )
    await consumer.start()
    found: dict[str, dict[str, bytes]] = defaultdict(dict)
    try:
        for partition, end in (await consumer.end_offsets(consumer.assignment())).items():
            while await consumer.position(partition) < end:
                body = (await consumer.getone(partition)).value
                event = decode(body)
                found[event.subject].setdefault(event.id, body)
    finally:
        await consumer.stop()
    return {complaint_id: list(bodies.values()) for complaint_id, bodies in found.items()}
