"""compose.yaml fits itself, the settings of the services and the manifests. No engine and no schema is needed."""

import re
from typing import Any

import pytest
import yaml

from deploy.local.ports import VARIABLES, Ports
from deploy.processes import PROCESSES, Platform, Process
from tests.architecture import manifests as k8s
from tests.architecture.settings import SETTINGS, known, lacking

COMPOSE: dict[str, Any] = yaml.safe_load((k8s.REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
STACK: dict[str, Any] = COMPOSE["services"]
STEPS = {"topics", "access"}
"""They end when their work is done; the others run on."""
PLATFORM = {Platform.BROKER: "kafka", Platform.STORE: "mongo", Platform.MAILBOX: "mailbox"}
"""What the components of the platform are called here."""
OBSERVERS = {"prometheus", "alertmanager", "grafana"}
"""They start only with the profile `obs`."""
OURS = {name: process.service for name, process in PROCESSES.items()} | {"access": "complaints", "topics": "routing"}
"""What runs this project's code, and the service whose image it runs."""
KEYS = {
    *("image", "build", "command", "environment", "ports", "volumes", "depends_on", "healthcheck", "restart"),
    *("init", "profiles", "read_only", "tmpfs", "cap_drop", "security_opt", "stop_grace_period"),
}
PORTS = ("OPS_PORT", "API_PORT", "WEBHOOKS_PORT", "IMPROVEMENTS_PORT")
PUBLISHED = re.compile(r"^127\.0\.0\.1:(?:\$\{(\w+):-(\d+)\}|\d+):(\d+)$")

each_component = pytest.mark.parametrize("component", STACK)
each_process = pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES.keys())


def test_it_runs_every_process_and_what_they_need() -> None:
    assert set(STACK) == {*PROCESSES, *STEPS, *PLATFORM.values(), *OBSERVERS}
    assert {name for name, component in STACK.items() if component.get("profiles") == ["obs"]} == OBSERVERS
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"name", "services", "volumes"}


@each_component
def test_it_uses_only_keys_that_we_know(component: str) -> None:
    assert set(STACK[component]) <= KEYS


@each_component
def test_images_have_a_tag_and_ours_are_those_of_the_cluster(component: str) -> None:
    image, _, tag = STACK[component]["image"].rpartition(":")
    assert tag not in ("", "latest")
    if component in OURS:
        assert STACK[component]["build"] == {"context": ".", "args": {"SERVICE": OURS[component]}}
        assert f"{image}:{tag}" in {k8s.container(workload)["image"] for workload in k8s.workloads().values()}
        assert image == f"tanggap/{OURS[component]}"


@each_component
def test_it_listens_on_this_machine_only_and_on_the_ports_of_the_local_stack(component: str) -> None:
    defaults = {VARIABLES[name]: port for name, port in Ports().by_name().items()}
    for port in STACK[component].get("ports", ()):
        published = PUBLISHED.match(port)
        assert published, port
        variable, default, _ = published.groups()
        assert variable is None or defaults[variable] == int(default)


@each_component
def test_whoever_is_waited_for_can_be(component: str) -> None:
    assert ("healthcheck" in STACK[component]) == (component not in STEPS)
    for other, condition in STACK[component].get("depends_on", {}).items():
        ends = "service_completed_successfully" if other in STEPS else "service_healthy"
        assert condition == {"condition": ends}


def test_what_the_observers_read_is_in_the_repository() -> None:
    for name in OBSERVERS:
        mounted = (each.partition(":")[0] for each in STACK[name]["volumes"] if each.startswith("."))
        assert [each for each in mounted if not (k8s.REPOSITORY / each).exists()] == []


@each_component
def test_volumes_are_declared(component: str) -> None:
    sources = {volume.partition(":")[0] for volume in STACK[component].get("volumes", ())}
    assert {source for source in sources if not source.startswith(".")} <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("component", SETTINGS)
def test_settings_are_known_and_complete(component: str) -> None:
    given = set(STACK[component]["environment"])
    assert lacking(SETTINGS[component], given) == set()
    assert given <= known(SETTINGS[component])


@each_process
def test_a_process_is_the_one_of_the_table(process: Process) -> None:
    component = STACK[process.name]
    ran = component.get("command", ["python", "-m", f"services.{process.service}"])  # as the image does by itself
    assert ran == ["python", "-m", process.module]
    assert component["environment"]["OPS_PORT"] == process.ops_port
    assert set(process.variables) <= set(component["environment"])
    needs = {PLATFORM[need] for need in process.needs} - {"kafka"}  # that one by way of the step that makes the topics
    assert {"topics", *needs} <= set(component["depends_on"]) <= {*STEPS, *needs}


@each_process
def test_the_ports_that_a_process_listens_on_are_published(process: Process) -> None:
    environment = STACK[process.name]["environment"]
    listened = {str(environment[variable]) for variable in PORTS if variable in environment}
    assert {port.rpartition(":")[2] for port in STACK[process.name]["ports"]} == listened
