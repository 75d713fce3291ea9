"""Fixtures of what is published: an API whose time a test can set forward."""

from collections.abc import AsyncIterator

import pytest

from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.complaints.pages.performance.publication import Moment
from tests.component.complaints.reused import PreparedStack


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
async def api(prepared_stack: PreparedStack, moment: Moment) -> AsyncIterator[IntakeClient]:
    """An API whose time a test can set forward."""
    async with opened(prepared_stack, clock=moment) as api:
        yield api
