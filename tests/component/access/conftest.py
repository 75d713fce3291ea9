"""Fixtures: the database of channels in a real store, for each test alone."""

from collections.abc import AsyncIterator

import pytest

from chassis.access import ChannelStore, access_database
from chassis.mongo import Driver
from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.stacks import fresh


@pytest.fixture
def own_stack(bare_stack: Stack, store: Store) -> Stack:
    """A store with a database for this test alone."""
    return fresh(bare_stack)


@pytest.fixture
async def driver(own_stack: Stack) -> AsyncIterator[Driver]:
    """Connections to the database of channels."""
    opened = Driver(own_stack.mongo_url, access_database(own_stack.database), 4, 10.0)
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def channels(driver: Driver) -> ChannelStore:
    return ChannelStore(driver)
