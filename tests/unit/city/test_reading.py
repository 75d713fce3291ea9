"""A fault in a city's file is reported with file, line, field and reason."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from city import reading
from contracts.errors import ConfigurationError
from contracts.values import Code, WorkingDuration

RIGHT = """\
# A comment.
name: Kota Tirtasari
units:
  - id: dinas-pu
    staff: 12
  - {id: pdam, staff: 7}
closed: [2026-12-31]
"""


class Unit(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    staff: int


class City(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    units: tuple[Unit, ...]
    closed: tuple[date, ...] = ()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "city.yaml"
    path.write_text(RIGHT, encoding="utf-8")
    return path


def test_it_reads_a_file(file: Path) -> None:
    city = reading.read(file, City)
    assert (city.name, [unit.id for unit in city.units]) == ("Kota Tirtasari", ["dinas-pu", "pdam"])
    assert city.closed == (date(2026, 12, 31),)


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("staff: 12", "staff: many", ["5: units.0.staff: Input should be a valid integer"]),
        ("staff: 7", "staff: many", ["6: units.1.staff: Input should be a valid integer"]),
        ("    staff: 12\n", "", ["4: units.0.staff: is needed, and missing"]),
        ("name: Kota Tirtasari\n", "", ["2: name: is needed, and missing"]),
        ("name:", "nama:", ["2: name: is needed, and missing", "2: nama: there is no such key here"]),
        ("id: dinas-pu\n", "id: dinas-pu\n    id: dinas-lh\n", ["5: key 'id' stands twice"]),
        ("name:", "units: []\nname:", ["4: key 'units' stands twice"]),
        ("2026-12-31", "2026-02-30", ["7: day is out of range for month"]),
        ("staff: 7}", "staff: 7", ["7: expected ',' or '}'"]),
        ("Kota Tirtasari", "!!python/none", ["2: could not determine a constructor"]),
        ("Kota Tirtasari", "*kota", ["2: found undefined alias 'kota'"]),
    ],
)
def test_it_names_line_field_and_reason(file: Path, old: str, new: str, faults: list[str]) -> None:
    file.write_text(RIGHT.replace(old, new, 1), encoding="utf-8")
    lines = faults_of(file)
    assert len(lines) == len(faults)
    for line, fault in zip(lines, faults, strict=True):
        assert line.startswith(f"{file}:{fault}"), line


def test_it_names_all_faults_of_a_file_at_once(file: Path) -> None:
    file.write_text(RIGHT.replace(": 12", ": many").replace("7}", "some}"), encoding="utf-8")
    assert [line.split(":")[1] for line in faults_of(file)] == ["5", "6"]


def test_a_field_that_overrides_what_was_merged_in_is_named_by_its_own_line(tmp_path: Path) -> None:
    class Staffed(BaseModel):
        usual: dict[str, int]
        roads: dict[str, int]

    file = tmp_path / "staffed.yaml"
    file.write_text("usual: &usual\n  staff: 7\nroads:\n  <<: *usual\n  staff: many\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        reading.read(file, Staffed)
    assert str(caught.value).startswith(f"{file}:5: roads.staff: ")


@pytest.mark.parametrize("text", ["", "just a text", "- a\n- list\n"])
def test_a_file_that_is_no_mapping_is_a_fault(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert faults_of(file) == [f"{file}:1: (file): Input should be a valid dictionary or instance of City"]


def test_a_key_that_is_no_text_is_a_fault(file: Path) -> None:
    file.write_text(RIGHT + "? [a, b]\n: 1\n", encoding="utf-8")
    assert faults_of(file) == [f"{file}:8: found unhashable key"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code: Dinas PU\n", "code: must be a code such as dinas-pu: lower case letters"),
        ("code: a\nwithin: 3 days\n", "within: must be a duration such as P3D"),
    ],
)
def test_a_value_in_another_form_is_explained_with_an_example(tmp_path: Path, text: str, said: str) -> None:
    class Part(BaseModel):
        code: Code
        within: WorkingDuration = "P1D"

    file = tmp_path / "part.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        reading.read(file, Part)
    assert said in str(caught.value)
    assert "^" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "none.yaml") == [f"{tmp_path}/none.yaml: cannot be read: No such file or directory"]


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == [f"{tmp_path}: cannot be read: Is a directory"]


@pytest.mark.parametrize(("content", "said"), [(b"name: \xff", "not UTF-8"), (b"name: \x00", "not valid YAML")])
def test_what_is_no_text_is_named(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    assert said in " ".join(faults_of(file))
    assert str(file) in faults_of(file)[0]


def test_a_fault_between_files_is_reported_like_one_in_a_file(file: Path) -> None:
    assert reading.fault(file, ("units", 1, "id"), "unknown") == f"{file}:6: units.1.id: unknown"
    stands_twice = reading.fault(file, ("units", 1), "stands twice", other=("units", 0))
    assert stands_twice == f"{file}:6: units.1: stands twice (see line 4)"


def test_the_fingerprint_follows_the_content_of_every_file(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text("a: 1")
    other.write_text("b: 2")
    before = reading.fingerprint(one, other)
    assert before == reading.fingerprint(one, other)
    other.write_text("b: 3")
    assert reading.fingerprint(one, other) != before
    other.write_text("b: 2")
    assert reading.fingerprint(one, other) == before


def test_the_fingerprint_of_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.yaml: cannot be read"):
        reading.fingerprint(tmp_path / "none.yaml")


def faults_of(path: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        reading.read(path, City)
    return str(caught.value).splitlines()
