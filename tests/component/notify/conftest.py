"""Fixtures of notify's component tests: the small city, its deliveries in a real store, a mail server, a sender."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from chassis.admin import AdminSettings, create_topics
from chassis.mongo import Driver
from chassis.producer import Producer
from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from deploy.local.store import Store
from services.notify.addresses import Addresses
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.outcomes import Outcome
from services.notify.messages import Messages
from services.notify.sender import Sender
from services.notify.settings import NotifySettings
from services.notify.store.deliveries import TIMEOUT_S, Deliveries
from services.notify.store.indexes import create_indexes
from services.notify.store.stores import Stores
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.base import Transport
from services.notify.transports.email import EmailSettings, EmailTransport
from services.notify.transports.webhook import WebhookSettings, WebhookTransport, new_secret
from tests.component.notify.answering import Answers
from tests.component.notify.digesting import Hear, SetClock
from tests.component.notify.failing import FailingDriver
from tests.component.notify.http_receiver import CERTIFICATE, Receiver, receiving
from tests.component.notify.mail_server import MailServer
from tests.component.notify.planned import Clock, Documents, MakeSender, utc_now
from tests.stacks import fresh
from tests.unit.notify.examples import load_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return load_city(tmp_path_factory.mktemp("city"))


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    server = MailServer(free_ports().smtp)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def email_settings(mail_server: MailServer) -> EmailSettings:
    return EmailSettings(
        smtp_host=HOST, smtp_port=mail_server.port, smtp_from="tanggap@demo.tanggap.example", smtp_timeout_s=2.0
    )


@pytest.fixture
def email(email_settings: EmailSettings) -> EmailTransport:
    return EmailTransport(email_settings)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Whoever webhooks are sent to."""
    async with receiving() as server:
        yield server


@pytest.fixture
async def secure_receiver() -> AsyncIterator[Receiver]:
    """One that speaks TLS, with a certificate that nobody trusts unasked."""
    async with receiving(CERTIFICATE) as server:
        yield server


@pytest.fixture
def answers(receiver: Receiver) -> Answers:
    return Answers(receiver)


@pytest.fixture
def webhook(tmp_path: Path) -> WebhookTransport:
    """Webhooks to this machine; its sender closes it."""
    file = tmp_path / "webhook-secrets.yaml"
    file.write_text(f"secrets: [{new_secret()}]\n", encoding="utf-8")
    return WebhookTransport(
        WebhookSettings(webhook_secrets_file=file, webhook_timeout_s=2.0, webhook_allowed_networks=f"{HOST}/32")
    )


@pytest.fixture
def settings(bare_stack: Stack, store: Store, tmp_path: Path) -> NotifySettings:
    """A database of this test alone; nobody listens where the broker would be."""
    return NotifySettings(
        ops_port=0,
        kafka_bootstrap=f"{HOST}:9",
        mongo_url=bare_stack.mongo_url,
        mongo_database=fresh(bare_stack).database,
        city_config=tmp_path,
    )


@pytest.fixture
async def driver(settings: NotifySettings) -> AsyncIterator[Driver]:
    """Connections to that database, whose indexes exist."""
    opened = Driver(settings.mongo_url, settings.database, 8, TIMEOUT_S)
    opened.open()
    await create_indexes(opened)
    yield opened
    opened.close()


@pytest.fixture
async def failing(settings: NotifySettings, driver: Driver) -> AsyncIterator[FailingDriver]:
    """Another process's connections to the same store, which fail when a test wants it."""
    opened = FailingDriver(settings.mongo_url, settings.database, 8, TIMEOUT_S)
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def stores(driver: Driver) -> Stores:
    kept = Stores(driver)
    kept.open_for_claims()
    return kept


@pytest.fixture
def deliveries(stores: Stores) -> Deliveries:
    return stores.deliveries


@pytest.fixture
def documents(settings: NotifySettings) -> Iterator[Collection[dict[str, Any]]]:
    """The collection itself, to look at what the service wrote."""
    with MongoClient[dict[str, Any]](settings.mongo_url, tz_aware=True) as client:
        yield client[settings.database]["deliveries"]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def digests(documents: Documents) -> Documents:
    """The collection of digests."""
    return documents.database["digests"]


@pytest.fixture
def hear(city: City, webhooks: WebhookStore, email: EmailTransport, clock: SetClock) -> Hear:
    return Hear(city, webhooks, email, clock)


@pytest.fixture
def webhooks(driver: Driver) -> WebhookStore:
    return WebhookStore(driver)


@pytest.fixture
async def make_sender(stores: Stores, city: City, webhooks: WebhookStore) -> AsyncIterator[MakeSender]:
    """Makes senders as the service does; all of them are stopped at the end."""
    made: list[Sender] = []

    def make(transport: Transport, now: Clock = utc_now, kept: Stores = stores, of: City = city) -> Sender:
        addresses = Addresses(of, webhooks.get)
        sender = Sender(transport, kept, of, addresses, Messages(of), _noted_by_nobody, now)
        made.append(sender)
        return sender

    yield make
    for sender in made:
        await sender.stop()


@pytest.fixture
def sender(email: EmailTransport, make_sender: MakeSender) -> Sender:
    """A sender of mails that is not started yet."""
    return make_sender(email)


@pytest.fixture
async def producer(stack: Stack) -> AsyncIterator[Producer]:
    settings = AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix)
    await create_topics(settings)
    part = Producer(stack.bootstrap, stack.prefix, "test")
    await part.start()
    yield part
    await part.stop()


async def _noted_by_nobody(_delivery: Delivery, _outcome: Outcome, _at: datetime) -> None:
    """For tests without webhooks."""
