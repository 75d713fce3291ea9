"""A digest that its server does not take: tried again, or by another transport, or failed for each delivery."""

from datetime import timedelta
from pathlib import Path

from contracts.events import (
    NotificationDelivered,
    NotificationFailed,
)
from services.notify.store.stores import Stores
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.email import EmailTransport
from tests.component.notify.digesting import NOON, OFFICER, Hear, SetClock, closed, events_of, news, of
from tests.component.notify.mail_server import OK, MailServer
from tests.component.notify.planned import Documents
from tests.unit.notify.examples import leaders_with, load_city


async def test_a_permanent_refusal_fails_each_delivery(
    hear: Hear, stores: Stores, clock: SetClock, mail_server: MailServer, documents: Documents
) -> None:
    mail_server.answer_to_recipient = lambda address: f"550 5.1.1 <{address}> is unknown here"
    await hear(stores, [*news("c-1"), *news("c-2")])
    clock.now = NOON
    await hear.attempt(stores)
    found = events_of(documents)
    assert found.keys() == {"c-1", "c-2"}
    for events in found.values():
        (event,) = events
        assert isinstance(event, NotificationFailed)
        assert (event.status, event.attempts, event.fallback) == ("550", 1, None)
    assert documents.count_documents({"recipient": OFFICER, "state": "failed", "failed_at": NOON}) == 2
    assert await hear.attempt(stores) == []


async def test_a_temporary_refusal_is_tried_again_with_the_same_contents_under_the_same_id(
    hear: Hear, stores: Stores, clock: SetClock, mail_server: MailServer, documents: Documents
) -> None:
    answers = iter(["451 4.3.0 try later", OK])
    mail_server.answer = lambda _recipient: next(answers)
    await hear(stores, [*news("c-1"), *news("c-2")])
    clock.now = NOON
    await hear.attempt(stores)
    await hear(stores, [closed("c-2", NOON)])
    clock.now += timedelta(minutes=1)
    await hear.attempt(stores)
    assert len(of(mail_server)) == 1
    for events in events_of(documents).values():
        (event,) = events
        assert isinstance(event, NotificationDelivered)
        assert event.attempts == 2


async def test_a_digest_goes_on_by_the_next_transport_and_each_delivery_says_so(
    tmp_path: Path, webhooks: WebhookStore, email: EmailTransport, stores: Stores, clock: SetClock,
    mail_server: MailServer, documents: Documents, digests: Documents,
) -> None:  # fmt: skip
    both = f'{{email: {OFFICER}@demo.tanggap.example, webhook: "https://chat.example/1"}}'
    city = load_city(tmp_path, {"email", "webhook"}, leaders=leaders_with({OFFICER: both}))
    hear = Hear(city, webhooks, email, clock)
    mail_server.answer_to_recipient = lambda _address: "550 5.1.1 unknown here"
    await hear(stores, [*news("c-1"), *news("c-2")])
    clock.now = NOON
    await hear.attempt(stores)
    digest = digests.find_one({"recipient": OFFICER})
    assert digest is not None
    assert (digest["state"], digest["transport"], digest["attempts"]) == ("pending", "webhook", 0)
    assert (digest["endpoint"], digest["next_attempt_at"]) == ("https://chat.example/1", NOON)
    for events in events_of(documents).values():
        (event,) = events
        assert isinstance(event, NotificationFailed)
        assert (event.transport, event.fallback, event.message) == ("email", "webhook", digest["_id"])
    assert documents.count_documents({"recipient": OFFICER, "state": "pending"}) == 2
