"""A service gets the files that it names, and hears of every fault that shows in them."""

import subprocess
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from city.faults import Fault
from city.files.city import CityFile
from city.files.units import UnitsFile
from city.loading import fingerprint, load
from city.whole import WholeCity
from contracts.errors import ConfigurationError
from tests.cities import CONFIG, REGENCY, change, copy, faults

FILES = [field.name for field in fields(WholeCity)]


@dataclass(frozen=True)
class TwoFiles:
    city: CityFile
    units: UnitsFile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the regency, to be spoiled."""
    return copy(REGENCY, tmp_path / "city")


def test_it_reads_the_files_that_are_named_and_no_others(folder: Path) -> None:
    for file in set(FILES) - {"city", "units"}:
        (folder / f"{file}.yaml").unlink()
    files = load(folder, TwoFiles)
    assert files.city.name.in_language("id") == "Kabupaten Rawa Jati"
    assert [unit.id for unit in files.units.units] == ["pemkab", "admin-aduan", "dinas-pupr", "kecamatan-hulu"]


def test_a_check_runs_where_all_its_files_are_read(folder: Path) -> None:
    change(folder, "city", "admin-aduan", "admin")
    change(folder, "units", "calendar: kantor", "calendar: kantr")
    assert faults(folder, TwoFiles) == [
        "city.yaml:6: triage_unit: unit 'admin' does not exist; units.yaml has to list it"
    ]
    assert "units.yaml:3: units.0.calendar: no such calendar in calendars.yaml: kantr" in faults(folder)


def test_a_service_brings_checks_of_its_own(folder: Path) -> None:
    def no_kantor(units: UnitsFile) -> list[Fault]:
        return [Fault("units", ("units", 1, "id"), f"one of {len(units.units)}")]

    assert faults(folder, TwoFiles, [no_kantor]) == ["units.yaml:4: units.1.id: one of 4"]


def test_all_faults_of_all_files_are_named_at_once_and_each_once(folder: Path) -> None:
    change(folder, "city", "time_zone", "time_zon")
    change(folder, "units", "kind: triage", "kind: bureau")
    (folder / "words.yaml").unlink()
    found = faults(folder)
    assert [fault.split(":")[0] for fault in found] == ["city.yaml", "city.yaml", "units.yaml", "words.yaml"]
    assert found[-1] == "words.yaml: cannot be read: No such file or directory"


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / f"{file}.yaml").unlink()
    assert faults(folder) == [f"{file}.yaml: cannot be read: No such file or directory"]


@pytest.mark.parametrize("file", FILES)
def test_an_unknown_key_is_a_fault_in_every_file(folder: Path, file: str) -> None:
    with (folder / f"{file}.yaml").open("a", encoding="utf-8") as opened:
        opened.write("remark: mine\n")
    (fault,) = faults(folder)
    assert fault.startswith(f"{file}.yaml:")
    assert fault.endswith("remark: there is no such key here")


@pytest.mark.parametrize(
    ("file", "old", "place"),
    [
        ("units", "{id: dinas-pupr,", "units.2.staff"),
        ("categories", "{code: jalan,", "categories.0.staff"),
        ("areas", '{code: "98.05.01",', "areas.0.staff"),
        ("words", "{id: lubang,", "words.0.staff"),
        ("policies", "{name: tuntas,", "policies.0.clocks.1.staff"),
        ("policies", "{level: 2,", "policies.0.ladder.1.staff"),
        ("routing", "{name: jalan,", "rules.0.staff"),
        ("leaders", "{id: sekda,", "people.2.staff"),
        ("leaders", "{unit: dinas-pupr,", "posts.4.staff"),
        ("notifications", "{event: complaint.assigned,", "messages.0.staff"),
        ("channels", "{id: radio,", "channels.0.staff"),
    ],
)
def test_an_unknown_key_is_a_fault_in_every_part_of_a_file(folder: Path, file: str, old: str, place: str) -> None:
    line = change(folder, file, old, f"{old} staff: 3,")
    assert faults(folder) == [f"{file}.yaml:{line}: {place}: there is no such key here"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="none: no such folder"):
        load(tmp_path / "none", TwoFiles)


def test_the_fingerprint_follows_the_files_of_the_slice_alone(folder: Path) -> None:
    before = fingerprint(folder, TwoFiles)
    change(folder, "words", "berlubang", "bolong")
    assert fingerprint(folder, TwoFiles) == before
    change(folder, "units", "Dinas PUPR", "Dinas Pekerjaan Umum")
    assert fingerprint(folder, TwoFiles) != before


@pytest.mark.parametrize(
    ("service", "needs_holidays"),
    [
        ("services.complaints.app", True),
        ("services.complaints.projection.app", True),
        ("services.routing.app", False),
        ("services.notify.app", True),
        ("services.sla.app", True),
    ],
)
def test_the_library_of_holidays_is_loaded_only_by_who_reads_calendars(service: str, needs_holidays: bool) -> None:
    code = f"import sys, {service}; print('holidays' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=CONFIG.parent, capture_output=True, text=True, check=True)
    assert ran.stdout == f"{needs_holidays}\n"
