"""The relay against a real broker: what was kept is published, in order, whatever stops in between."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer

from chassis.admin import AdminSettings, create_topics
from chassis.mongo import Driver
from chassis.outbox import Lease, LeaseStore, Pending, Relay
from chassis.process import cancel
from chassis.producer import Producer
from chassis.shares import SLOTS, Share
from contracts.codec import decode
from contracts.events import ComplaintEvent
from contracts.topics import COMPLAINTS
from deploy.local.access import ensure_access
from deploy.local.broker import Broker
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.local.ports import free_ports
from deploy.local.store import Store
from services.complaints.store.outbox import outbox
from tests.component.complaints.intake_api import PU, IntakeClient, opened
from tests.stacks import fresh

pytestmark = pytest.mark.slow


class Copy:
    """A relay as another process would run it: with connections of its own."""

    def __init__(self, stack: Stack, holder: str, lease_s: float = 1.0) -> None:
        self.driver = Driver(stack.mongo_url, stack.database, 2, 10.0)
        self.driver.open()
        self.lease = Lease(LeaseStore(self.driver, COMPLAINTS.name), holder, lease_s)
        self.relay = Relay(outbox(self.driver), self.lease, Producer(stack.bootstrap, stack.prefix, holder))

    async def crash(self) -> None:
        """Vanish without giving anything back."""
        await cancel(self.relay._task)
        await cancel(self.lease._task)

    async def stop(self) -> None:
        await self.relay.stop()
        self.driver.close()


@pytest.fixture
async def intake(bare_stack: Stack, store: Store) -> AsyncIterator[tuple[IntakeClient, Stack]]:
    """An intake API with a topic prefix of its own."""
    stack = fresh(bare_stack)
    async with opened(stack) as opened_intake:
        yield opened_intake, stack


async def _topics(stack: Stack) -> None:
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))


async def _published(stack: Stack) -> list[ComplaintEvent]:
    """Everything in the topic so far."""
    consumer = AIOKafkaConsumer(
        stack.prefix + COMPLAINTS.name, bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        events: list[ComplaintEvent] = []
        for partition in consumer.assignment():
            while await consumer.position(partition) < ends[partition]:
                record = await consumer.getone(partition)
                event = decode(record.value)
                assert isinstance(event, ComplaintEvent)
                assert record.key == event.subject.encode()
                events.append(event)
        return events
    finally:
        await consumer.stop()


async def _pending(intake: IntakeClient) -> list[Pending]:
    return await outbox(intake.driver).look(Share(0, SLOTS), 10)


async def _all_published(intake: IntakeClient, seconds: float = 40) -> None:
    """Wait until nothing is pending any more."""
    for _ in range(int(seconds * 10)):
        if not await _pending(intake):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("some events were never published")


def _first_seen(events: list[ComplaintEvent]) -> dict[str, list[int]]:
    """The numbers of each complaint's events in the order of their first appearance."""
    seen: dict[str, list[int]] = defaultdict(list)
    for event in events:
        if event.seq not in seen[event.subject]:
            seen[event.subject].append(event.seq)
    return seen


async def test_complaints_are_taken_in_while_the_broker_is_unavailable(
    intake: tuple[IntakeClient, Stack], tmp_path: Path
) -> None:
    intake_api, stack = intake
    own = replace(stack, ports=replace(stack.ports, kafka=(ports := free_ports()).kafka))
    broker = Broker(tmp_path / "kafka", ports)
    relay = Copy(own, "a")
    await relay.relay.start()
    try:
        filed = [await intake_api.file() for _ in range(5)]
        await intake_api.assign(filed[0]["id"], "dinas-pu")
        for action in ("acknowledge", "start", "resolve"):
            assert (await intake_api.act(filed[0]["id"], action, PU, message="Kami periksa.")).status_code == 200
        assert len(await _pending(intake_api)) == 5

        broker.start()
        broker.wait_until_ready()
        await _topics(own)
        await _all_published(intake_api)
        seen = _first_seen(await _published(own))
        assert seen[filed[0]["id"]] == [1, 2, 3, 4]
        assert set(seen) == {each["id"] for each in filed}

        broker.kill()
        later = await intake_api.file()
        await asyncio.sleep(0.5)
        broker.start()
        broker.wait_until_ready()
        await _all_published(intake_api)
        assert later["id"] in _first_seen(await _published(own))
    finally:
        await relay.stop()
        broker.stop()


