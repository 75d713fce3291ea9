"""Fixtures: notify's database in a real store, the use cases over it, and the API as a channel calls it."""

import time
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import httpx
import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from chassis.access import Channel, Channels, Key, NonceStore, RateLimits, hash_of
from chassis.http.channels import ChannelGate
from chassis.mongo import Driver
from deploy.local.environment import Stack
from deploy.local.store import Store
from services.notify.api.asgi import build_api
from services.notify.application.dependencies import Dependencies
from services.notify.store.indexes import create_indexes
from services.notify.store.webhook_log import DeliveryLog
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.addresses import web_address
from tests.stacks import fresh

SP4N, RADIO, WHATSAPP = ({"X-API-Key": f"key-of-{channel}"} for channel in ("sp4n", "radio", "whatsapp"))
CHANNELS = Channels(Channel(each, keys=(Key(hash_of(f"key-of-{each}")),)) for each in ("sp4n", "radio", "whatsapp"))


@pytest.fixture
def own_stack(bare_stack: Stack, store: Store) -> Stack:
    """A store with a database for this test alone."""
    return fresh(bare_stack)


@pytest.fixture
async def driver(own_stack: Stack) -> AsyncIterator[Driver]:
    """Connections to notify's database, whose indexes exist."""
    opened = Driver(own_stack.mongo_url, f"{own_stack.database}_notify", 8, 10.0)
    opened.open()
    await create_indexes(opened)
    yield opened
    opened.close()


@pytest.fixture
def deps(driver: Driver) -> Dependencies:
    return Dependencies(WebhookStore(driver), DeliveryLog(driver), partial(web_address, allowed=()))


@pytest.fixture
def documents(own_stack: Stack) -> Iterator[Collection[dict[str, Any]]]:
    """The deliveries themselves, to look at and to let happen what a sender does."""
    with MongoClient[dict[str, Any]](own_stack.mongo_url, tz_aware=True) as client:
        yield client[f"{own_stack.database}_notify"]["deliveries"]


def gate(driver: Driver) -> ChannelGate:
    """Lets the channels in, without limits; `driver` keeps their nonces."""
    return ChannelGate(CHANNELS, NonceStore(driver), RateLimits(time.monotonic))


@pytest.fixture
async def api(deps: Dependencies, driver: Driver) -> AsyncIterator[httpx.AsyncClient]:
    """The API; without a key nobody calls it."""
    transport = httpx.ASGITransport(build_api(deps, gate(driver)), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
