"""The calendars of every city can be counted on."""

from pathlib import Path

import pytest
import yaml

from services.sla import city
from tests.cities import REGENCY, SHIPPED, change, copy, faults


@pytest.mark.parametrize("folder", [*SHIPPED, REGENCY], ids=lambda folder: folder.name)
def test_it_loads_the_calendars_of_every_city(folder: Path) -> None:
    calendars = city.load(folder)
    assert calendars.default in calendars.by_name
    assert all(each.name == name and each.working_ms("P1D") > 0 for name, each in calendars.by_name.items())


def test_it_needs_no_other_file(tmp_path: Path) -> None:
    folder = copy(REGENCY, tmp_path / "city")
    for file in folder.glob("*.yaml"):
        if file.name != "calendars.yaml":
            file.unlink()
    calendars = city.load(folder)
    assert (set(calendars.by_name), calendars.default) == ({"kantor", "siaga"}, "kantor")


@pytest.mark.parametrize("folder", [*SHIPPED, REGENCY], ids=lambda folder: folder.name)
def test_every_clock_of_complaints_and_of_improvement_actions_is_counted_once(folder: Path) -> None:
    written = [
        name
        for file in ("policies", "improvements")
        for name in yaml.safe_load((folder / f"{file}.yaml").read_text(encoding="utf-8"))["clocks"]
    ]
    counted = city.load_counted(folder)
    assert sorted((*counted.clocks, *counted.owed_by_complainant)) == sorted(set(written))


def test_a_fault_is_named_with_file_line_and_reason(tmp_path: Path) -> None:
    folder = copy(REGENCY, tmp_path / "city")
    change(folder, "calendars", "PT24H", "PT25H")
    (fault,) = faults(folder, city.SlaFiles)
    assert fault.startswith(
        "calendars.yaml:13: calendars.1.working_day: 'PT25H' must be more than zero and at most PT24H"
    )
