"""An sla service of its own for every test."""

from collections.abc import Iterator

import pytest

from deploy.local.broker import Broker
from tests.component.sla.sla_process import SlaProcess
from tests.stacks import Stack, fresh


@pytest.fixture
def sla(bare_stack: Stack, broker: Broker) -> Iterator[SlaProcess]:
    """An sla service that is not running yet, with topics of its own; it is ended after the test."""
    sla = SlaProcess(fresh(bare_stack))
    yield sla
    sla.kill()
