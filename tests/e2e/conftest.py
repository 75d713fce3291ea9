"""What the tests of the whole flow share: a stack for a file, and a client of its API."""

from collections.abc import AsyncIterator, Iterator

import pytest
from rich.console import Console

from demo.intake_client import IntakeClient
from demo.stack import running
from deploy.local.access import read_plain
from deploy.local.environment import Stack
from deploy.local.ports import free_ports


@pytest.fixture(scope="module")
def whole_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """All components running, for the tests of one file."""
    stack = Stack(directory=tmp_path_factory.mktemp("stack"), ports=free_ports())
    with running(stack, Console(quiet=True)):
        yield stack


@pytest.fixture
async def intake(whole_stack: Stack) -> AsyncIterator[IntakeClient]:
    """A client of the intake API."""
    async with IntakeClient(whole_stack.api_url, read_plain(whole_stack)) as client:
        yield client
