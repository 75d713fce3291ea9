"""A city's files are checked against each other, and those that ship are right."""

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.errors import ConfigurationError
from contracts.values import RoutingInput
from services.complaints.city import City as FrontDoorCity
from services.complaints.city import load_city
from services.routing import city
from services.routing.domain import City
from tests.unit.routing.cities import FILED_AT

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "config" / "demo"
SAMPLES: list[dict[str, Any]] = yaml.safe_load((ROOT / "demo" / "complaints.yaml").read_text(encoding="utf-8"))[
    "complaints"
]
ROUTED = [sample for sample in SAMPLES if sample["expect"] in {"filed", "triage"}]


@cache
def demo() -> City:
    """The demonstration's city as routing knows it."""
    return city.load(DEMO)


@cache
def intake_api() -> FrontDoorCity:
    """The same city as the intake API knows it, which finds the words."""
    return load_city(DEMO)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demonstration's city, to be spoiled."""
    return Path(shutil.copytree(DEMO, tmp_path / "city"))


@pytest.mark.parametrize("name", ["demo", "indonesia"])
def test_the_cities_that_ship_are_right(name: str) -> None:
    loaded = city.load(ROOT / "config" / name)
    assert loaded.triage_unit in loaded.calendars
    assert loaded.rulebook.rules


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "said"),
    [
        ("routing.yaml", "unit: pdam,\n", "unit: pdm,\n", "unit: pdm,", "rules.4.unit: no such unit: pdm"),
        ("routing.yaml", "[air-minum]", "[air]", "[air]", "rules.4.category: no such category: air"),
        ("routing.yaml", "words: [galian]", "words: [gali]", "words: [gali]", "no such term in words.yaml: gali"),
        (
            "routing.yaml",
            'area: ["99.71.02"]',
            'area: ["99.71.2"]',
            '"99.71.2"',
            "rules.12.area.0: String should match",
        ),
        ("categories.yaml", "lebih-lama", "lebih-lam", "lebih-lam}", "categories.2.policy: no such policy: lebih-lam"),
        ("city.yaml", "meja-triase", "meja", "triage_unit", "triage_unit: no such unit: meja"),
        ("policies.yaml", "PT6S", "6s", "6s", "policies.0.clocks.0.within: String should match"),
        (
            "policies.yaml",
            "level: 2",
            "level: 3",
            "name: singkat",
            "levels must be 1, 2, 3 … in order, not [1, 3, 3, 4]",
        ),
        ("units.yaml", ", calendar: always}", "}", "id: kota", "units.0.calendar: Field required"),
    ],
)
def test_a_fault_is_named_with_file_and_line(folder: Path, file: str, old: str, new: str, line: str, said: str) -> None:
    text = (folder / file).read_text(encoding="utf-8").replace(old, new, 1)
    (folder / file).write_text(text, encoding="utf-8")
    fault = faults_of(folder)[0]
    number = next(number for number, each in enumerate(text.splitlines(), 1) if line in each)
    assert fault.startswith(f"{folder / file}:{number}: "), fault
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
    (fault,) = faults_of(folder)
    assert {int(fault.split(":")[1]), int(fault.split("(line ")[1].split(")")[0])} == {first, last}
    assert "equally specific" in fault
    assert {"'sampah-bukitsaga'", "'sampah-lagi'"} <= set(fault.split())
    assert "kecamatan-bukitsaga" in fault
    assert "dinas-lh" in fault


def test_all_faults_are_named_at_once(folder: Path) -> None:
    file = folder / "routing.yaml"
    text = file.read_text(encoding="utf-8").replace("unit: satpol-pp", "unit: satpol")
    file.write_text(text, encoding="utf-8")
    assert len(faults_of(folder)) == text.count("unit: satpol")


@pytest.mark.parametrize("file", city.FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert any(f"{file}: cannot be read: No such file" in fault for fault in faults_of(folder))


def test_the_policies_version_follows_every_file_that_routing_reads(folder: Path) -> None:
    versions = {_version(folder)}
    for name in city.FILES:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        versions.add(_version(folder))
    assert len(versions) == len(city.FILES) + 1


@pytest.mark.parametrize("sample", ROUTED, ids=lambda sample: str(sample["id"]))
def test_every_sample_complaint_gets_the_unit_that_it_names(sample: dict[str, Any]) -> None:
    request = sample["request"]
    rule = demo().rulebook.find(_matter(request))
    assert (rule.unit if rule else None) == sample.get("unit")


def test_the_samples_reach_every_rule() -> None:
    book = demo().rulebook
    reached = {rule.name for sample in ROUTED if (rule := book.find(_matter(sample["request"])))}
    assert {rule.name for rule in book.rules} - reached == set()


def _matter(request: dict[str, Any]) -> RoutingInput:
    """The routing input as the intake API publishes it."""
    return RoutingInput(
        channel="web",
        filed_at=FILED_AT,
        category=request.get("category"),
        area=request.get("area"),
        words=intake_api().words.find(request["text"]),
    )


def _version(folder: Path) -> str:
    return city.load(folder).policies.for_triage("always").version


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        city.load(folder)
    return str(caught.value).splitlines()
