"""The manifests are valid, hardened, and speak of the same ports, settings and topics as the code."""

import re
from pathlib import Path

import httpx
import kubernetes_validate
import pytest

from chassis.ops import Ops
from chassis.settings import load, load_if_set
from contracts.topics import PARTITIONS
from deploy.local.ports import HOST, free_ports
from deploy.processes import PROCESSES, SERVICES, Process, Workload
from tests.architecture import manifests as k8s
from tests.architecture.restricted import violations
from tests.architecture.settings import PARTS, SETTINGS, known

OLDEST, NEWEST = "1.30", "1.37"
"""The oldest Kubernetes that the base promises to run on, and the newest that kubernetes-validate 1.37 knows."""

each_workload = pytest.mark.parametrize("workload", k8s.workloads().values(), ids=k8s.workloads().keys())
FOR_THE_GATEWAY = {"webhooks": ("notify", "webhooks"), "improvements-api": ("improvements", "improvements")}
"""Services beside those that give pods their names: the process, and the port of its API."""

each_process = pytest.mark.parametrize("process", k8s.processes().values(), ids=k8s.processes().keys())
each_of_the_table = pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES.keys())


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_every_document_fits_the_schemas_of_kubernetes(version: str) -> None:
    for document in k8s.base():
        assert kubernetes_validate.validate(document, version, strict=True) == version


def test_every_process_of_the_project_is_deployed_and_nothing_else() -> None:
    assert set(k8s.processes()) == set(PROCESSES)
    assert set(k8s.workloads()) == set(SETTINGS)


@each_of_the_table
def test_a_workload_is_the_process_of_the_table(process: Process) -> None:
    workload = k8s.processes()[process.name]
    assert workload["kind"] == process.workload
    assert k8s.container(workload)["image"].partition(":")[0] == f"tanggap/{process.service}"
    ran = k8s.container(workload).get("command", ["python", "-m", f"services.{process.service}"])  # as the image does
    assert ran == ["python", "-m", process.module]
    assert k8s.variables(workload)["OPS_PORT"]["value"] == str(process.ops_port)
    assert set(process.variables) <= set(k8s.variables(workload))


