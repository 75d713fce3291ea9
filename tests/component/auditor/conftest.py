"""An auditor of its own for every test."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.broker import Broker
from tests.component.auditor.auditor_process import AuditorProcess
from tests.stacks import Stack, fresh


@pytest.fixture
async def auditor(bare_stack: Stack, broker: Broker) -> AsyncIterator[AuditorProcess]:
    """One that is not running yet, with topics of its own; it is ended after the test."""
    auditor = AuditorProcess(fresh(bare_stack))
    await auditor.prepare()
    yield auditor
    if auditor.process is not None:
        auditor.process.kill()
        auditor.process.wait()
    await auditor.producer.stop()
