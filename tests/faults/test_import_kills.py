"""An import is killed again and again: each row comes in once, and the report in the end has every row."""

import asyncio
import csv
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest
from pymongo import MongoClient

from deploy.local.access import ensure_access
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.local.ports import free_ports
from tests.component.notify.waiting import eventually, until
from tests.short import IS_SHORT

pytestmark = pytest.mark.slow

ROWS = int(os.environ.get("FAULTS_IMPORT_ROWS", "800" if IS_SHORT else "1200"))
KILLS = int(os.environ.get("FAULTS_IMPORT_KILLS", "2" if IS_SHORT else "3"))
SEED = int(os.environ.get("SEED", "1"))
ALL_IN_WITHIN_S = 120.0


def written(path: Path) -> Path:
    """Rows of a call centre: one in ten is wrong, one in ten repeats the one before."""
    file = path / "calls.ndjson"
    with file.open("w", encoding="utf-8") as target:
        for number in range(ROWS):
            row = {"external_id": str(number - (number % 10 == 1)), "text": f"Lampu mati {number - (number % 10 == 1)}"}
            past = {"filed_at": "2025-01-06T00:44:40Z", "history": {"state": "closed"}}
            target.write(json.dumps(row | past | ({"colour": "red"} if number % 10 == 5 else {})) + "\n")
    return file


@contextmanager
def intake(stack: Stack) -> Iterator[None]:
    """The intake API as a process."""
    environment = {**os.environ, **service_environment(stack, "complaints")}
    with (stack.directory / "import-complaints.log").open("wb") as log:
        command = [sys.executable, "-m", "services.complaints"]
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def start(stack: Stack, file: Path, report: Path, key: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "CHANNEL_KEY": key}
    command = [sys.executable, "-m", "tools.tanggap", "import", str(file), "--format", "ndjson", "--json"]
    more = ["--api", stack.api_url, "--report", str(report)]
    return subprocess.Popen([*command, *more], cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE)


async def _answers(stack: Stack) -> bool:
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"{stack.api_url}/v1/categories")).status_code == 200
        except httpx.TransportError:
            return False


async def test_each_row_comes_in_once_however_often_the_import_is_killed(stack: Stack, tmp_path: Path) -> None:
    stack = replace(stack, ports=replace(free_ports(), kafka=stack.ports.kafka, store=stack.ports.store))
    key = ensure_access(stack)["channels"]["sp4n"]
    file, report = written(tmp_path), tmp_path / "out.csv"
    state, dice = report.with_name("out.csv.state"), random.Random(SEED)
    with intake(stack):
        await eventually(lambda: _answers(stack), "the API answers", 60)
        reached = 0
        for _ in range(KILLS):
            process = start(stack, file, report, key)
            wanted = reached + dice.randrange(1, ROWS // (2 * KILLS))
            await until(partial(_has_come_to, state, wanted), f"{wanted} rows are in", 60)
            process.kill()
            process.communicate(timeout=20)
            reached = _records(state)
            assert not report.exists()
        process = start(stack, file, report, key)
        output, _ = await asyncio.to_thread(process.communicate, timeout=ALL_IN_WITHIN_S)
    assert process.returncode == 1, "rows were refused"
    said = json.loads(output)
    refused, repeated = ROWS // 10, ROWS // 10
    assert said["outcomes"]["refused"] == refused
    assert said["rows"] == ROWS
    with report.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [int(row["row"]) for row in rows] == list(range(1, ROWS + 1))
    assert Counter(row["outcome"] for row in rows)["refused"] == refused
    complaints = {row["complaint_id"] for row in rows if row["complaint_id"]}
    assert len(complaints) == ROWS - refused - repeated
    with MongoClient[dict[str, object]](stack.mongo_url) as client:
        kept = client[stack.database]["complaints"]
        assert kept.count_documents({}) == len(complaints)
    assert not state.exists()


def _records(state: Path) -> int:
    return int(json.loads(state.read_bytes())["records"]) if state.exists() else 0


def _has_come_to(state: Path, wanted: int) -> bool:
    return _records(state) >= wanted
