"""Every city's files reach the pods: its kustomization names them all, and an overlay can choose the city."""

import re
from pathlib import Path

import pytest
import yaml

from services.complaints.domain.rights import Role
from tests.architecture import manifests as k8s
from tests.architecture.tree import texts

CITIES = sorted(path.parent for path in (k8s.REPOSITORY / "config").glob("*/city.yaml"))
CODE = {"chassis", "city", "services", "demo", "deploy", "tools", "verify"}
"""Whatever decides or shows: not `contracts`, which reads the events of 0.1, whose policies named their clocks."""
each_city = pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)


def _files(city: Path) -> set[str]:
    return {path.name for path in city.glob("*.yaml")} - {"kustomization.yaml"}


@each_city
def test_the_kustomization_names_every_file(city: Path) -> None:
    kustomization = yaml.safe_load((city / "kustomization.yaml").read_text(encoding="utf-8"))
    (generator,) = kustomization["configMapGenerator"]
    assert set(generator["files"]) == _files(city)


@each_city
def test_nothing_but_the_city_names_its_clocks_and_roles(city: Path) -> None:
    clocks = yaml.safe_load((city / "policies.yaml").read_text(encoding="utf-8"))["clocks"]
    roles = yaml.safe_load((city / "leaders.yaml").read_text(encoding="utf-8"))["roles"]
    posts = (
        role for role in roles if "_" in role and role not in set(Role)
    )  # a right of ours may be called like a post
    names = re.compile(rf"\b(?:{'|'.join([*clocks, *posts])})\b")
    naming = [str(path) for path, text in texts() if path.parts[0] in CODE and names.search(text)]
    assert naming == []


@each_city
def test_an_overlay_chooses_the_city(city: Path, tmp_path: Path) -> None:
    overlay = {
        "resources": [k8s.relative(k8s.BASE, tmp_path)],
        "components": [k8s.relative(city, tmp_path)],
        "configMapGenerator": [
            {"name": "platform", "namespace": "tanggap", "behavior": "merge", "literals": ["LOG_LEVEL=DEBUG"]}
        ],
    }
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
    maps = {k8s.name(each).rpartition("-")[0]: each for each in k8s.build(tmp_path) if each["kind"] == "ConfigMap"}
    assert set(maps["city"]["data"]) == _files(city)
    assert maps["city"]["data"]["city.yaml"] == (city / "city.yaml").read_text(encoding="utf-8")
    assert maps["platform"]["data"]["LOG_LEVEL"] == "DEBUG"
    assert "KAFKA_BOOTSTRAP" in maps["platform"]["data"]
