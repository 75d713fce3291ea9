"""A clock room of its own for every test."""

from collections.abc import Iterator

import pytest

from deploy.local.broker import Broker
from tests.component.sla.clock_room import ClockRoom
from tests.stacks import Stack, fresh


@pytest.fixture
def room(bare_stack: Stack, broker: Broker) -> Iterator[ClockRoom]:
    """A clock room that is not running yet, with topics of its own; it is ended after the test."""
    room = ClockRoom(fresh(bare_stack))
    yield room
    room.kill()
