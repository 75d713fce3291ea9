"""A SLA of its own for every test."""

from collections.abc import Iterator

import pytest

from deploy.local.broker import Broker
from tests.component.sla.sla_process import SlaProcess
from tests.stacks import Stack, fresh


@pytest.fixture
def room(bare_stack: Stack, broker: Broker) -> Iterator[SlaProcess]:
    """A SLA that is not running yet, with topics of its own; it is ended after the test."""
    room = SlaProcess(fresh(bare_stack))
    yield room
    room.kill()
