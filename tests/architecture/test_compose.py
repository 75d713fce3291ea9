"""compose.yaml fits itself, the settings of the services and the manifests. No engine and no schema is needed."""

import re
from typing import Any

import pytest
import yaml

from deploy.local.ports import SERVICES, VARIABLES, Ports
from tests.architecture import manifests as k8s
from tests.architecture.test_manifests import OTHERS, SETTINGS

COMPOSE: dict[str, Any] = yaml.safe_load((k8s.REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
STACK: dict[str, Any] = COMPOSE["services"]
STEPS = {"topics", "access"}
"""They end when their work is done; the others run on."""
OURS = {**dict.fromkeys(("complaints", "projection", "access"), "complaints"), "topics": "routing"} | {
    each: each for each in ("routing", "sla", "notify")
}
"""The parts that run this project's code, and the service whose image they run."""
KEYS = {
    *("image", "build", "command", "environment", "ports", "volumes", "depends_on", "healthcheck", "restart"),
    *("init", "read_only", "tmpfs", "cap_drop", "security_opt", "stop_grace_period"),
}
PUBLISHED = re.compile(r"^127\.0\.0\.1:(?:\$\{(\w+):-(\d+)\}|\d+):(\d+)$")

each_part = pytest.mark.parametrize("part", STACK)


def test_it_runs_every_process_and_what_they_need() -> None:
    assert set(STACK) == {*SERVICES, *STEPS, "kafka", "mongo", "mailbox"}
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"name", "services", "volumes"}


@each_part
def test_it_uses_only_keys_that_we_know(part: str) -> None:
    assert set(STACK[part]) <= KEYS


@each_part
def test_images_have_a_tag_and_ours_are_those_of_the_cluster(part: str) -> None:
    image, _, tag = STACK[part]["image"].rpartition(":")
    assert tag not in ("", "latest")
    if part in OURS:
        assert STACK[part]["build"] == {"context": ".", "args": {"SERVICE": OURS[part]}}
        assert f"{image}:{tag}" in {k8s.container(workload)["image"] for workload in k8s.workloads().values()}
        assert image == f"tanggap/{OURS[part]}"


@each_part
def test_it_listens_on_this_machine_only_and_on_the_ports_of_the_local_stack(part: str) -> None:
    defaults = {VARIABLES[name]: port for name, port in Ports().by_name().items()}
    for port in STACK[part].get("ports", ()):
        published = PUBLISHED.match(port)
        assert published, port
        variable, default, _ = published.groups()
        assert variable is None or defaults[variable] == int(default)


@each_part
def test_whoever_is_waited_for_can_be(part: str) -> None:
    assert ("healthcheck" in STACK[part]) == (part not in STEPS)
    for other, condition in STACK[part].get("depends_on", {}).items():
        ends = "service_completed_successfully" if other in STEPS else "service_healthy"
        assert condition == {"condition": ends}


@each_part
def test_volumes_are_declared(part: str) -> None:
    sources = {volume.partition(":")[0] for volume in STACK[part].get("volumes", ())}
    assert {source for source in sources if not source.startswith(".")} <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("part", SETTINGS)
def test_settings_are_known_and_complete(part: str) -> None:
    fields = SETTINGS[part].model_fields
    given = set(STACK[part]["environment"])
    assert given - {field.upper() for field in fields} <= OTHERS
    assert {name.upper() for name, field in fields.items() if field.is_required()} <= given


@pytest.mark.parametrize("part", SERVICES)
def test_the_ports_told_are_the_ports_published(part: str) -> None:
    environment = STACK[part]["environment"]
    told = {str(environment[variable]) for variable in ("OPS_PORT", "API_PORT") if variable in environment}
    assert {port.rpartition(":")[2] for port in STACK[part]["ports"]} == told
