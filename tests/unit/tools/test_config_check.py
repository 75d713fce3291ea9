"""A city's configuration is checked as a whole: what each service reads, and what only shows between them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.config_check import check, main

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the national defaults, to be spoiled."""
    return Path(shutil.copytree(ROOT / "config" / "indonesia", tmp_path / "city"))


@pytest.mark.parametrize("city", sorted(path.name for path in (ROOT / "config").iterdir() if path.is_dir()))
def test_every_city_that_ships_is_right(city: str) -> None:
    assert check(ROOT / "config" / city) == []


def test_it_says_what_it_has_found_right() -> None:
    command = [sys.executable, "-m", "tools.config_check", "config/demo"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("config/demo: ok (16 units, 18 categories, ")
    assert ran.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "reason"),
    [
        ("units.yaml", "calendar: office", "calendar: offce", "units.0.calendar", "no such calendar in calendars.yaml"),
        ("units.yaml", "id: dinas-lh", "id: dinas-pu", "units.4", "stands twice"),
        ("units.yaml", "parent: pemda", "parent: pemd", "units", "pemd"),
        ("categories.yaml", "\n  - {code:", "\n  - {cod:", "categories.0.code", "Field required"),
        (
            "policies.yaml",
            "after: P2D",
            "after: PT7H",
            "policies.0.ladder.2.after",
            "less than P1D of level 2 on the cal",
        ),
        (
            "policies.yaml",
            "respond_by, within: P5D",
            "respond_by, within: PT0S",
            "policies.0.clocks.1.within",
            "than zero",
        ),
        ("policies.yaml", "repeat_every: P1D", "repeat_every: P0D", "policies.0.repeat_every", "more than zero"),
        (
            "policies.yaml",
            "role: mayor",
            "role: major",
            "policies.0.ladder.3.role",
            "no post in leaders.yaml has the role",
        ),
        ("areas.yaml", "99.01.01.1001", "99.01.01", "areas.1.code", "99.01.01 stands twice"),
        ("calendars.yaml", "Asia/Jakarta", "Asia/Djakarta", "calendars.0.time_zone", "not a known time zone"),
        ("calendars.yaml", "07:30-12:00", "07:30-25:00", "calendars.0.hours.monday.0", "24:00"),
        ("city.yaml", "time_zone: Asia/Jakarta", "time_zone: Jakarta", "time_zone", "not a known time zone"),
        ("leaders.yaml", "catch_all: ", "catch_all: x-", "catch_all", "does not exist"),
        ("notifications.yaml", "template: assigned", "template: asigned", "messages.0.template", "no template"),
    ],
)
def test_a_fault_is_named_with_file_line_field_and_reason(
    folder: Path, file: str, old: str, new: str, place: str, reason: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (fault,) = [fault for fault in check(folder) if place in fault and reason in fault][:1]
    assert fault.startswith(f"{path}:")


def test_an_unknown_area_of_a_rule_is_a_fault(folder: Path) -> None:
    path = folder / "routing.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("category: [", 'area: ["11.01"], category: [', 1))
    (fault,) = check(folder)
    assert fault.endswith("area.0: no such area in areas.yaml: 11.01")


def test_a_parent_that_is_not_the_area_above_is_a_fault(folder: Path) -> None:
    path = folder / "areas.yaml"
    entry = '  - {code: "11.01.01.2001", name: {id: Desa, en: Village}, parent: "11.01.02"}\n'
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n" + entry, encoding="utf-8")
    (fault,) = check(folder)
    assert fault.endswith("parent: 11.01.02 is not the area above it")


def test_a_fault_that_several_services_meet_is_named_once(folder: Path) -> None:
    path = folder / "city.yaml"
    path.unlink()
    assert check(folder) == [f"{path}: cannot be read: No such file or directory"]


def test_faults_of_several_services_are_named_together(folder: Path) -> None:
    (folder / "calendars.yaml").unlink()
    (folder / "leaders.yaml").unlink()
    assert [fault.partition(":")[0] for fault in check(folder)] == [
        str(folder / "calendars.yaml"),
        str(folder / "leaders.yaml"),
    ]


def test_it_fails_with_the_faults(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "calendars.yaml").unlink()
    assert main([str(folder)]) == 1
    assert capsys.readouterr().err == f"{folder}/calendars.yaml: cannot be read: No such file or directory\n"


@pytest.mark.parametrize("arguments", [[], ["config/demo", "config/indonesia"]])
def test_it_says_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert check(tmp_path / "none") == [f"{tmp_path}/none: no such folder"]
