"""Fixtures: an intake API over the real store, with a database for each test alone."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.stacks import fresh


@pytest.fixture
async def intake_api(bare_stack: Stack, store: Store) -> AsyncIterator[IntakeClient]:
    """The API over a running store."""
    async with opened(fresh(bare_stack)) as api:
        yield api
