"""From a plan in the store to a mail at the server: once each, with proof, whatever the server does meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.notify import sender as sending
from services.notify.domain.city import City
from services.notify.sender import Sender
from services.notify.store.deliveries import Deliveries
from services.notify.transports.email import EmailTransport
from tests.component.notify.mail_server import OK, MailServer
from tests.component.notify.planned import Documents, MakeSender, many, plans, states
from tests.component.notify.waiting import until
from tests.unit.notify.examples import assigned, escalated, every_kind, reminder


async def test_it_sends_each_message_once_though_its_event_comes_three_times(
    city: City, deliveries: Deliveries, sender: Sender, mail_server: MailServer,
    documents: Documents,
) -> None:  # fmt: skip
    events = [escalated(level=level, role=role) for level, role in enumerate(("unit_head", "agency_head", "mayor"), 1)]
    await sender.start()
    for _ in range(3):
        await deliveries.insert(plans(city, [*events, *events]))
        sender.wake()
        await until(lambda: states(documents) == ["delivered"] * 3, "three deliveries")

    assert set(mail_server.received().values()) == {1}
    notified = {str(mail["To"]).split("@")[0] for mail in mail_server.mails}
    assert notified == {"roads-head", "roads-director", "mayor"}


async def test_it_sends_every_kind_of_message_and_keeps_the_proof(
    city: City, deliveries: Deliveries, sender: Sender, mail_server: MailServer, documents: Documents
) -> None:
    await sender.start()
    fresh = await deliveries.insert(plans(city, every_kind()))
    await until(lambda: states(documents) == ["delivered"] * len(fresh), "all delivered")

    for document in documents.find():
        (proof,) = document["proof"]
        assert (proof["code"], proof["outcome"]) == (250, "accepted")
        assert "queued" in proof["reply"]
        assert "@" not in proof["endpoint"]
        assert proof["latency_ms"] >= 0
        assert "claim" not in document
        assert f"<{document['_id']}@demo.tanggap.example>" in mail_server.received()


async def test_what_is_skipped_is_sent_to_nobody(
    city: City, deliveries: Deliveries, sender: Sender, mail_server: MailServer, documents: Documents
) -> None:
    await sender.start()
    await deliveries.insert(plans(city, [reminder(channel="radio"), assigned()]))
    sender.wake()
    await until(lambda: states(documents) == ["delivered", "skipped"], "what is not skipped is sent")
    assert [str(mail["To"]) for mail in mail_server.mails] == ["roads-officer@demo.tanggap.example"]


async def test_it_is_woken_instead_of_polling(
    make_sender: MakeSender, city: City, deliveries: Deliveries, email: EmailTransport, mail_server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(sending, "POLL_S", 60.0)
    sender = make_sender(email)
    await sender.start()
    await asyncio.sleep(0.3)
    await deliveries.insert(plans(city, [assigned()]))
    sender.wake()
    await until(lambda: mail_server.number == 1, "one mail", within_s=5)
    await sender.stop()


async def test_it_waits_for_an_unavailable_server_and_loses_nothing(
    city: City, deliveries: Deliveries, sender: Sender, mail_server: MailServer, documents: Documents
) -> None:
    await mail_server.stop()
    await deliveries.insert(plans(city, many(30)))
    await sender.start()
    await until(lambda: sender.not_ready_because() is not None, "the sender notices")
    await asyncio.sleep(2)
    assert states(documents) == ["pending"] * 30
    assert {document["attempts"] for document in documents.find()} == {0}, "waiting uses up no attempt"

    await mail_server.start()

    await until(lambda: states(documents) == ["delivered"] * 30, "all delivered after the return", within_s=20)
    assert set(mail_server.received().values()) == {1}
    await until(lambda: sender.not_ready_because() is None, "ready again")


async def test_it_goes_on_after_a_server_that_ended_in_the_middle(
    city: City, deliveries: Deliveries, sender: Sender, mail_server: MailServer, documents: Documents
) -> None:
    mail_server.slow_s = 0.05
    await deliveries.insert(plans(city, many(100)))
    await sender.start()
    await until(lambda: mail_server.number > 20, "the first mails")
    await mail_server.stop()
    await asyncio.sleep(1)
    await mail_server.start()

    await until(lambda: states(documents) == ["delivered"] * 100, "all delivered", within_s=40)
    assert len(mail_server.received()) == 100
    repeated = sum(mail_server.received().values()) - 100
    assert repeated <= sending.CONNECTIONS, "only what was under way may repeat, under its own message id"


async def test_it_gives_up_at_once_on_a_permanent_refusal(
    city: City, deliveries: Deliveries, sender: Sender, mail_server: MailServer, documents: Documents
) -> None:
    mail_server.answer_to_recipient = lambda address: f"550 5.1.1 <{address}> is unknown here"
    await deliveries.insert(plans(city, [escalated()]))
    await sender.start()
    await until(lambda: states(documents) == ["failed"], "failed")

    document = documents.find_one()
    assert document is not None
    (proof,) = document["proof"]
    assert (proof["code"], proof["outcome"]) == (550, "refused")
    assert "unknown here" in proof["reply"]
    (event,) = document["events"]
    assert b"notification.failed.v1" in event["body"]
    assert b"@" not in event["body"]


async def test_it_tries_again_after_a_temporary_refusal(
    city: City, deliveries: Deliveries, sender: Sender, mail_server: MailServer, documents: Documents
) -> None:
    answers = iter(["451 4.3.0 try later", OK])
    mail_server.answer = lambda _recipient: next(answers)
    began = datetime.now(UTC)
    await deliveries.insert(plans(city, [escalated()]))
    await sender.start()
    await until(lambda: states(documents) == ["delivered"], "delivered")

    document = documents.find_one()
    assert document is not None
    assert [proof["code"] for proof in document["proof"]] == [451, 250]
    assert document["attempts"] == 2
    assert timedelta(seconds=4) <= document["proof"][1]["at"] - began <= timedelta(seconds=8)


async def test_it_counts_a_missing_reply_as_an_attempt(
    city: City, deliveries: Deliveries, sender: Sender, mail_server: MailServer, documents: Documents
) -> None:
    mail_server.slow_s = 30
    await deliveries.insert(plans(city, [escalated()]))
    await sender.start()
    await until(lambda: any(document["proof"] for document in documents.find()), "the first attempt")
    mail_server.slow_s = 0

    await until(lambda: states(documents) == ["delivered"], "delivered")
    document = documents.find_one()
    assert document is not None
    assert [proof["outcome"] for proof in document["proof"]] == ["noreply", "accepted"]
    assert list(mail_server.received().values()) == [2], "both under one message id"
