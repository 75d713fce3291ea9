"""Fixtures of what is published: an API whose time a test can set forward."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.complaints.pages.performance.publication import Moment
from tests.stacks import fresh


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
async def api(bare_stack: Stack, store: Store, moment: Moment) -> AsyncIterator[IntakeClient]:
    """An API whose time a test can set forward."""
    async with opened(fresh(bare_stack), clock=moment) as api:
        yield api
