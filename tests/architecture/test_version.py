"""pyproject.toml has the version; whatever repeats it says the same."""

import re
import tomllib

import yaml

from chassis.version import VERSION
from deploy.processes import SERVICES
from tests.architecture import manifests as k8s
from tests.architecture.tree import ROOT

RELEASE = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
IMAGE = re.compile(r"\btanggap/[a-z-]+:(\S+)")


def test_what_a_running_process_reports() -> None:
    assert VERSION == RELEASE


def test_every_image_of_the_cluster() -> None:
    kustomization = yaml.safe_load((k8s.BASE / "kustomization.yaml").read_text(encoding="utf-8"))
    tags = {image["name"]: image["newTag"] for image in kustomization["images"]}
    assert tags == {f"tanggap/{service}": RELEASE for service in SERVICES}


def test_every_image_that_compose_and_the_dockerfile_name() -> None:
    for name in ("compose.yaml", "Dockerfile"):
        assert set(IMAGE.findall((ROOT / name).read_text(encoding="utf-8"))) == {RELEASE}, name
