"""`tanggap import` against the real API: rows go in batches, and the report says what became of each."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typer.testing import CliRunner, Result

from chassis.access import hash_of, of_file
from deploy.local.environment import DEMO_CITY, Stack
from deploy.local.ports import HOST
from deploy.local.store import Store
from tanggap_client import Retrying
from tests.component.complaints.batches import PATH, served
from tests.component.complaints.callers import access
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.stacks import fresh
from tools.tanggap.__main__ import app
from tools.tanggap.imports.intake import HttpIntake, IntakeUnavailable

KEY = "key-of-archive"
PAST: dict[str, Any] = {"filed_at": "2025-01-06T07:44:40+07:00", "history": {"state": "closed"}}


class BreakingOff:
    """The API behind something that ends the first answer to a batch after its first results, or refuses it."""

    def __init__(self, api: ASGIApp, status: int | None = None) -> None:
        self._api, self._status, self.batches = api, status, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.batches += scope.get("path") == PATH
        if scope.get("path") != PATH or self.batches > 1:
            return await self._api(scope, receive, send)
        if self._status is not None:
            await send({"type": "http.response.start", "status": self._status, "headers": [(b"retry-after", b"0")]})
            return await send({"type": "http.response.body", "body": b""})

        async def sent(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body":
                raise ConnectionError("made up")

        await self._api(scope, receive, sent)


@pytest.fixture
async def api(bare_stack: Stack, store: Store) -> AsyncIterator[IntakeClient]:
    callers = access(of_file("archive", [hash_of(KEY)], may_import=True))
    async with opened(fresh(bare_stack), callers=callers) as opened_api:
        yield opened_api


def written(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    file = path / "rows.ndjson"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def proper(count: int) -> list[dict[str, Any]]:
    return [{"external_id": str(number), "text": f"jalan berlubang {number}", **PAST} for number in range(count)]


async def imported(asgi: ASGIApp, file: Path, key: str = KEY) -> Result:
    """What the command says. It has an event loop of its own."""
    async with served(asgi) as port:
        places = ["--city", str(DEMO_CITY), "--report", str(file.with_name("out.csv"))]
        arguments = ["import", str(file), "--format", "ndjson", "--api", f"http://{HOST}:{port}", *places]
        environment = {"CHANNEL_KEY": key, "COLUMNS": "200"}
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments, env=environment))


def report_beside(file: Path) -> list[dict[str, str]]:
    with file.with_name("out.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("status", [None, 429, 503])
async def test_rows_come_in_once_in_batches_though_an_answer_breaks_off_or_says_later(
    api: IntakeClient, tmp_path: Path, status: int | None
) -> None:
    file, front = written(tmp_path, proper(300)), BreakingOff(api.app, status)
    ran = await imported(front, file)
    assert ran.exit_code == 0, ran.output
    rows = report_beside(file)
    kept = {each["_id"]: each["request"]["external_id"] for each in await api.kept()}
    assert [kept[row["complaint_id"]] for row in rows] == [row["external_id"] for row in rows]
    assert len(rows) == len(kept) == 300
    assert all(row["tracking_code"] for row in rows)
    assert front.batches == 3


async def test_what_the_api_refuses_is_reported_with_column_reason_and_remedy_among_the_others(
    api: IntakeClient, tmp_path: Path
) -> None:
    async with served(api.app) as port, HttpIntake(f"http://{HOST}:{port}", KEY) as intake:
        await intake.send([{"external_id": "1", "text": "something else", **PAST}])
    file = written(tmp_path, [*proper(3), {"external_id": "3", "text": " "}])
    ran = await imported(api.app, file)
    assert ran.exit_code == 1
    rows = report_beside(file)
    assert [row["outcome"] for row in rows] == ["accepted", "refused", "accepted", "refused"]
    assert [row["column"] for row in rows] == ["", "external_id", "", "text"]
    assert all(row["reason"] and row["remedy"] for row in rows if row["outcome"] == "refused")
    await imported(api.app, file)
    assert [row["outcome"] for row in report_beside(file)] == ["repeated", "refused", "repeated", "refused"]


@pytest.mark.parametrize(("key", "said"), [("key-of-nobody", "unknown credentials"), ("key-of-demo", "may import")])
async def test_whoever_may_not_hand_it_in_is_told_and_nothing_is_counted_as_refused(
    api: IntakeClient, tmp_path: Path, key: str, said: str
) -> None:
    file = written(tmp_path, proper(3))
    ran = await imported(api.app, file, key)
    assert (ran.exit_code, "the intake API refuses" in ran.stderr, said in ran.stderr) == (1, True, True), ran.output
    assert not file.with_name("out.csv").exists()
    assert await api.kept() == []


async def test_an_api_that_never_takes_it_is_said_to_be_so() -> None:
    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    at_once = Retrying(attempts=2, first_s=0, max_s=0)
    async with served(never) as port, HttpIntake(f"http://{HOST}:{port}", KEY, at_once) as intake:
        with pytest.raises(IntakeUnavailable, match=r"after 2 attempts.*last: 503"):
            await intake.send([{"external_id": "1", "text": "x"}])