async def test_a_second_relay_takes_over_without_loss(intake: tuple[IntakeClient, Stack], broker: Broker) -> None:
    intake_api, stack = intake
    await _topics(stack)
    first, second = Copy(stack, "a"), Copy(stack, "b")
    await first.relay.start()
    await asyncio.sleep(0.2)
    await second.relay.start()
    filed = [await intake_api.file() for _ in range(60)]
    await first.crash()
    filed += [await intake_api.file() for _ in range(60)]
    await _all_published(intake_api)
    assert second.lease.token() == 2
    seen = _first_seen(await _published(stack))
    assert seen == {each["id"]: [1] for each in filed}
    await second.stop()
    await first.stop()


async def test_a_holder_killed_between_publishing_and_marking_repeats_and_loses_nothing(
    intake: tuple[IntakeClient, Stack], broker: Broker
) -> None:
    intake_api, stack = intake
    stack = replace(stack, ports=replace(free_ports(), kafka=stack.ports.kafka, store=stack.ports.store))
    ensure_access(stack)
    await _topics(stack)
    with _killed_before_its_second_mark(stack) as holder:
        filed = [await intake_api.file() for _ in range(20)]
        await _until_marked(intake_api)
        filed += [await intake_api.file() for _ in range(20)]
        assert await asyncio.to_thread(holder.wait, 60) == -signal.SIGKILL
    assert await _pending(intake_api)
    standby = Copy(stack, "standby")
    await standby.relay.start()
    await _all_published(intake_api)
    await standby.stop()
    events = await _published(stack)
    assert _first_seen(events) == {each["id"]: [1] for each in filed}
    repeated = Counter(event.id for event in events)
    assert 0 < sum(repeated.values()) - len(repeated) <= 20, "what was published and not yet marked"


@contextmanager
def _killed_before_its_second_mark(stack: Stack) -> Iterator[subprocess.Popen[bytes]]:
    """The service as its own process, which ends (SIGKILL) when it has published a second time."""
    point = ["chassis.outbox.store:Outbox.mark", "before", "2"]
    command = [sys.executable, "-m", "tests.faults.killpoint", *point, "services.complaints"]
    environment = {**os.environ, **service_environment(stack, "complaints"), "RELAY_LEASE_S": "1"}
    with (stack.directory / f"{stack.database}-holder.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stderr=log)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


async def _until_marked(intake: IntakeClient) -> None:
    """Wait until the holder has marked something."""
    async with asyncio.timeout(60):
        while not any(each["published_seq"] for each in await intake.kept()):
            await asyncio.sleep(0.05)


async def test_both_stop_and_start_in_turn_and_order_is_kept(
    intake: tuple[IntakeClient, Stack], broker: Broker
) -> None:
    intake_api, stack = intake
    await _topics(stack)
    filed = [await intake_api.file() for _ in range(10)]
    for number, action in enumerate(("acknowledge", "start", "resolve")):
        copy = Copy(stack, f"relay-{number}")
        await copy.relay.start()
        for each in filed:
            if number == 0:
                await intake_api.assign(each["id"], "dinas-pu")
            assert (await intake_api.act(each["id"], action, PU)).status_code == 200
        copy.relay.wake()
        await _all_published(intake_api)
        await copy.stop()
    events = await _published(stack)
    assert _first_seen(events) == {each["id"]: [1, 2, 3, 4] for each in filed}
