"""The first look of every runbook works as it stands there, against a running stack."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from rich.console import Console

from demo.intake_client import IntakeClient
from demo.stack import running
from deploy.local.access import read_plain
from deploy.local.environment import REPOSITORY, Stack, stack_variables
from deploy.local.ports import free_ports
from deploy.observability.model import RUNBOOKS

TIMEOUT_S = 120
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / RUNBOOKS).glob("*.md"))}
COMMANDS = sorted({line for text in PAGES.values() for block in BLOCK.findall(text) for line in block.splitlines()})


@pytest.fixture(scope="module")
def whole_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """All components running, with one complaint."""
    stack = Stack(directory=tmp_path_factory.mktemp("runbooks"), ports=free_ports())
    with running(stack, Console(quiet=True)):
        yield stack


@pytest.fixture(autouse=True)
async def complaint(whole_stack: Stack) -> None:
    """What is counted by its kind has happened once: the same complaint, however often."""
    async with IntakeClient(whole_stack.api_url, read_plain(whole_stack)) as client:
        filing, _ = await client.file(
            "for the runbooks", {"external_id": "runbooks-1", "text": "Lampu jalan mati", "category": "lampu-jalan"}
        )
        assert filing.complaint_id


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_runbook_works(whole_stack: Stack, command: str) -> None:
    environment = {**os.environ, **stack_variables(whole_stack)}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=TIMEOUT_S, check=False, cwd=REPOSITORY,
        env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()


def test_every_runbook_has_commands() -> None:
    assert [name for name, text in PAGES.items() if name != "README" and not BLOCK.findall(text)] == []
