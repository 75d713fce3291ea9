"""The city's files, who may call, and the terms found in a text."""

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml

from chassis.errors import ConfigurationError
from deploy.local.environment import DEMO_CITY
from services.complaints.access import load_access
from services.complaints.city import load_city
from services.complaints.domain.rights import may_list
from services.complaints.words import WordFinder

CITY = load_city(DEMO_CITY)
FINDER = WordFinder({"lampu-jalan": ["lampu jalan", "PJU"], "jalan": ["jalan"], "ktp": ["e-KTP"]})


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
        ("city.yaml", "triage_unit: meja-triase", "triage_unit: nobody", "triage unit 'nobody'"),
        ("units.yaml", "id: pdam, name", "id: dinas-pu, name", "stand twice: dinas-pu"),
        ("units.yaml", "parent: dinas-pu", "parent: dinas-x", "'dinas-x', which does not exist"),
        ("units.yaml", "kind: city, parent: null", "kind: city, parent: dinas-pu", "goes in a circle"),
        ("words.yaml", "spellings: [galian,", "spellings: ['!!!',", "without any letter"),
        ("categories.yaml", "code: banjir", "code: Banjir!", "code"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    shutil.copytree(DEMO_CITY, tmp_path / "city")
    path = tmp_path / "city" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as error:
        load_city(tmp_path / "city")
    assert file in str(error.value)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _write(path: Path, unit: str = "dinas-pu", token: str = "t", **extra: str) -> Path:
    channels = [{"id": "demo", "keys": [_hash("old"), _hash("new")]}]
    officers = [{"id": "o", "unit": unit, "role": "supervisor", "token": _hash(token), **extra}]
    path.write_text(yaml.safe_dump({"channels": channels, "officers": officers}), encoding="utf-8")
    return path


def test_callers_are_known_by_the_hash_of_their_secret(tmp_path: Path) -> None:
    access = load_access(_write(tmp_path / "access.yaml"), CITY)
    old, new = access.channel("old"), access.channel("new")
    assert old is not None and old == new
    assert access.officer("old") is None and access.channel("t") is None
    assert access.channel(None) is None and access.officer("") is None
    supervisor = access.officer("t")
    assert supervisor is not None
    assert may_list(supervisor.principal, "bidang-drainase", CITY)
    assert not may_list(supervisor.principal, "dinas-lh", CITY)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"unit": "nobody"}, "unknown unit"), ({"token": "old"}, "two callers"), ({"pin": "1"}, "pin")],
)
def test_a_wrong_access_file_is_refused(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load_access(_write(tmp_path / "access.yaml", **change), CITY)
