"""Fixtures: a front door over the real store, with a database for each test alone."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.component.complaints.front_door import FrontDoor, opened
from tests.stacks import fresh


@pytest.fixture
async def front_door(bare_stack: Stack, store: Store) -> AsyncIterator[FrontDoor]:
    """The API over a running store."""
    async with opened(fresh(bare_stack)) as door:
        yield door
