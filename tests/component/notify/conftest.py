"""Fixtures of notify's component tests: the small city, its deliveries in a real store, a mail server, a sender."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from chassis.mongo import Driver
from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from deploy.local.store import Store
from services.notify.domain.city import City
from services.notify.messages import Messages
from services.notify.sender import Sender
from services.notify.settings import NotifySettings
from services.notify.store.deliveries import TIMEOUT_S, Deliveries
from services.notify.store.indexes import create_indexes
from services.notify.transports.email import EmailSettings, EmailTransport
from tests.component.notify.mail_server import MailServer
from tests.stacks import fresh
from tests.unit.notify.examples import load_city


@pytest.fixture
def city(tmp_path: Path) -> City:
    return load_city(tmp_path)


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
def deliveries(driver: Driver) -> Deliveries:
    kept = Deliveries(driver)
    kept.open_for_claims()
    return kept


@pytest.fixture
def documents(settings: NotifySettings) -> Iterator[Collection[dict[str, Any]]]:
    """The collection itself, to look at what the service wrote."""
    with MongoClient[dict[str, Any]](settings.mongo_url, tz_aware=True) as client:
        yield client[settings.database]["deliveries"]


@pytest.fixture
async def sender(email: EmailTransport, deliveries: Deliveries, city: City) -> AsyncIterator[Sender]:
    """A sender of mails that is not started yet."""
    part = Sender(email, deliveries, city, Messages(city))
    yield part
    await part.stop()
