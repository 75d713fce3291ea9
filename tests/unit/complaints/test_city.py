"""The city's files, who may call, and the terms found in a text."""

import hashlib
from pathlib import Path

import pytest
import yaml

from chassis.errors import ConfigurationError
from deploy.local.environment import DEMO_CITY
from services.complaints import texts
from services.complaints.access import load_access, principal_of
from services.complaints.city import CHECKS, ComplaintsFiles, load_city
from services.complaints.domain.rights import may_list
from services.complaints.words import PhraseFinder
from tests.cities import REGENCY, change, copy, faults

CITY = load_city(DEMO_CITY)
FINDER = PhraseFinder.of_terms({"lampu-jalan": ["lampu jalan", "PJU"], "jalan": ["jalan"], "ktp": ["e-KTP"]})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lampu jalan mati!", ("jalan", "lampu-jalan")),
        ("LAMPU, JALAN.", ("jalan", "lampu-jalan")),
        ("pju-nya", ("lampu-jalan",)),
        ("e ktp / E-KTP", ("ktp",)),
        ("jalanan lampu", ()),
        ("ktp", ()),
        ("", ()),
        ("😭 … !", ()),
    ],
)
def test_it_finds_whole_words_whatever_their_case_and_punctuation(text: str, found: tuple[str, ...]) -> None:
    assert FINDER.find(text) == found


def test_every_unit_stands_below_the_city() -> None:
    assert all(CITY.is_within(unit, "kota") for unit in CITY.units)
    assert CITY.is_within("bidang-drainase", "dinas-pu")
    assert not CITY.is_within("dinas-pu", "bidang-drainase")
    assert not CITY.is_within(None, "kota")
    assert CITY.unit_name("dinas-pu", "en") == "Public Works Agency"
    assert CITY.unit_name("gone", "id") == "gone"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("city", "triage_unit: meja-triase", "triage_unit: nobody", "triage_unit: unit 'nobody' does not exist"),
        ("city", "[id, en]", "[id, fr]", "languages.1: no timeline can be written in 'fr'"),
        ("units", "id: pdam, name", "id: dinas-pu, name", "dinas-pu stands twice (see line 12)"),
        ("units", "parent: dinas-pu", "parent: dinas-x", "units.5.parent: unit 'dinas-x' does not exist"),
        ("units", "kind: city, parent: null", "kind: city, parent: dinas-pu", "lead in a circle"),
        ("words", "spellings: [galian,", "spellings: ['!!!',", "'!!!' has neither a letter nor a digit"),
        ("categories", "code: banjir", "code: Banjir!", "categories.2.code: must be a code such as"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = copy(DEMO_CITY, tmp_path / "city")
    line = change(folder, file, old, new)
    found = [fault for fault in faults(folder, ComplaintsFiles, CHECKS) if fault.startswith(f"{file}.yaml:{line}: ")]
    assert message in " ".join(found)


def test_a_language_without_all_words_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = texts.of("id")
    lacking = whole.model_copy(update={"states": {}, "events": {**whole.events, "complaint.filed": "{clock}"}})
    monkeypatch.setattr(texts, "of", lambda _language: lacking)
    (fault,) = faults(REGENCY, ComplaintsFiles, CHECKS)
    assert fault.startswith("city.yaml:5: languages.0: services/complaints/texts/id.yaml: missing or wrong are ")
    assert "events.complaint.filed, states.acknowledged" in fault


def test_a_regency_with_one_language_and_clocks_of_its_own_is_a_city() -> None:
    regency = load_city(REGENCY)
    assert regency.languages == ("id",)
    assert regency.unit_name("pemkab", "id") == "Pemerintah Kabupaten"
    assert regency.clock_title("jawab_awal", "id") == "jawaban pertama"
    assert regency.is_within("dinas-pupr", "pemkab")


def test_what_the_city_no_longer_has_is_shown_by_its_name() -> None:
    assert CITY.clock_title("inspect_by", "en") == "inspect by"
    assert CITY.unit_name("gone", "en") == "gone"
    assert CITY.unit_name("dinas-pu", "fr") == "Dinas Pekerjaan Umum"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _write(path: Path, unit: str = "dinas-pu", token: str = "t", **extra: str) -> Path:
    channels = [{"id": "demo", "keys": [_hash("old"), _hash("new")]}]
    officers = [{"id": "o", "unit": unit, "role": "unit_head", "token": _hash(token), **extra}]
    path.write_text(yaml.safe_dump({"channels": channels, "officers": officers}), encoding="utf-8")
    return path


def test_callers_are_known_by_the_hash_of_their_secret(tmp_path: Path) -> None:
    access = load_access(_write(tmp_path / "access.yaml"), CITY)
    old, new = access.channel("old"), access.channel("new")
    assert old is not None and old == new
    assert access.officer("old") is None and access.channel("t") is None
    assert access.channel(None) is None and access.officer("") is None
    head = access.officer("t")
    assert head is not None
    assert may_list(principal_of(head), "bidang-drainase", CITY)
    assert not may_list(principal_of(head), "dinas-lh", CITY)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"unit": "nobody"}, "unknown unit"), ({"token": "old"}, "two callers"), ({"pin": "1"}, "pin: there is no such")],
)
def test_a_wrong_access_file_is_refused(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load_access(_write(tmp_path / "access.yaml", **change), CITY)


def test_a_secret_in_place_of_its_hash_is_refused_and_not_repeated(tmp_path: Path) -> None:
    file = _write(tmp_path / "access.yaml")
    file.write_text(file.read_text(encoding="utf-8").replace(_hash("old"), "hush-hush"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"keys\.0: must be a SHA-256 in hexadecimal") as error:
        load_access(file, CITY)
    assert "hush-hush" not in str(error.value)
