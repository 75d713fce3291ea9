"""The command as somebody types it, without an intake API: a dry run needs none."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.local.environment import DEMO_CITY
from deploy.local.ports import free_ports
from tests.unit.tools.imports.tables import CELLS, export
from tools.tanggap.__main__ import app

FORMULA = "=HYPERLINK(1)"
NOWHERE = f"http://127.0.0.1:{free_ports().api}"


def run(tmp_path: Path, *arguments: str, **environment: str) -> Result:
    places = ["--city", str(DEMO_CITY), "--report", str(tmp_path / "out.csv")]
    without = {"API_URL": None, "CHANNEL_KEY": None, "TANGGAP_PORT_BASE": str(free_ports().api), "COLUMNS": "200"}
    return CliRunner().invoke(app, ["import", *arguments, *places], env={**without, **environment})


def test_a_dry_run_accounts_for_every_row(tmp_path: Path) -> None:
    other = CELLS | {"tracking_id": "1002", "kecamatan": "", "status": "Menunggu Verifikasi"}
    again = CELLS | {"text": "something else"}
    file = export(tmp_path, CELLS, other, CELLS, again, CELLS | {"tracking_id": FORMULA, "status": "Entah"})
    ran = run(tmp_path, str(file), "--format", "sp4n", "--dry-run", "--json")
    assert ran.exit_code == 1, ran.output
    said = json.loads(ran.stdout)
    assert (said["rows"], said["outcomes"]) == (5, {"ready": 3, "refused": 2})
    assert (said["fields"]["history"], said["fields"]["area"]) == (2, 2)
    assert {fault["column"]: (fault["outcome"], fault["rows"]) for fault in said["faults"]} == {
        "kecamatan": ("ready", 1),
        "external_id": ("refused", 1),
        "status": ("refused", 1),
    }
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["row"] for row in rows] == ["2", "3", "4", "5", "6"]
    assert rows[-1]["external_id"] == f"'{FORMULA}"
    assert all(row["remedy"] for row in rows if row["reason"])
    assert list(tmp_path.glob("out.csv?*")) == []


def test_it_says_it_to_people_too(tmp_path: Path) -> None:
    ran = run(tmp_path, str(export(tmp_path, CELLS)), "--format", "sp4n", "--dry-run")
    assert ran.exit_code == 0
    assert "1 rows: 1 ready" in ran.stdout
    assert "over already: 1" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "csv", "--dry-run"], "--mapping: csv needs one"),
        (["--format", "ndjson", "--mapping", "m.yaml"], "--mapping: ndjson holds requests as they are sent"),
        (["--format", "sp4n", "--mapping", "none.yaml"], "none.yaml: cannot be read"),
        (["--format", "sp4n"], "where is the intake API?"),
        (["--format", "sp4n", "--api", NOWHERE], "the key of a channel that may import is needed"),
        (["--format", "sp4n", "--api", NOWHERE, "--key-file", "none.key"], "none.key: No such file"),
        (["--format", "open311", "--dry-run"], "does not begin as a list"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tmp_path: Path, arguments: list[str], message: str) -> None:
    ran = run(tmp_path, str(export(tmp_path, CELLS)), *arguments)
    assert ran.exit_code == 2, ran.output
    assert message in ran.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ran = run(tmp_path, str(tmp_path / "none.csv"), "--format", "sp4n", "--dry-run")
    assert (ran.exit_code, "none.csv: no such file" in ran.stderr) == (2, True)
