"""A city's configuration is checked as a whole: what its files say, and what services know of them."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.cities import CONFIG, REGENCY, SHIPPED, change, copy
from tools.config_check import main

APP = typer.Typer()
APP.command()(main)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the national defaults, to be spoiled."""
    return copy(CONFIG / "indonesia", tmp_path / "city")


def check(folder: Path) -> list[str]:
    """What the check says, line by line; nothing for a city that is right."""
    ran = CliRunner().invoke(APP, [str(folder)])
    assert ran.exit_code == (1 if ran.stderr else 0), ran.output
    return ran.stderr.splitlines()


@pytest.mark.parametrize("city", [*SHIPPED, REGENCY], ids=lambda city: city.name)
def test_every_city_is_right(city: Path) -> None:
    assert check(city) == []


def test_it_says_what_it_has_found_right() -> None:
    command = [sys.executable, "-m", "tools.config_check", "config/demo"]
    ran = subprocess.run(command, cwd=CONFIG.parent, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("config/demo: ok (17 units, 18 categories, ")
    assert ran.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "reason"),
    [
        ("units", "calendar: office", "calendar: offce", "units.0.calendar", "no such calendar in calendars.yaml"),
        ("units", "id: dinas-lh", "id: dinas-pu", "units.5", "stands twice"),
        ("units", "parent: pemda", "parent: pemd", "units.1.parent", "unit 'pemd' does not exist"),
        ("categories", "\n  - {code:", "\n  - {cod:", "categories.0.code", "is needed, and missing"),
        ("policies", "after: P2D", "after: PT7H", "policies.0.ladder.2.after", "less than P1D of level 2 on the cal"),
        ("policies", "respond_by, within: P5D", "respond_by, within: PT0S", "policies.0.clocks.1.within", "than zero"),
        ("policies", "repeat_every: P1D", "repeat_every: P0D", "policies.0.repeat_every", "more than zero"),
        (
            "policies",
            "role: regional_head",
            "role: regional_hed",
            "policies.0.ladder.3.role",
            "no post in leaders.yaml",
        ),
        ("areas", "99.01.01.1001", "99.01.01", "areas.1", "99.01.01 stands twice"),
        ("calendars", "Asia/Jakarta", "Asia/Djakarta", "calendars.0.time_zone", "not a known time zone"),
        ("calendars", "07:30-12:00", "07:30-25:00", "calendars.0.hours.monday.0", "24:00"),
        ("leaders", "catch_all: ", "catch_all: x-", "catch_all", "does not exist"),
        # What only services know.
        ("city", "time_zone: Asia/Jakarta", "time_zone: Jakarta", "time_zone", "not a known time zone"),
        ("city", "[id, en]", "[id, en, fr]", "languages.2", "no mail can be written in 'fr'"),
        ("city", "[id, en]", "[id, en, fr]", "languages.2", "no timeline can be written in 'fr'"),
        ("leaders", "email: kepala-daerah@", "email: kepala-daerah ", "people.0.contacts.email", "plain mail address"),
        (
            "notifications",
            "template: assigned",
            "template: asigned",
            "messages.0.template",
            "lacks id/asigned.j2, en/asigned.j2",
        ),
        ("routing", "name: kata-calo, words: [calo]", "name: kata-calo, words: [pungli]", "rules.10", "never decides"),
        ("routing", "[kesehatan], unit: d", "[pendidikan], unit: d", "rules.5", "are equally specific"),
    ],
)
def test_a_fault_is_named_with_file_line_field_and_reason(
    folder: Path, file: str, old: str, new: str, place: str, reason: str
) -> None:
    change(folder, file, old, new)
    found = [fault for fault in check(folder) if f": {place}: " in fault and reason in fault]
    assert len(found) == 1, check(folder)
    assert found[0].startswith(f"{folder}/{file}.yaml:")


def test_an_unknown_area_of_a_rule_is_a_fault(folder: Path) -> None:
    change(folder, "routing", "category: [", 'area: ["11.01"], category: [')
    (fault,) = check(folder)
    assert fault.endswith("area.0: no such area in areas.yaml: 11.01")


def test_a_parent_that_is_not_the_area_above_is_a_fault(folder: Path) -> None:
    with (folder / "areas.yaml").open("a", encoding="utf-8") as file:
        file.write('  - {code: "11.01.01.2001", name: {id: Desa, en: Village}, parent: "11.01.02"}\n')
    (fault,) = check(folder)
    assert fault.endswith("parent: 11.01.02 is not the area above it")


def test_a_file_that_several_services_read_is_named_once(folder: Path) -> None:
    path = folder / "city.yaml"
    path.unlink()
    assert check(folder) == [f"{path}: cannot be read: No such file or directory"]


def test_faults_of_several_files_are_named_together(folder: Path) -> None:
    (folder / "calendars.yaml").unlink()
    (folder / "leaders.yaml").unlink()
    assert [fault.partition(":")[0] for fault in check(folder)] == [
        str(folder / "calendars.yaml"),
        str(folder / "leaders.yaml"),
    ]


@pytest.mark.parametrize("arguments", [[], ["config/demo", "config/indonesia"]])
def test_it_says_how_it_is_used(arguments: list[str]) -> None:
    ran = CliRunner().invoke(APP, arguments)
    assert ran.exit_code == 2
    assert "Usage" in ran.stderr


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert check(tmp_path / "none") == [f"{tmp_path}/none: no such folder"]
