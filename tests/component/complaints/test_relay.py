"""The relay against a real broker: what was kept is published, in order, whatever stops in between."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer

from chassis.admin import AdminSettings, create_topics
from chassis.process import cancel
from chassis.producer import Producer
from contracts.codec import decode
from contracts.events import FrontDoorEvent
from contracts.topics import COMPLAINTS
from deploy.local.broker import Broker
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from deploy.local.store import Store
from services.complaints.relay.lease import Lease
from services.complaints.relay.relay import Relay
from services.complaints.store.driver import Driver
from services.complaints.store.outbox import Outbox
from tests.component.complaints.front_door import PU, FrontDoor, opened
from tests.stacks import fresh

pytestmark = pytest.mark.slow


class Copy:
    """A relay as another process would run it: with connections of its own."""

    def __init__(self, stack: Stack, holder: str, lease_s: float = 1.0) -> None:
        self.driver = Driver(stack.mongo_url, stack.database, 2, 10.0)
        self.driver.open()
        outbox = Outbox(self.driver)
        self.lease = Lease(outbox, holder, lease_s)
        self.relay = Relay(outbox, self.lease, Producer(stack.bootstrap, stack.prefix, holder))

    async def crash(self) -> None:
        """Vanish without giving anything back."""
        await cancel(self.relay._task)
        await cancel(self.lease._task)

    async def stop(self) -> None:
        await self.relay.stop()
        self.driver.close()


@pytest.fixture
async def door(bare_stack: Stack, store: Store) -> AsyncIterator[tuple[FrontDoor, Stack]]:
    """A front door with a topic prefix of its own."""
    stack = fresh(bare_stack)
    async with opened(stack) as opened_door:
        yield opened_door, stack


async def _topics(stack: Stack) -> None:
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))


async def _published(stack: Stack) -> list[FrontDoorEvent]:
    """Everything in the topic so far."""
    consumer = AIOKafkaConsumer(
        stack.prefix + COMPLAINTS.name, bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        events: list[FrontDoorEvent] = []
        for partition in consumer.assignment():
            while await consumer.position(partition) < ends[partition]:
                record = await consumer.getone(partition)
                event = decode(record.value)
                assert isinstance(event, FrontDoorEvent)
                assert record.key == event.complaint_id.encode()
                events.append(event)
        return events
    finally:
        await consumer.stop()


async def _all_published(door: FrontDoor, seconds: float = 40) -> None:
    """Wait until nothing is pending any more."""
    outbox = Outbox(door.driver)
    for _ in range(int(seconds * 10)):
        if not await outbox.pending(None, 1):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("some events were never published")


def _first_seen(events: list[FrontDoorEvent]) -> dict[str, list[int]]:
    """The numbers of each complaint's events in the order of their first appearance."""
    seen: dict[str, list[int]] = defaultdict(list)
    for event in events:
        if event.seq not in seen[event.complaint_id]:
            seen[event.complaint_id].append(event.seq)
    return seen


async def test_complaints_are_taken_in_while_the_broker_is_away(door: tuple[FrontDoor, Stack], tmp_path: Path) -> None:
    front_door, stack = door
    own = replace(stack, ports=replace(stack.ports, kafka=(ports := free_ports()).kafka))
    broker = Broker(tmp_path / "kafka", ports)
    relay = Copy(own, "a")
    await relay.relay.start()
    try:
        filed = [await front_door.file() for _ in range(5)]
        await front_door.assign(filed[0]["id"], "dinas-pu")
        for action in ("acknowledge", "start", "resolve"):
            assert (await front_door.act(filed[0]["id"], action, PU)).status_code == 200
        assert len(await Outbox(front_door.driver).pending(None, 10)) == 5

        broker.start()
        broker.wait_until_ready()
        await _topics(own)
        await _all_published(front_door)
        seen = _first_seen(await _published(own))
        assert seen[filed[0]["id"]] == [1, 2, 3, 4]
        assert set(seen) == {each["id"] for each in filed}

        broker.kill()
        later = await front_door.file()
        await asyncio.sleep(0.5)
        broker.start()
        broker.wait_until_ready()
        await _all_published(front_door)
        assert later["id"] in _first_seen(await _published(own))
    finally:
        await relay.stop()
        broker.stop()


async def test_a_second_relay_takes_over_without_loss(door: tuple[FrontDoor, Stack], broker: Broker) -> None:
    front_door, stack = door
    await _topics(stack)
    first, second = Copy(stack, "a"), Copy(stack, "b")
    await first.relay.start()
    await asyncio.sleep(0.2)
    await second.relay.start()
    filed = [await front_door.file() for _ in range(60)]
    await first.crash()
    filed += [await front_door.file() for _ in range(60)]
    await _all_published(front_door)
    assert second.lease.token() == 2
    seen = _first_seen(await _published(stack))
    assert seen == {each["id"]: [1] for each in filed}
    await second.stop()
    await first.stop()


async def test_both_stop_and_start_in_turn_and_order_is_kept(door: tuple[FrontDoor, Stack], broker: Broker) -> None:
    front_door, stack = door
    await _topics(stack)
    filed = [await front_door.file() for _ in range(10)]
    for number, action in enumerate(("acknowledge", "start", "resolve")):
        copy = Copy(stack, f"relay-{number}")
        await copy.relay.start()
        for each in filed:
            if number == 0:
                await front_door.assign(each["id"], "dinas-pu")
            assert (await front_door.act(each["id"], action, PU)).status_code == 200
        copy.relay.wake()
        await _all_published(front_door)
        await copy.stop()
    events = await _published(stack)
    assert _first_seen(events) == {each["id"]: [1, 2, 3, 4] for each in filed}
