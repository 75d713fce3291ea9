"""The whole service as its own process, with a real broker, store and mailbox: events in, mails and events out."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from chassis.errors import EXIT_CONFIGURATION
from chassis.producer import Producer
from contracts.codec import decode
from contracts.events import (
    ComplaintAssigned,
    ComplaintFiled,
    NotificationDelivered,
    NotificationEvent,
    NotificationRerouted,
    NotificationSkipped,
)
from contracts.topics import ASSIGNMENTS, COMPLAINTS, DEADLINES, NOTIFICATIONS
from contracts.values import SkipReason
from deploy.local.access import ensure_access
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.local.mailbox import Mailbox
from deploy.local.mails import read_mails
from tests.component.notify.serving import send, start, until_ready
from tests.unit.notify.examples import assigned, breached, escalated
from tests.unit.notify.steps import INPUT, filed


@pytest.fixture
async def consumer(stack: Stack, producer: Producer) -> AsyncIterator[AIOKafkaConsumer]:
    """Reads `notifications` from its beginning."""
    reader = AIOKafkaConsumer(
        stack.prefix + NOTIFICATIONS.name, bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest"
    )
    await reader.start()
    yield reader
    await reader.stop()


async def gather_events(
    consumer: AIOKafkaConsumer, found: dict[str, NotificationEvent], enough: Callable[[], bool]
) -> None:
    """Read on until `found`, by id, has `enough`; an event that is published again has the same id."""
    async with asyncio.timeout(90):
        while not enough():
            record = await consumer.getone()
            event = decode(record.value)
            assert isinstance(event, NotificationEvent)
            assert record.key == event.subject.encode()
            found[event.id] = event


def test_it_refuses_to_start_without_a_transport_and_says_what_to_set(stack: Stack) -> None:
    ensure_access(stack)
    environment = os.environ | service_environment(stack, "notify")
    of_transports = ("SMTP_", "WEBHOOK_SECRETS_", "WEBHOOK_ALLOWED_")
    without = {name: value for name, value in environment.items() if not name.startswith(of_transports)}
    command = [sys.executable, "-m", "services.notify"]
    ran = subprocess.run(command, env=without, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == EXIT_CONFIGURATION
    assert "no transport is configured, so nobody could be notified" in ran.stderr
    assert "email: SMTP_FROM, SMTP_HOST, SMTP_PORT" in ran.stderr
    assert "webhook: WEBHOOK_SECRETS_FILE" in ran.stderr


def new_complaint(subject: str, category: str) -> tuple[ComplaintFiled, ComplaintAssigned]:
    """Filed, by somebody who wants no updates, and assigned to a unit whose head's post is vacant."""
    given = INPUT.model_copy(update={"channel": "demo", "category": category, "area": None})
    return (
        filed(subject=subject, id=f"{subject}-f", routing_input=given, wants_updates=False),
        assigned("bidang-drainase", subject=subject, id=f"{subject}-a", channel="demo", category=category),
    )


async def test_it_sends_mails_and_emits_what_became_of_them(
    stack: Stack, mailbox: Mailbox, producer: Producer, consumer: AIOKafkaConsumer
) -> None:
    found: dict[str, NotificationEvent] = {}
    process = start(stack)
    subjects = [f"c-{n}" for n in range(20)]
    complaints = [new_complaint(subject, "saluran-mampet") for subject in subjects]
    escalations = [escalated("bidang-drainase", subject=each, id=f"{each}-e") for each in subjects]
    urgent = new_complaint("c-99", "pohon-tumbang")

    def delivered(number: int) -> Callable[[], bool]:
        return lambda: sum(isinstance(event, NotificationDelivered) for event in found.values()) >= number

    try:
        await until_ready(stack, process)
        # The escalations come before what they follow, and everything comes twice.
        await send(producer, DEADLINES, escalations)
        for _ in range(2):
            await send(producer, COMPLAINTS, [filing for filing, _ in complaints])
            await send(producer, ASSIGNMENTS, [assignment for _, assignment in complaints])
        await send(producer, DEADLINES, [*escalations, breached("bidang-drainase", subject="c-0")])
        await gather_events(consumer, found, delivered(1))

        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process = start(stack)
        await until_ready(stack, process)
        await send(producer, DEADLINES, escalations)
        await send(producer, COMPLAINTS, [urgent[0]])
        await send(producer, ASSIGNMENTS, [urgent[1]])
        await send(producer, DEADLINES, [escalated("dinas-pu", "mayor", subject="c-99", id="c-99-e")])
        await gather_events(consumer, found, delivered(42))

        metrics = httpx.get(f"{stack.ops_url('notify')}/metrics").text
    finally:
        process.terminate()
        assert process.wait(30) == 0

    ends = [event for event in found.values() if isinstance(event, NotificationDelivered)]
    assert len({event.delivery_id for event in ends}) == len(ends) == 42
    rerouted = {event.delivery_id for event in found.values() if isinstance(event, NotificationRerouted)}
    assert rerouted == {event.delivery_id for event in ends if event.recipient == "kepala-bidang-jalan"}
    skipped = [event for event in found.values() if isinstance(event, NotificationSkipped)]
    assert {(event.template, event.reason) for event in skipped} == {
        (template, SkipReason.NOT_WANTED) for template in ("received", "taken_on")
    }
    assert len(skipped) == 42
    by_message: dict[str | None, set[str]] = {}
    for event in ends:
        by_message.setdefault(event.message, set()).add(event.recipient)
    mails = [each for each in read_mails(stack.mail) if each.message_id.strip("<>").partition("@")[0] in by_message]
    assert len(mails) == len(by_message)
    assert {mail.receptions for mail in mails} == {1}
    received = Counter(recipient.partition("@")[0] for mail in mails for recipient in mail.recipients)
    assert received.keys() == {"petugas-bidang-drainase", "kepala-bidang-jalan", "wali-kota"}
    assert received["wali-kota"] == 1
    assert received["kepala-bidang-jalan"] <= 4, "one at once, and a digest every half minute"
    assert 'tanggap_notifications_total{outcome="failed",transport="email"} 0.0' in metrics
