"""Every example in docs/integrate that is marked with `run` works, as it stands there, against the running APIs.

The mark follows the language: `sh run` or `python run`. `after:<action>` lets the unit take that step on the complaint
of `$CODE` before, and `new` files another one. Variables and files of one block are there for the next one of the page.
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local.environment import REPOSITORY, Stack
from deploy.local.store import Store
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient, opened
from tests.component.serving import listening, webhooks_app
from tests.stacks import fresh

FOLDER = REPOSITORY / "docs" / "integrate"
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KEEP_VARIABLES = '\nenv -0 > "$VARIABLES"\n'
TIMEOUT_S = 60


@dataclass(frozen=True)
class Block:
    """An example: its language, what stands after it, and its text."""

    language: str
    marks: tuple[str, ...]
    text: str


def blocks(page: Path) -> Iterator[Block]:
    """The examples of a page in their order, of those that run."""
    for language, marks, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if "run" in marks.split():
            yield Block(language, tuple(marks.split()), text)


PAGES = sorted(page.name for page in FOLDER.glob("*.md") if any(blocks(page)))


class Reader:
    """Somebody who tries the examples of a page, one after the other."""

    def __init__(self, intake: IntakeClient, variables: Mapping[str, str], folder: Path) -> None:
        self._intake, self._folder = intake, folder
        self._variables = {**os.environ, **variables, "VARIABLES": str(folder / "variables")}

    async def file(self) -> None:
        """Have a complaint, with its code in `$CODE`, that a unit has taken on."""
        filed = await self._intake.file()
        await self._intake.assign(filed["id"], "dinas-pu")
        await self._intake.act(filed["id"], "acknowledge", PU)
        self._variables |= {"CODE": filed["tracking_code"], "ID": filed["id"]}

    async def try_out(self, block: Block) -> None:
        """Run it as it stands there; fails with what it said."""
        for mark in block.marks:
            await self._prepare(mark)
        program = {"sh": ["bash", "-euo", "pipefail", "-a", "-c"], "python": [sys.executable, "-c"]}[block.language]
        text = block.text + (KEEP_VARIABLES if block.language == "sh" else "")
        process = await asyncio.create_subprocess_exec(
            *(*program, text),
            cwd=self._folder,
            env=self._variables,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(process.communicate(), TIMEOUT_S)
        assert process.returncode == 0, f"{block.text}\n{said.decode()}"
        if block.language == "sh":
            kept = Path(self._variables["VARIABLES"]).read_bytes().decode().split("\0")
            self._variables |= dict(each.split("=", 1) for each in kept if each)

    async def _prepare(self, mark: str) -> None:
        name, _, action = mark.partition(":")
        if name == "new":
            await self.file()
        if name == "after":
            await self._step(action)

    async def _step(self, action: str) -> None:
        """What the unit does meanwhile, which has the complaint again if it was opened once more."""
        complaint_id = self._variables["ID"]
        state = (await self._intake.client.get(f"/v1/complaints/{complaint_id}", headers=DEMO)).json()["state"]
        if state == "reopened":
            await self._intake.assign(complaint_id, "dinas-pu", assignment_number=2)
        answer = await self._intake.act(complaint_id, action, PU, message="Di mana tepatnya?")
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def reader(bare_stack: Stack, store: Store, tmp_path: Path) -> AsyncIterator[Reader]:
    """A reader with a key, in front of both APIs."""
    stack = fresh(bare_stack)
    async with (
        opened(stack) as intake,
        webhooks_app(stack) as webhooks,
        listening(intake.app) as address,
        listening(webhooks) as for_webhooks,
    ):
        variables = {"A": address, "W": f"{for_webhooks}/v1/webhooks", "KEY": DEMO["X-API-Key"]}
        reader = Reader(intake, variables, tmp_path)
        await reader.file()
        yield reader


@pytest.mark.parametrize("page", PAGES)
async def test_the_examples_of_a_page_work_as_they_stand_there(reader: Reader, page: str) -> None:
    for block in blocks(FOLDER / page):
        await reader.try_out(block)


def test_every_way_that_is_described_has_examples_that_run() -> None:
    described = {"first-complaint.md", "filing.md", "complainants.md", "webhooks.md", "refusals.md", "retries.md"}
    assert described <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_examples_that_call_the_api_are_all_run(page: str) -> None:
    """But the one that finds address and key on a machine of one's own."""
    calling = [
        text
        for language, marks, text in BLOCK.findall((FOLDER / page).read_text(encoding="utf-8"))
        if language in ("sh", "python") and "run" not in marks.split() and ("curl" in text or "httpx" in text)
    ]
    assert calling == []
