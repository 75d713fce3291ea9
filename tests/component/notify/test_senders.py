"""Senders of several transports, over real HTTP and SMTP: who is tried again, passed over, or waited for."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.codec import decode
from contracts.events import NotificationDelivered, NotificationFailed
from services.notify import sender as sending
from services.notify.application.planning import Planning
from services.notify.domain.circuits import FAILURES
from services.notify.domain.city import City
from services.notify.domain.hearing import Audience
from services.notify.domain.webhooks import Webhook
from services.notify.results import MAX_AT_ONCE
from services.notify.store.deliveries import Deliveries
from services.notify.store.stores import Stores
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.email import EmailTransport
from services.notify.transports.not_configured import NotConfigured
from services.notify.transports.webhook import WebhookTransport, new_secret
from tests.component.notify.answering import Answers, Clock
from tests.component.notify.failing import FailingDriver
from tests.component.notify.http_receiver import Receiver
from tests.component.notify.mail_server import OK, MailServer
from tests.component.notify.planned import Documents, MakeSender, many, plans, states
from tests.component.notify.waiting import until
from tests.component.recorder import recorded
from tests.unit.notify.examples import NOW, escalated, leaders_with, load_city, of_complaints
from tests.unit.notify.steps import filed

HEADS = {"roads-head": "unit_head", "roads-director": "agency_head", "mayor": "mayor"}
"""The three leaders of the small city with their roles."""


@pytest.fixture
def city(tmp_path: Path, receiver: Receiver) -> City:
    """Three people with a webhook each; the mayor has a mail address too."""
    base = receiver.url.rpartition("/hooks/")[0]
    contacts = {person: f'{{webhook: "{base}/{person}"}}' for person in HEADS}
    contacts["mayor"] = f'{{webhook: "{base}/mayor", email: mayor@demo.tanggap.example}}'
    return load_city(tmp_path, {"email", "webhook"}, leaders=leaders_with(contacts))


def events_of(document: dict[str, Any]) -> list[Any]:
    return [decode(bytes(event["body"])) for event in document["events"]]


async def test_its_own_verdict_decides_what_is_tried_again(
    make_sender: MakeSender, city: City, deliveries: Deliveries, webhook: WebhookTransport, answers: Answers,
    documents: Documents,
) -> None:  # fmt: skip
    answers.give("roads-head", 404)
    answers.give("roads-director", 503, 204)
    answers.give("mayor", 429, 204)
    await deliveries.insert(plans(city, [escalated(role=role) for role in HEADS.values()]))
    clock = Clock()
    sender = make_sender(webhook, clock)
    await sender.start()
    await until(lambda: documents.count_documents({"proof.0.outcome": "refused"}) == 3, "three refusals")
    clock.move_on(timedelta(seconds=10))
    await until(lambda: states(documents) == ["delivered", "delivered", "failed"], "the others are delivered")

    by_person = {each["recipient"]: each for each in documents.find()}
    codes = {person: [proof["code"] for proof in each["proof"]] for person, each in by_person.items()}
    assert codes == {"roads-head": [404], "roads-director": [503, 204], "mayor": [429, 204]}
    permanent = {person: each["proof"][0]["permanent"] for person, each in by_person.items()}
    assert permanent == {"roads-head": True, "roads-director": False, "mayor": False}
    assert {person: list(counted.values()) for person, counted in answers.received().items()} == {
        "roads-head": [1], "roads-director": [2], "mayor": [2],
    }  # fmt: skip
    ends = {person: events_of(each)[-1] for person, each in by_person.items()}
    assert isinstance(ends["roads-head"], NotificationFailed)
    assert isinstance(ends["mayor"], NotificationDelivered)
    assert (ends["roads-head"].status, ends["roads-head"].fallback, ends["mayor"].status) == ("404", None, "204")


async def test_what_fails_by_one_transport_goes_on_by_the_next_address_of_its_recipient(
    make_sender: MakeSender, city: City, deliveries: Deliveries, webhook: WebhookTransport, email: EmailTransport,
    answers: Answers, mail_server: MailServer, documents: Documents,
) -> None:  # fmt: skip
    answers.give("mayor", 404)
    await deliveries.insert(plans(city, [escalated(role="mayor")]))
    for transport in (email, webhook):
        await make_sender(transport).start()
    await until(lambda: states(documents) == ["delivered"], "delivered by mail")

    (document,) = documents.find()
    failed, delivered = events_of(document)
    assert isinstance(failed, NotificationFailed)
    assert (failed.transport, failed.fallback, failed.status, failed.attempts) == ("webhook", "email", "404", 1)
    assert isinstance(delivered, NotificationDelivered)
    assert (delivered.transport, delivered.attempts, delivered.delivery_id) == ("email", 1, failed.delivery_id)
    assert [proof["code"] for proof in document["proof"]] == [404, 250]
    assert [str(mail["To"]) for mail in mail_server.mails] == ["mayor@demo.tanggap.example"]
    assert "failed_at" not in document


async def test_what_a_channels_system_does_not_take_waits_for_one_digest_of_its_people(
    make_sender: MakeSender, city: City, stores: Stores, webhooks: WebhookStore, webhook: WebhookTransport,
    receiver: Receiver, answers: Answers, documents: Documents, digests: Documents,
) -> None:  # fmt: skip
    answers.give("1", 404)
    gone = Webhook("wh_1", "whatsapp", receiver.url, None, (new_secret(),), NOW)
    await webhooks.add(gone)
    planning = Planning(stores, lambda: Audience(city, (gone,), NOW - timedelta(days=1)), lambda: datetime.now(UTC))
    for subject in ("c-1", "c-2", "c-3"):
        await planning.hear(of_complaints([filed(subject=subject, id=f"{subject}-f")]))
    await make_sender(webhook).start()
    ours = {"template": "received", "waits_for": {"$gt": ""}}
    await until(lambda: documents.count_documents(ours) == 3, "they wait for a digest")
    (digest,) = digests.find()
    for document in documents.find(ours):
        assert (document["state"], document["transport"], document["digest"]) == ("pending", "email", digest["_id"])
        assert "next_attempt_at" not in document
        (failed,) = events_of(document)
        assert (failed.transport, failed.fallback) == ("webhook", "email")
    assert (digest["recipient"], digest["transport"]) == ("channel-whatsapp", "email")


async def test_what_waits_for_a_transport_that_is_no_longer_configured_is_put_off_with_the_reason(
    make_sender: MakeSender, city: City, deliveries: Deliveries, webhook: WebhookTransport, documents: Documents
) -> None:
    await deliveries.insert(plans(city, [escalated()]))
    stand_in = make_sender(NotConfigured("webhook"))
    await stand_in.start()
    await until(lambda: documents.count_documents({"attempts": 1}) == 1, "it is refused for now")
    await stand_in.stop()
    document = documents.find_one()
    assert document is not None
    assert (document["state"], document["proof"][0]["code"]) == ("pending", "transport_not_configured")

    clock = Clock()
    clock.move_on(timedelta(seconds=10))
    await make_sender(webhook, clock).start()
    await until(lambda: states(documents) == ["delivered"], "delivered once it is configured again")


async def test_a_dead_endpoint_is_left_alone_while_others_are_served(
    make_sender: MakeSender, city: City, deliveries: Deliveries, webhook: WebhookTransport, answers: Answers,
    documents: Documents,
) -> None:  # fmt: skip
    answers.give("roads-head", 500)
    dead, alive = many(60), [escalated(role="mayor", subject=f"complaint-{n}") for n in range(60)]
    await deliveries.insert(plans(city, [*dead, *alive]))
    sender = make_sender(webhook)
    await sender.start()
    await until(lambda: documents.count_documents({"recipient": "mayor", "state": "delivered"}) == 60, "the others")
    held = {"recipient": "roads-head", "next_attempt_at": {"$gt": datetime.now(UTC)}}
    await until(lambda: documents.count_documents(held) == 60, "the dead one's are put off")
    await sender.stop()
    assert FAILURES <= answers.received()["roads-head"].total() <= FAILURES + 2
    attempts = Counter(each["attempts"] for each in documents.find({"recipient": "roads-head"}))
    assert attempts[0] >= 60 - FAILURES - 2, "what is held back uses up no attempt"


async def test_a_receiver_that_asks_to_wait_is_left_alone_until_then(
    make_sender: MakeSender, city: City, deliveries: Deliveries, webhook: WebhookTransport, answers: Answers,
    documents: Documents,
) -> None:  # fmt: skip
    answers.give("roads-head", 429, 204, Retry_After="60")
    await deliveries.insert(plans(city, [escalated(subject="c-1")]))
    clock = Clock()
    sender = make_sender(webhook, clock)
    await sender.start()
    await until(lambda: documents.count_documents({"attempts": 1}) == 1, "it is asked to wait")
    await deliveries.insert(plans(city, [escalated(subject="c-2")], clock))
    sender.wake()
    later = {"next_attempt_at": {"$gt": clock() + timedelta(seconds=50)}}
    await until(lambda: documents.count_documents(later) == 2, "both wait")
    assert answers.received()["roads-head"].total() == 1
    clock.move_on(timedelta(seconds=61))
    sender.wake()
    await until(lambda: states(documents) == ["delivered"] * 2, "both are delivered")


async def test_a_store_that_is_unavailable_between_sending_and_recording_loses_and_doubles_nothing(
    make_sender: MakeSender, city: City, deliveries: Deliveries, failing: FailingDriver, email: EmailTransport,
    mail_server: MailServer, documents: Documents,
) -> None:  # fmt: skip
    def begin(_recipient: str) -> str:
        failing.is_unavailable = True
        return OK

    mail_server.answer = begin
    events = [escalated("roads", "officers", subject=f"complaint-{n}") for n in range(40)]
    await deliveries.insert(plans(city, events))
    stores = Stores(failing)
    stores.open_for_claims()
    await make_sender(email, kept=stores).start()
    await until(lambda: mail_server.number == 40, "all are sent")
    assert set(states(documents)) == {"pending"}
    mail_server.answer = lambda _recipient: OK
    failing.is_unavailable = False
    await until(lambda: states(documents) == ["delivered"] * 40, "all recorded")
    assert set(mail_server.received().values()) == {1}


async def test_results_are_recorded_many_at_once(
    make_sender: MakeSender, city: City, deliveries: Deliveries, email: EmailTransport, mail_server: MailServer,
    documents: Documents,
) -> None:  # fmt: skip
    events = [escalated("roads", "officers", subject=f"complaint-{n}") for n in range(200)]
    await deliveries.insert(plans(city, events))
    sender = make_sender(email)
    with recorded() as sent:
        await sender.start()
        await until(lambda: mail_server.number == 200, "all sent", within_s=30)
        await sender.stop()
    assert states(documents) == ["delivered"] * 200
    records = [each for each in sent if each.name == "update" and "state" in str(each.body["updates"][0]["u"])]
    assert 200 / MAX_AT_ONCE <= len(records) <= 200 / 4
    assert len(sent) <= 200


async def test_an_idle_sender_asks_seldom(make_sender: MakeSender, stores: Stores, email: EmailTransport) -> None:
    sender = make_sender(email)
    await sender.start()
    with recorded() as sent:
        await asyncio.sleep(3 * sending.POLL_S)
    await sender.stop()
    assert 4 <= len(sent) <= 8, "two looks a second: for deliveries and for digests"
    assert {each.name for each in sent} == {"find"}
