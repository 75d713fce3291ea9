"""What operators get wrong: each process stays unready or ends, with one line that says what and how to mend it.

What came in meanwhile is handled once that is done.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from aiokafka import AIOKafkaConsumer

from chassis.admin import AdminSettings, create_topics
from chassis.broker import close
from chassis.errors import EXIT_CONFIGURATION
from chassis.mongo import Driver
from chassis.producer import Producer
from contracts.codec import decode
from contracts.events import AssignmentEvent, ComplaintFiled, Event
from contracts.records import Record
from contracts.topics import ASSIGNMENTS, COMPLAINTS
from deploy.local.access import read_plain
from deploy.local.environment import REPOSITORY, Stack
from deploy.local.mailbox import Mailbox
from deploy.processes import PROCESSES
from tests.component.operations.processes import TIMEOUT_S, TWO_HOURS_AHEAD, started
from tests.unit.notify.steps import filed

READERS = [name for name in PROCESSES if name != "complaints"]
SECRETS = [
    ("complaints", "ACCESS_FILE"),
    ("complaints", "TRACKING_KEY_FILE"),
    ("complaints", "LINK_KEYS_FILE"),
    ("improvements", "ACCESS_FILE"),
    ("improvements", "TRACKING_KEY_FILE"),
    ("notify", "LINK_KEYS_FILE"),
    ("notify", "WEBHOOK_SECRETS_FILE"),
]
OLD = REPOSITORY / "contracts" / "examples" / "0.1"


async def make_topics(stack: Stack) -> None:
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))


@asynccontextmanager
async def follower(stack: Stack, topic: str) -> AsyncIterator[Callable[[], Any]]:
    """Waits for the next event of a topic."""
    reader = AIOKafkaConsumer(stack.prefix + topic, bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest")
    await reader.start()

    async def following() -> Event:
        async with asyncio.timeout(TIMEOUT_S):
            return decode((await reader.getone()).value)

    try:
        yield following
    finally:
        await close(reader)


async def publish(stack: Stack, record: Record) -> None:
    producer = Producer(stack.bootstrap, stack.prefix, "test")
    await producer.start()
    try:
        await producer.deliver([record])
    finally:
        await producer.stop()


@pytest.mark.parametrize("name", READERS)
async def test_without_its_topics_it_says_so_once_and_begins_when_they_are_there(
    name: str, stack: Stack, mailbox: Mailbox
) -> None:
    with started(stack, name) as process:
        reasons = await process.until(lambda reasons: "there is no topic" in reasons.get("topics", ""))
        assert reasons["topics"].startswith(f"there is no topic {stack.prefix}")
        assert reasons["topics"].endswith("`python -m chassis.admin` makes what is missing")
        await make_topics(stack)
        await process.until(lambda reasons: not reasons)
        assert process.warnings().count(reasons["topics"]) == 1


@pytest.mark.parametrize("name", ["routing", "notify"])
async def test_without_a_broker_it_says_where_it_looks_and_ends_when_it_is_told_to(
    name: str, stack: Stack, mailbox: Mailbox
) -> None:
    with started(stack, name, {"KAFKA_BOOTSTRAP": "127.0.0.1:9"}) as process:
        reasons = await process.until(lambda reasons: "broker unavailable" in reasons.get("topics", ""))
        assert reasons["topics"] == (
            "broker unavailable: no answer at 127.0.0.1:9; does it run, and is KAFKA_BOOTSTRAP right?"
        )


async def test_a_complaint_that_is_taken_while_there_are_no_topics_is_published_later(stack: Stack) -> None:
    with started(stack, "complaints") as process:
        await process.until(lambda reasons: not reasons)
        key = read_plain(stack)["channels"]["demo"]
        async with httpx.AsyncClient(base_url=stack.api_url, headers={"X-API-Key": key}) as channel:
            body = {"text": "Lampu jalan mati", "category": "lampu-jalan", "external_id": "bad-input-1"}
            answer = await channel.post("/v1/complaints", json=body)
        assert answer.status_code == 201
        await make_topics(stack)
        async with follower(stack, COMPLAINTS.name) as following:
            event = await following()
    assert (event.subject, type(event)) == (answer.json()["id"], ComplaintFiled)


@pytest.mark.parametrize(("name", "variable"), SECRETS)
def test_a_secret_that_is_not_there_ends_it_with_78_and_its_name(
    name: str, variable: str, stack: Stack, tmp_path: Path
) -> None:
    missing = str(tmp_path / "not-mounted")
    with started(stack, name, {variable: missing}) as process:
        assert process.process.wait(TIMEOUT_S) == EXIT_CONFIGURATION
        said = "\n".join(line for line in process.lines() if not line.startswith("{"))
    assert said.startswith(f"{name} cannot start: ") and said.count("\n") <= 1
    assert variable in said or missing in said


@pytest.mark.parametrize("name", ["sla", "complaints"])
def test_a_wrong_value_ends_it_with_78_and_names_the_variable(name: str, stack: Stack) -> None:
    with started(stack, name, {"OPS_PORT": "ninety"}) as process:
        assert process.process.wait(TIMEOUT_S) == EXIT_CONFIGURATION
        said = process.lines()
    assert said[0] == f"{name} cannot start: environment variables are missing or wrong:"
    assert any("OPS_PORT" in line and "integer" in line for line in said[1:]), said


@pytest.mark.parametrize("name", ["complaints", "notify"])
async def test_a_store_that_has_lost_its_indexes_gets_them_back_before_anything_is_done(
    name: str, stack: Stack, mailbox: Mailbox
) -> None:
    await make_topics(stack)
    with started(stack, name) as process:
        await process.until(lambda reasons: not reasons)
    own = replace(stack, database=f"{stack.database}_notify") if name == "notify" else stack
    driver = Driver(own.mongo_url, own.database, pool=1, timeout_s=10)
    driver.open()
    try:
        before = await _indexes(driver)
        assert before
        for collection in before:
            await driver.database()[collection].drop_indexes()
        assert await _indexes(driver) == {}
        with started(stack, name) as process:
            await process.until(lambda reasons: not reasons)
        assert await _indexes(driver) == before
    finally:
        driver.close()


async def _indexes(driver: Driver) -> dict[str, set[str]]:
    """The names of all indexes but those of ids, by collection."""
    names = await driver.database().list_collection_names()
    found = {name: set(await driver.database()[name].index_information()) - {"_id_"} for name in names}
    return {name: indexes for name, indexes in found.items() if indexes}


async def test_what_an_older_producer_writes_after_a_roll_back_is_handled(stack: Stack) -> None:
    await make_topics(stack)
    bodies = [file.read_bytes() for file in sorted(OLD.glob("complaint.filed*"))]
    assert bodies, "the first version's examples are gone"
    events = [decode(body) for body in bodies]
    with started(stack, "routing") as process:
        await process.until(lambda reasons: not reasons)
        async with follower(stack, ASSIGNMENTS.name) as following:
            for body, event in zip(bodies, events, strict=True):
                await publish(stack, Record(COMPLAINTS.name, event.subject.encode(), body))
                assert (await following()).subject == event.subject


async def test_what_a_newer_producer_wrote_before_a_roll_back_is_passed_by_and_counted(stack: Stack) -> None:
    await make_topics(stack)
    known = filed()
    newer = orjson.loads(COMPLAINTS.encode(known)) | {"id": "praised-1", "type": "complaint.praised.v1"}
    with started(stack, "routing") as process:
        await process.until(lambda reasons: not reasons)
        await publish(stack, Record(COMPLAINTS.name, known.subject.encode(), orjson.dumps(newer)))
        await publish(stack, COMPLAINTS.record(known))
        async with follower(stack, ASSIGNMENTS.name) as following:
            assert isinstance(await following(), AssignmentEvent)
        async with httpx.AsyncClient() as client:
            metrics = await client.get(f"http://127.0.0.1:{stack.ports.ops('routing')}/metrics")
    assert 'tanggap_events_unknown_total{topic="complaints",what="type"} 1.0' in metrics.text


async def test_a_worker_whose_clock_is_wrong_holds_its_batch_and_can_be_stopped(stack: Stack) -> None:
    await make_topics(stack)
    known = filed()
    with started(stack, "routing", launcher=TWO_HOURS_AHEAD) as process:
        await publish(stack, COMPLAINTS.record(known))
        reasons = await process.until(lambda reasons: "time stamps" in reasons.get("producer", ""))
        assert reasons["producer"] == "the broker refuses our time stamps: this machine's clock is wrong, correct it"
    with started(stack, "routing"):
        async with follower(stack, ASSIGNMENTS.name) as following:
            assert (await following()).subject == known.subject
