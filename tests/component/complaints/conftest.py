"""Fixtures: an intake API over the real store, with an empty database."""

from collections.abc import AsyncIterator, Iterator

import pytest

from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.component.complaints.intake_api import IntakeClient, demo_city, opened
from tests.component.complaints.reused import PreparedStack, ReusedDatabase
from tests.component.recorder import Client
from tests.stacks import fresh


@pytest.fixture(scope="session")
def reused(bare_stack: Stack, store: Store) -> Iterator[ReusedDatabase]:
    """The database that tests use one after the other."""
    with Client(bare_stack.mongo_url, tz_aware=True) as client:
        yield ReusedDatabase(fresh(bare_stack), client)


@pytest.fixture
async def prepared_stack(reused: ReusedDatabase) -> PreparedStack:
    """A running store whose database is empty, with the indexes of complaints."""
    return await reused.as_prepared(demo_city())


@pytest.fixture
async def intake_api(prepared_stack: PreparedStack) -> AsyncIterator[IntakeClient]:
    """The API over a running store."""
    async with opened(prepared_stack) as api:
        yield api
