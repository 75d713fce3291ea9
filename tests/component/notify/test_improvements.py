"""Findings and improvement actions, from events to mails: in one digest with complaints, and by the whole service."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiokafka import AIOKafkaConsumer

from chassis.mongo import Driver
from chassis.producer import Producer
from chassis.shares import SLOTS, Share
from contracts.codec import decode
from contracts.events import NotificationDelivered, NotificationEvent, NotificationSkipped
from contracts.improvement_events import ImprovementAgreed, ImprovementDone
from contracts.topics import (
    FINDING_NOTIFICATIONS,
    FINDINGS,
    IMPROVEMENT_DEADLINES,
    IMPROVEMENT_NOTIFICATIONS,
    IMPROVEMENTS,
)
from contracts.values import SkipReason
from deploy.local.environment import DEMO_CITY, Stack
from deploy.local.mailbox import Mailbox
from deploy.local.mails import read_mails
from services.notify.city import load_city
from services.notify.domain.kinds import FINDING, IMPROVEMENT, Key
from services.notify.domain.recipients import find_recipient
from services.notify.store.outbox import outbox
from services.notify.store.stores import Stores
from services.notify.store.subjects import Subjects
from tests.component.notify.digesting import NOON, Hear, SetClock, events_of, news, of
from tests.component.notify.mail_server import MailServer
from tests.component.notify.planned import Documents
from tests.component.notify.serving import send, start, until_ready
from tests.unit.notify.improvements import ACTION, assigned, escalated, known, opened, proposed, step

AGREED = (proposed(), assigned(), step(ImprovementAgreed, 2), assigned("agreed", 2))


async def test_complaints_improvements_and_findings_are_one_mail(
    hear: Hear, stores: Stores, driver: Driver, clock: SetClock, mail_server: MailServer, documents: Documents
) -> None:
    found = [opened(number) for number in range(5)]
    for _ in range(2):
        await hear(stores, AGREED, IMPROVEMENT)
        await hear(stores, news("c-1"))
        await hear(stores, found, FINDING)
    clock.now = NOON
    await hear.attempt(stores)

    assert len(of(mail_server)) == 1
    text = mail_server.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [line for line in text.splitlines() if line.startswith("==")] == [
        "== Dinas Jalan: 1 pengaduan ==", "== Tindakan perbaikan ==", "== Pola tidak biasa ==",
    ]  # fmt: skip
    ended = events_of(documents)
    assert ended.keys() == {"c-1", ACTION, *(each.subject for each in found)}
    assert {type(event) for events in ended.values() for event in events} == {NotificationDelivered}
    topics = {each.subject: each.topic.name for each in await outbox(driver).look(Share(0, SLOTS), 100)}
    assert topics["c-1"] == "notifications"
    assert topics[ACTION] == "improvement-notifications"
    assert {topics[each.subject] for each in found} == {"finding-notifications"}


async def test_what_was_done_meanwhile_is_taken_out_and_said_of_the_improvement(
    hear: Hear, stores: Stores, clock: SetClock, mail_server: MailServer, documents: Documents
) -> None:
    done = step(ImprovementDone, 3, assignment_number=2, occurred_at=NOON - timedelta(minutes=1))
    await hear(stores, [*AGREED, done], IMPROVEMENT)
    clock.now = NOON
    await hear.attempt(stores)
    asked = documents.find_one({"complaint_id": ACTION, "template": "improvement_agreed"})
    assert asked is not None
    (skip,) = [decode(bytes(event["body"])) for event in asked["events"]]
    assert isinstance(skip, NotificationSkipped)
    assert (skip.reason, skip.subject) == (SkipReason.ANSWERED_MEANWHILE, ACTION)
    (mail,) = mail_server.mails
    assert "Mohon dilaksanakan" not in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_what_is_known_is_read_as_it_was_kept_and_ids_of_different_kinds_never_meet(
    hear: Hear, stores: Stores, driver: Driver
) -> None:
    await hear(stores, news(ACTION))
    await hear(stores, AGREED, IMPROVEMENT)
    kept = await Subjects(driver).load([Key(IMPROVEMENT, ACTION), Key("complaint", ACTION), Key(FINDING, ACTION)])
    assert kept[Key(IMPROVEMENT, ACTION)].subject == known(*AGREED)
    assert [each.revision for each in kept.values()] == [1, 1, 0]


@pytest.fixture
async def consumer(stack: Stack, producer: Producer) -> AsyncIterator[AIOKafkaConsumer]:
    """Reads what became of notifications about findings and improvement actions, from the beginning."""
    topics = [stack.prefix + topic.name for topic in (FINDING_NOTIFICATIONS, IMPROVEMENT_NOTIFICATIONS)]
    reader = AIOKafkaConsumer(*topics, bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest")
    await reader.start()
    yield reader
    await reader.stop()


async def test_the_service_sends_a_proposal_an_escalation_and_a_finding_as_mails(
    stack: Stack, mailbox: Mailbox, producer: Producer, consumer: AIOKafkaConsumer
) -> None:
    found: dict[str, tuple[str, NotificationEvent]] = {}
    process = start(stack)
    finding = opened()
    try:
        await until_ready(stack, process)
        # The escalation comes before what it follows, and all comes twice.
        for _ in range(2):
            await send(producer, IMPROVEMENT_DEADLINES, [escalated(unit="dinas-pu")])
            await send(producer, IMPROVEMENTS, [proposed(unit="dinas-pu"), assigned(unit="dinas-pu")])
            await send(producer, FINDINGS, [finding])
        async with asyncio.timeout(90):
            while len(found) < 3:
                record = await consumer.getone()
                event = decode(record.value)
                assert isinstance(event, NotificationEvent)
                assert record.key == event.subject.encode()
                found[event.id] = record.topic.removeprefix(stack.prefix), event
    finally:
        process.terminate()
        assert process.wait(30) == 0

    city = load_city(DEMO_CITY, frozenset({"email"}))
    bureau = find_recipient(city, city.improvements.bureau, "unit_head").id
    expected = {
        (IMPROVEMENT_NOTIFICATIONS.name, "improvement_proposed", "kepala-dinas-pu", ACTION),
        (IMPROVEMENT_NOTIFICATIONS.name, "improvement_escalated", "kepala-bidang-jalan", ACTION),
        (FINDING_NOTIFICATIONS.name, "finding", bureau, finding.subject),
    }
    assert {(topic, event.template, event.recipient, event.subject) for topic, event in found.values()} == expected
    assert {type(event) for _, event in found.values()} == {NotificationDelivered}
    messages = {getattr(event, "message", None) for _, event in found.values()}
    mails = [each for each in read_mails(stack.mail) if each.message_id.strip("<>").partition("@")[0] in messages]
    received = sorted(recipient.partition("@")[0] for mail in mails for recipient in mail.recipients)
    assert received == sorted(["kepala-dinas-pu", "kepala-bidang-jalan", bureau])
