"""What `kubectl kustomize` makes of a folder of deploy/k8s, and how the tests find their way in it."""

import functools
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).parents[2]
BASE = REPOSITORY / "deploy" / "k8s" / "base"
HOW_TO_GET_KUBECTL = (
    "kubectl not found; version 1.21 or newer is needed (Debian's kubernetes-client is older): "
    "https://kubernetes.io/docs/tasks/tools/install-kubectl-linux/"
)
NAME = "app.kubernetes.io/name"

Document = dict[str, Any]


def build(folder: Path) -> list[Document]:
    """The documents of a kustomization; raises with kubectl's own words when it cannot be built."""
    kubectl = shutil.which("kubectl")
    assert kubectl, HOW_TO_GET_KUBECTL
    done = subprocess.run([kubectl, "kustomize", str(folder)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


@functools.cache
def base() -> tuple[Document, ...]:
    """The documents of the base. Built once: change none of them."""
    return tuple(build(BASE))


def relative(target: Path, start: Path) -> str:
    """kustomize takes no absolute path."""
    return str(Path(*[".."] * (len(start.resolve().parts) - 1)) / target.resolve().relative_to("/"))


def with_component(component: str, folder: Path) -> list[Document]:
    """The documents of the base with one of the components, by an overlay that is written into an empty folder."""
    kustomization = {
        "resources": [relative(BASE, folder)],
        "components": [relative(BASE.parent / "components" / component, folder)],
    }
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(kustomization), encoding="utf-8")
    return build(folder)


def of_kind(*kinds: str) -> list[Document]:
    return [document for document in base() if document["kind"] in kinds]


def name(document: Document) -> str:
    return str(document["metadata"]["name"])


def named(kind: str, wanted: str) -> Document:
    """The one document of that kind and name."""
    (found,) = [document for document in of_kind(kind) if name(document) == wanted]
    return found


def processes() -> dict[str, Document]:
    """The workloads that run on, by name."""
    return {name(document): document for document in of_kind("Deployment", "StatefulSet")}


def workloads() -> dict[str, Document]:
    """Everything that has pods, by name."""
    return processes() | {name(document): document for document in of_kind("Job")}


def pod(workload: Document) -> Document:
    """The specification of its pods."""
    return dict(workload["spec"]["template"]["spec"])


def container(workload: Document) -> Document:
    """Its one container."""
    (only,) = pod(workload)["containers"]
    return dict(only)


def labels(workload: Document) -> Mapping[str, str]:
    """The labels of its pods."""
    return dict(workload["spec"]["template"]["metadata"]["labels"])


def ports(workload: Document) -> dict[str, int]:
    return {port["name"]: port["containerPort"] for port in container(workload).get("ports", ())}


def variables(workload: Document) -> dict[str, Document]:
    """Its environment: variable → {value: …} or {valueFrom: …}, ConfigMaps included."""
    found: dict[str, Document] = {}
    for source in container(workload).get("envFrom", ()):
        data = named("ConfigMap", source["configMapRef"]["name"])["data"]
        found |= {variable: {"value": value} for variable, value in data.items()}
    return found | {entry["name"]: entry for entry in container(workload).get("env", ())}


def selects(selector: Document, workload: Document) -> bool:
    """Whether a label selector (matchLabels only) finds the workload's pods; {} finds all."""
    assert set(selector) <= {"matchLabels"}
    own = labels(workload)
    return all(own.get(key) == value for key, value in selector.get("matchLabels", {}).items())


def find(node: Any, key: str) -> Iterator[Any]:
    """Every value under `key`, however deep."""
    if isinstance(node, dict):
        for each, value in node.items():
            if each == key:
                yield value
            yield from find(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from find(value, key)
