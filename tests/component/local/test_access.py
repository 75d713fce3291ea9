"""Local keys: made once, kept, hashed for the services, plain for the demonstration only."""

import hashlib
from pathlib import Path

import pytest
import yaml

from chassis.link_keys import load_link_keys
from deploy.local.access import ensure_access
from deploy.local.environment import Stack
from deploy.local.ports import Ports

UNITS = "units:\n  - {id: kota, parent: null}\n  - {id: dinas-pu, parent: kota}\n  - {id: triase, parent: kota}\n"


@pytest.fixture
def city_stack(tmp_path: Path) -> Stack:
    city = tmp_path / "city"
    city.mkdir()
    (city / "units.yaml").write_text(UNITS)
    (city / "city.yaml").write_text("triage_unit: triase\n")
    return Stack(directory=tmp_path / "local", ports=Ports(), city=city)


def test_it_makes_a_key_for_each_channel_and_a_token_for_everybody_who_may_act(city_stack: Stack) -> None:
    plain = ensure_access(city_stack)
    assert set(plain["channels"]) == {"demo", "sp4n"}
    of_units = {f"{name}-{unit}" for name in ("officer", "head") for unit in ("kota", "dinas-pu", "triase")}
    assert set(plain["officers"]) == of_units | {"leader-kota", "auditor-kota", "bureau-kota"}


def test_it_gives_the_services_hashes_only(city_stack: Stack) -> None:
    plain = ensure_access(city_stack)
    text = (city_stack.access / "access.yaml").read_text()
    secrets = [*plain["channels"].values(), *plain["officers"].values()]
    assert not any(secret in text for secret in secrets)
    officers = {officer["id"]: officer for officer in yaml.safe_load(text)["officers"]}
    expected = hashlib.sha256(plain["officers"]["officer-dinas-pu"].encode()).hexdigest()
    assert officers["officer-dinas-pu"] == {
        "id": "officer-dinas-pu",
        "unit": "dinas-pu",
        "role": "officer",
        "token": expected,
    }
    roles = {
        name: officers[name]["role"]
        for name in ("officer-triase", "head-dinas-pu", "leader-kota", "auditor-kota", "bureau-kota")
    }
    assert list(roles.values()) == ["triage", "unit_head", "leader", "auditor", "bureau"]


def test_it_keeps_what_it_made_and_adds_what_is_new(city_stack: Stack) -> None:
    first = ensure_access(city_stack)
    key = (city_stack.access / "tracking.key").read_bytes()
    link_keys = load_link_keys(city_stack.access / "link_keys.yaml")
    (city_stack.city / "units.yaml").write_text(UNITS + "  - {id: dinas-lh, parent: kota}\n")
    second = ensure_access(city_stack)
    assert second["officers"].items() > first["officers"].items()
    assert second["channels"] == first["channels"]
    assert (city_stack.access / "tracking.key").read_bytes() == key
    assert len(key) == 32
    assert load_link_keys(city_stack.access / "link_keys.yaml") == link_keys


def test_it_lets_only_the_owner_read_the_secrets(city_stack: Stack) -> None:
    ensure_access(city_stack)
    modes = {path.name: path.stat().st_mode & 0o777 for path in city_stack.access.iterdir()}
    kept = ("plain.json", "access.yaml", "tracking.key", "link_keys.yaml", "webhook-secrets.yaml")
    assert modes == dict.fromkeys(kept, 0o600)