def test_everything_lives_in_the_restricted_namespace() -> None:
    (namespace,) = k8s.of_kind("Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    others = [document for document in k8s.base() if document is not namespace]
    assert {document["metadata"].get("namespace") for document in others} == {k8s.name(namespace)}


@each_workload
def test_pods_are_restricted(workload: k8s.Document) -> None:
    assert violations(k8s.pod(workload)) == []


@each_workload
def test_images_are_ours_and_have_a_tag(workload: k8s.Document) -> None:
    image, _, tag = k8s.container(workload)["image"].partition(":")
    assert image.removeprefix("tanggap/") in SERVICES
    assert tag not in ("", "latest")


@each_workload
def test_every_setting_is_known_and_the_service_accepts_it(
    workload: k8s.Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = SETTINGS[k8s.name(workload)]
    given = k8s.variables(workload)
    assert set(given) <= known(model)
    for variable in known(model):
        monkeypatch.delenv(variable, raising=False)
    for variable, entry in given.items():
        monkeypatch.setenv(variable, _value(workload, entry, tmp_path))
    settings = load(model)
    parts = [load_if_set(part) for part in PARTS.get(model, ())]
    assert any(parts) or not parts
    assert settings.host == "0.0.0.0"
    assert settings.instance == "name-of-the-pod"


def _value(workload: k8s.Document, entry: k8s.Document, root: Path) -> str:
    """What the pod will see; a path has to lie in a volume, and is made here in its stead."""
    if source := entry.get("valueFrom"):
        return (
            "name-of-the-pod" if source.get("fieldRef") == {"fieldPath": "metadata.name"} else "mongodb://store:27017"
        )
    value = str(entry["value"])
    if not value.startswith("/"):
        return value
    mounts = [Path(mount["mountPath"]) for mount in k8s.container(workload)["volumeMounts"]]
    assert any(Path(value).is_relative_to(mount) for mount in mounts), f"{value} is in no volume"
    path = root / value.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch() if path.suffix else path.mkdir(exist_ok=True)
    return str(path)


@each_process
def test_ports_are_those_of_the_settings(process: k8s.Document) -> None:
    settings = {"ops": "OPS_PORT", "http": "API_PORT", "webhooks": "WEBHOOKS_PORT", "improvements": "IMPROVEMENTS_PORT"}
    given = k8s.variables(process)
    expected = {port: int(given[variable]["value"]) for port, variable in settings.items() if variable in given}
    assert k8s.ports(process) == expected


async def test_the_operations_port_answers_what_probes_ask() -> None:
    port = free_ports().api
    ops = Ops("manifests", (), HOST, port)
    await ops.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as client:
            for process in k8s.processes().values():
                for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                    asked = k8s.container(process)[probe]["httpGet"]
                    assert asked["port"] == "ops"
                    assert (await client.get(asked["path"])).status_code == 200
    finally:
        await ops.stop()


@each_process
def test_only_readiness_asks_for_broker_and_store(process: k8s.Document) -> None:
    container = k8s.container(process)
    paths = {probe: container[probe]["httpGet"]["path"] for probe in container if probe.endswith("Probe")}
    assert paths == {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"}


def test_members_of_consumer_groups_have_stable_names_and_there_are_no_more_than_partitions() -> None:
    stateful = {k8s.name(document): document["spec"] for document in k8s.of_kind("StatefulSet")}
    assert set(stateful) == {name for name, process in PROCESSES.items() if process.workload is Workload.STATEFUL_SET}
    for spec in stateful.values():
        assert spec["replicas"] <= PARTITIONS
        assert k8s.named("Service", spec["serviceName"])["spec"]["clusterIP"] == "None"


@each_process
def test_every_process_has_its_service_its_account_and_a_budget(process: k8s.Document) -> None:
    services = [
        each for each in k8s.of_kind("Service") if k8s.selects({"matchLabels": each["spec"]["selector"]}, process)
    ]
    budgets = [each for each in k8s.of_kind("PodDisruptionBudget") if k8s.selects(each["spec"]["selector"], process)]
    assert [k8s.name(each) for each in budgets] == [k8s.name(process)]
    assert {k8s.name(each) for each in services} - {*FOR_THE_GATEWAY} == {k8s.name(process)}
    assert {port["targetPort"] for each in services for port in each["spec"]["ports"]} == set(k8s.ports(process))
    assert k8s.selects(process["spec"]["selector"], process)
    assert all(k8s.selects(each["labelSelector"], process) for each in k8s.pod(process)["topologySpreadConstraints"])


@pytest.mark.parametrize(("name", "process", "port"), [(name, *each) for name, each in FOR_THE_GATEWAY.items()])
def test_the_gateway_reaches_an_api_only_in_pods_that_are_ready(name: str, process: str, port: str) -> None:
    """The Service that gives the pods their names shows the others as well."""
    service = k8s.named("Service", name)["spec"]
    assert k8s.selects({"matchLabels": service["selector"]}, k8s.processes()[process])
    assert "clusterIP" not in service and "publishNotReadyAddresses" not in service
    assert [each["targetPort"] for each in service["ports"]] == [port]


@each_workload
def test_what_a_pod_names_exists(workload: k8s.Document) -> None:
    assert k8s.named("ServiceAccount", k8s.pod(workload)["serviceAccountName"])["automountServiceAccountToken"] is False
    for wanted in k8s.find(k8s.pod(workload), "configMap"):
        k8s.named("ConfigMap", wanted["name"])
    mounted = {mount["name"] for mount in k8s.container(workload)["volumeMounts"]}
    assert mounted == {volume["name"] for volume in k8s.pod(workload)["volumes"]}


def test_secrets_are_named_and_documented_but_never_committed() -> None:
    assert k8s.of_kind("Secret") == []
    pods = [k8s.pod(workload) for workload in k8s.workloads().values()]
    named = {each for pod in pods for each in k8s.find(pod, "secretName")}
    named |= {each["name"] for pod in pods for each in k8s.find(pod, "secretKeyRef")}
    assert named == _documented_secrets()


def _documented_secrets() -> set[str]:
    """The names in the rows of the README's table whose kind is Secret."""
    readme = (k8s.BASE.parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| Secret \|", readme, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}
