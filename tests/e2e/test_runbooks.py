"""The first look of every runbook works as it stands there, against a running stack."""

import os
import re
import subprocess

import pytest

from demo.intake_client import IntakeClient
from deploy.local.environment import REPOSITORY, Stack, stack_variables
from deploy.observability.model import RUNBOOKS

TIMEOUT_S = 120
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / RUNBOOKS).glob("*.md"))}
COMMANDS = sorted({line for text in PAGES.values() for block in BLOCK.findall(text) for line in block.splitlines()})


@pytest.fixture(autouse=True)
async def complaint(intake: IntakeClient) -> None:
    """What is counted by its kind has happened once: the same complaint, however often."""
    filing, _ = await intake.file(
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
