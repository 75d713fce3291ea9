"""The whole service as its own process, with a real broker, store and mailbox: events in, mails and events out."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from chassis.admin import AdminSettings, create_topics
from chassis.errors import EXIT_CONFIGURATION
from chassis.producer import Producer
from contracts.codec import decode, encode
from contracts.events import DeadlineBreached, Event, NotificationEvent
from contracts.records import Record
from contracts.topics import ASSIGNMENTS, DEADLINES, NOTIFICATIONS, Topic
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.local.mailbox import Mailbox
from deploy.local.mails import read_mails
from tests.component.notify.waiting import until
from tests.unit.notify.examples import NOW, assigned, escalated

Process = subprocess.Popen[bytes]


@pytest.fixture
async def producer(stack: Stack) -> AsyncIterator[Producer]:
    settings = AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix)
    await create_topics(settings)
    part = Producer(stack.bootstrap, stack.prefix, "test")
    await part.start()
    yield part
    await part.stop()


@pytest.fixture
async def consumer(stack: Stack, producer: Producer) -> AsyncIterator[AIOKafkaConsumer]:
    """Reads `notifications` from its beginning."""
    reader = AIOKafkaConsumer(
        stack.prefix + NOTIFICATIONS.name, bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest"
    )
    await reader.start()
    yield reader
    await reader.stop()


def start(stack: Stack) -> Process:
    environment = os.environ | service_environment(stack, "notify")
    stack.faust.mkdir(exist_ok=True)
    with (stack.directory / "notify.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", "services.notify"], env=environment, cwd=REPOSITORY, stderr=log)


async def until_ready(stack: Stack, process: Process) -> None:
    def ready() -> bool:
        assert process.poll() is None, (stack.directory / "notify.log").read_text()[-3000:]
        try:
            return httpx.get(f"{stack.ops_url('notify')}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    await until(ready, "notify is ready", within_s=60)


async def send(producer: Producer, topic: Topic, events: Sequence[Event]) -> None:
    records = [Record(topic.name, event.subject.encode(), encode(event, topic.producer)) for event in events]
    await producer.deliver(records)


async def gather_events(consumer: AIOKafkaConsumer, found: dict[str, NotificationEvent], number: int) -> None:
    """Read on until `found` has `number` events by id; one that is published again has the same id."""
    async with asyncio.timeout(30):
        while len(found) < number:
            record = await consumer.getone()
            event = decode(record.value)
            assert isinstance(event, NotificationEvent)
            assert record.key == event.subject.encode()
            found[event.id] = event


def test_it_refuses_to_start_without_a_transport_and_says_what_to_set(stack: Stack) -> None:
    environment = os.environ | service_environment(stack, "notify")
    without = {variable: value for variable, value in environment.items() if not variable.startswith("SMTP_")}
    command = [sys.executable, "-m", "services.notify"]
    ran = subprocess.run(command, env=without, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == EXIT_CONFIGURATION
    assert "no transport is configured, so nobody could be notified" in ran.stderr
    assert "email: SMTP_FROM, SMTP_HOST, SMTP_PORT" in ran.stderr


async def test_it_sends_mails_and_emits_what_became_of_them(
    stack: Stack, mailbox: Mailbox, producer: Producer, consumer: AIOKafkaConsumer
) -> None:
    found: dict[str, NotificationEvent] = {}
    process = start(stack)
    try:
        await until_ready(stack, process)
        breach = DeadlineBreached(
            id="b",
            subject="c-0",
            occurred_at=NOW,
            unit="dinas-pu",
            assignment_number=1,
            clock="respond_by",
            due_at=NOW,
        )
        escalations = [escalated("bidang-drainase", subject=f"c-{n}", id=f"e-{n}") for n in range(20)]
        await send(producer, ASSIGNMENTS, [assigned("dinas-pu", subject="c-0")] * 3)
        await send(producer, DEADLINES, [*escalations, breach, *escalations])

        await gather_events(consumer, found, 41)

        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process = start(stack)
        await until_ready(stack, process)
        await send(producer, DEADLINES, [*escalations, escalated("dinas-pu", "mayor", subject="c-99")])
        await gather_events(consumer, found, 42)

        metrics = httpx.get(f"{stack.ops_url('notify')}/metrics").text
    finally:
        process.terminate()
        assert process.wait(30) == 0

    kinds = sorted(event.type for event in found.values())
    assert kinds == ["notification.delivered.v1"] * 22 + ["notification.rerouted.v1"] * 20
    ours = {event.delivery_id for event in found.values()}
    mails = [mail for mail in read_mails(stack.mail) if mail.message_id.strip("<>").partition("@")[0] in ours]
    assert len(mails) == 22
    assert {mail.receptions for mail in mails} == {1}
    assert {mail.recipients for mail in mails} == {
        (f"{person}@demo.tanggap.example",) for person in ("petugas-dinas-pu", "kepala-bidang-jalan", "wali-kota")
    }
    assert 'tanggap_notifications_total{outcome="failed",transport="email"} 0.0' in metrics
