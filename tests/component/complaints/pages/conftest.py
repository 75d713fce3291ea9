"""Fixtures: the pages over the real store, with a clock that is moved."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.complaints.pages.filing import Clock
from tests.component.complaints.pages.reading import Browser
from tests.stacks import fresh


@pytest.fixture
async def clock() -> Clock:
    """The time of the pages."""
    return Clock()


@pytest.fixture
async def pages(bare_stack: Stack, store: Store, clock: Clock) -> AsyncIterator[IntakeClient]:
    """The pages by that clock."""
    async with opened(fresh(bare_stack), clock=clock) as api:
        yield api


@pytest.fixture
async def browser(pages: IntakeClient) -> Browser:
    """Somebody who is not signed in, and reads English."""
    return Browser(pages.client)
