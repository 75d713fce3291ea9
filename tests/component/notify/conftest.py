"""Fixtures of notify's component tests: the small city, its deliveries in a real store, a mail server, a sender."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from deploy.local.store import Store
from services.notify.city import City
from services.notify.deliveries import Sender
from services.notify.messages import Messages
from services.notify.settings import NotifySettings
from services.notify.store import Deliveries
from services.notify.transports.email import email_transport
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
def settings(bare_stack: Stack, store: Store, mail_server: MailServer, tmp_path: Path) -> NotifySettings:
    """A database of this test alone; nobody listens where the broker would be."""
    return NotifySettings(
        ops_port=0,
        kafka_bootstrap=f"{HOST}:9",
        mongo_url=bare_stack.mongo_url,
        mongo_database=fresh(bare_stack).database,
        city_config=tmp_path,
        smtp_host=HOST,
        smtp_port=mail_server.port,
        smtp_from="tanggap@demo.tanggap.example",
        smtp_timeout_s=2.0,
    )


@pytest.fixture
async def deliveries(settings: NotifySettings) -> AsyncIterator[Deliveries]:
    kept = Deliveries(settings.mongo_url, settings.database)
    await kept.prepare()
    yield kept
    kept.close()


@pytest.fixture
def documents(settings: NotifySettings) -> Iterator[Collection[dict[str, Any]]]:
    """The collection itself, to look at what the service wrote."""
    with MongoClient[dict[str, Any]](settings.mongo_url, tz_aware=True) as client:
        yield client[settings.database]["deliveries"]


@pytest.fixture
def wake() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def sender(
    settings: NotifySettings, deliveries: Deliveries, city: City, wake: asyncio.Event
) -> AsyncIterator[Sender]:
    """A sender that is not started yet."""
    part = Sender(email_transport(settings), deliveries, city, Messages(city), wake)
    yield part
    await part.stop()
