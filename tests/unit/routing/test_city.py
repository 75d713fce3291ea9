"""A city's files are checked against each other, and those that ship are right."""

from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.values import RoutingInput
from services.complaints.city import City as ComplaintsCity
from services.complaints.city import load_city as load_complaints_city
from services.routing.app import load_city
from services.routing.domain.checks import CHECKS
from services.routing.domain.city import City, RoutingFiles
from tests.cities import CONFIG, REGENCY, SHIPPED, change, copy, faults
from tests.unit.routing.cities import FILED_AT

DEMO = CONFIG / "demo"
SAMPLES: list[dict[str, Any]] = yaml.safe_load(
    (CONFIG.parent / "demo" / "complaints.yaml").read_text(encoding="utf-8")
)["complaints"]
FILES = [field.name for field in fields(RoutingFiles)]
ROUTED = [sample for sample in SAMPLES if sample["expect"] in {"filed", "triage"}]


@cache
def demo() -> City:
    """The demonstration's city as routing knows it."""
    return load_city(DEMO)


@cache
def intake_api() -> ComplaintsCity:
    """The same city as the intake API knows it, which finds the words."""
    return load_complaints_city(DEMO)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demonstration's city, to be spoiled."""
    return copy(DEMO, tmp_path / "city")


@pytest.mark.parametrize("city", [*SHIPPED, REGENCY], ids=lambda city: city.name)
def test_it_loads_every_city(city: Path) -> None:
    loaded = load_city(city)
    assert loaded.triage_unit in loaded.calendars
    assert loaded.rulebook.rules
    assert faults(city, RoutingFiles, CHECKS) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("routing", "unit: pdam,\n", "unit: pdm,\n", "rules.4.unit: no such unit: pdm"),
        ("routing", "[air-minum]", "[air]", "rules.4.category.0: no such category in categories.yaml: air"),
        ("routing", "words: [galian]", "words: [gali]", "no such term in words.yaml: gali"),
        ("routing", 'area: ["99.71.02"]', 'area: ["99.71.2"]', "rules.12.area.0: must be an area code"),
        ("categories", "lebih-lama", "lebih-lam", "categories.2.policy: no such policy: lebih-lam"),
        ("city", "triage_unit: meja-triase", "triage_unit: meja", "triage_unit: unit 'meja' does not exist"),
        ("policies", "PT6S", "6s", "policies.0.clocks.0.within: must be a duration such as P3D"),
        ("units", ", calendar: always}", "}", "units.0.calendar: is needed, and missing"),
    ],
)
def test_a_fault_is_named_with_file_and_line(folder: Path, file: str, old: str, new: str, said: str) -> None:
    line = change(folder, file, old, new)
    fault = faults(folder, RoutingFiles, CHECKS)[0]
    assert fault.startswith(f"{file}.yaml:{line}: "), fault
    assert said in fault


def test_a_tie_is_reported_with_both_lines(folder: Path) -> None:
    file = folder / "routing.yaml"
    text = file.read_text(encoding="utf-8")
    first = text[: text.index("name: sampah-bukitsaga")].count("\n") + 1
    more = """\
  - {name: sampah-lagi, category: [sampah], area: ["99.71.05", "99.71.06"], unit: dinas-lh,
     reason: {id: lagi, en: again}}
"""
    file.write_text(text + more, encoding="utf-8")
    last = text.count("\n") + 1
    (fault,) = faults(folder, RoutingFiles, CHECKS)
    assert {int(fault.split(":")[1]), int(fault.split("(see line ")[1].split(")")[0])} == {first, last}
    assert "equally specific" in fault
    assert {"'sampah-bukitsaga'", "'sampah-lagi'"} <= set(fault.split())
    assert "kecamatan-bukitsaga" in fault
    assert "dinas-lh" in fault


def test_a_rule_that_never_decides_is_reported_with_the_one_that_does(folder: Path) -> None:
    with (folder / "routing.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {name: aaa, category: [sampah], unit: dinas-lh, reason: {id: lagi, en: again}}\n")
    (fault,) = faults(folder, RoutingFiles, CHECKS)
    assert "rule 'aaa' never decides, because 'lingkungan' always does: remove one, or change it (see line " in fault


def test_a_rule_that_an_overriding_one_leaves_nothing_to_is_reported(folder: Path) -> None:
    with (folder / "routing.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {name: ktp-calo, category: [kependudukan], words: [calo, ktp], unit: dinas-dukcapil,\n")
        file.write("     reason: {id: lagi, en: again}}\n")
    (fault,) = faults(folder, RoutingFiles, CHECKS)
    assert (
        "rule 'ktp-calo' never decides, because 'kata-calo' always does: remove one, or change it (see line " in fault
    )


def test_all_faults_are_named_at_once(folder: Path) -> None:
    file = folder / "routing.yaml"
    text = file.read_text(encoding="utf-8").replace("unit: satpol-pp", "unit: satpol")
    file.write_text(text, encoding="utf-8")
    assert len(faults(folder, RoutingFiles, CHECKS)) == text.count("unit: satpol")


def test_the_policies_version_follows_every_file_that_routing_reads(folder: Path) -> None:
    versions = {_version(folder)}
    for name in FILES:
        with (folder / f"{name}.yaml").open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        versions.add(_version(folder))
    assert len(versions) == len(FILES) + 1


@pytest.mark.parametrize("sample", ROUTED, ids=lambda sample: str(sample["id"]))
def test_every_sample_complaint_gets_the_unit_that_it_names(sample: dict[str, Any]) -> None:
    request = sample["request"]
    rule = demo().rulebook.find(_routing_input(request))
    assert (rule.unit if rule else None) == sample.get("unit")


def test_the_samples_reach_every_rule() -> None:
    book = demo().rulebook
    reached = {rule.name for sample in ROUTED if (rule := book.find(_routing_input(sample["request"])))}
    assert {rule.name for rule in book.rules} - reached == set()


def _routing_input(request: dict[str, Any]) -> RoutingInput:
    """The routing input as the intake API publishes it."""
    return RoutingInput(
        channel="web",
        filed_at=FILED_AT,
        category=request.get("category"),
        area=request.get("area"),
        words=intake_api().words.find(request["text"]),
    )


def _version(folder: Path) -> str:
    return load_city(folder).policies.for_triage("always").version
