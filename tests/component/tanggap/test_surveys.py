"""`tanggap surveys import` against the real API of improvements: each row is kept once, or its faults are named."""

import asyncio
import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from contracts.values import SURVEY_ELEMENTS
from deploy.local.ports import HOST
from services.improvements.api.asgi import build_api
from services.improvements.application.dependencies import Dependencies
from tests.component.complaints.batches import served
from tests.component.improvements.conftest import STAFF, clock, deps, driver
from tools.tanggap.__main__ import app
from tools.tanggap.surveys.forms import COLUMNS

__all__ = ["clock", "deps", "driver"]


def row(number: int, **more: object) -> dict[str, object]:
    return {
        "unit": "dinas-pu",
        "number": number,
        "answered_on": "2026-02-27",
        **dict.fromkeys(SURVEY_ELEMENTS, 3),
        **more,
    }


def written(path: Path, rows: Iterable[dict[str, object]], delimiter: str = ",", leave_out: str = "") -> Path:
    file = path / "forms.csv"
    columns = [name for name in COLUMNS if name != leave_out]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return file


def typed(file: Path, *more: str, token: str = "token-of-officer") -> Result:
    arguments = ["surveys", "import", str(file), "--report", str(file.with_name("out.csv")), *more]
    return CliRunner().invoke(app, arguments, env={"STAFF_TOKEN": token, "COLUMNS": "200"})


async def imported(deps: Dependencies, file: Path, *more: str, token: str = "token-of-officer") -> Result:
    """The command has an event loop of its own."""
    async with served(build_api(deps, STAFF)) as port:
        arguments = ("--api", f"http://{HOST}:{port}", *more)
        return await asyncio.to_thread(lambda: typed(file, *arguments, token=token))


def report(file: Path) -> list[dict[str, str]]:
    with file.with_name("out.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


async def test_forms_are_entered_once_however_often_the_file_is_imported(deps: Dependencies, tmp_path: Path) -> None:
    file = written(tmp_path, [row(number) for number in range(3)], delimiter=";")
    assert "3 kept" in (await imported(deps, file)).output
    again = await imported(deps, file)
    assert (again.exit_code, "3 known" in again.output) == (0, True)
    assert len([each async for each in deps.surveys.of_quarter("2026-1")]) == 3


async def test_every_row_with_a_fault_is_named_with_column_reason_and_remedy(
    deps: Dependencies, tmp_path: Path
) -> None:
    file = written(tmp_path, [row(1), row(2, cost="", time=5), row(3, unit="dinas-lh"), row(4, category="=beauty")])
    ran = await imported(deps, file)
    assert (ran.exit_code, "1 kept, 3 refused" in ran.output) == (1, True)
    assert [(line["row"], line["column"]) for line in report(file) if line["outcome"] == "refused"] == [
        ("3", "time"),
        ("3", "cost"),
        ("4", "unit"),
        ("5", "category"),
    ]
    assert all(line["reason"] and line["remedy"] for line in report(file)[1:])


async def test_a_token_that_nobody_has_sends_nothing_and_says_so(deps: Dependencies, tmp_path: Path) -> None:
    file = written(tmp_path, [row(1), row(2, cost="")])
    ran = await imported(deps, file, token="unknown")
    assert (ran.exit_code, "1 refused, 1 not sent" in ran.output) == (1, True)
    assert "401" in ran.output and [line["outcome"] for line in report(file)] == ["not_sent", "refused"]


def test_a_dry_run_needs_no_api(tmp_path: Path) -> None:
    ran = typed(written(tmp_path, [row(1), row(2, answered_on="27/02/2026")]), "--dry-run", "--json")
    assert ran.exit_code == 1
    found: dict[str, Any] = json.loads(ran.stdout)
    assert found["outcomes"] == {"refused": 1, "ready": 1}
    assert [each["column"] for each in found["faults"]] == ["answered_on"]


@pytest.mark.parametrize(
    ("file", "said"), [("gone.csv", "no such file"), ("forms.csv", "missing columns: 'procedure'")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, file: str, said: str) -> None:
    written(tmp_path, [row(1)], leave_out="procedure")
    ran = typed(tmp_path / file, "--dry-run")
    assert (ran.exit_code, said in ran.output) == (2, True)


def test_without_an_address_it_says_what_to_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.tanggap.improvements_api.is_listening", lambda _: False)
    ran = typed(written(tmp_path, [row(1)]))
    assert (ran.exit_code, "IMPROVEMENTS_URL" in ran.output) == (2, True)
