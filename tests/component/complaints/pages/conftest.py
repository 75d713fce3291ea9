"""Fixtures: the pages over the real store, with a clock that is moved."""

from collections.abc import AsyncIterator

import pytest

from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.complaints.pages.filing import Clock
from tests.component.complaints.pages.reading import Browser
from tests.component.complaints.reused import PreparedStack


@pytest.fixture
async def clock() -> Clock:
    """The time of the pages."""
    return Clock()


@pytest.fixture
async def pages(prepared_stack: PreparedStack, clock: Clock) -> AsyncIterator[IntakeClient]:
    """The pages by that clock."""
    async with opened(prepared_stack, clock=clock) as api:
        yield api


@pytest.fixture
async def browser(pages: IntakeClient) -> Browser:
    """Somebody who is not signed in, and reads English."""
    return Browser(pages.client)
