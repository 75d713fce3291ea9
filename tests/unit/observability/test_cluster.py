"""What the Prometheus operator reads: the same rules, and every pod that has an operations port, by its process.

`CRD_SCHEMAS` names a folder with the operator's own schemas, `<group>/<kind>_<version>.json`, where there is one.
"""

import functools
import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from deploy.observability.model import LINKS
from deploy.observability.prometheus import configuration
from deploy.observability.rules import COMPONENT, FOLDER, rule_files
from deploy.processes import PROCESSES
from tests.architecture import manifests as k8s

SCHEMAS = Path(os.environ.get("CRD_SCHEMAS", "/nonexistent"))
KINDS = ("PodMonitor", "PrometheusRule")
GENERATED = ("monitoring-", "dashboard-")
DASHBOARDS = FOLDER / "dashboards"


@functools.cache
def overlay(folder: Path) -> tuple[k8s.Document, ...]:
    """What the README's overlay yields, on the base as it is."""
    text = (k8s.BASE.parent / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^## Monitoring$.*?^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    kustomization = yaml.safe_load(block)
    kustomization["resources"] = [k8s.relative(k8s.BASE, folder)]
    kustomization["components"] = [k8s.relative(COMPONENT, folder)]
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(kustomization), encoding="utf-8")
    return tuple(k8s.build(folder))


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> tuple[k8s.Document, ...]:
    return overlay(tmp_path_factory.mktemp("overlay"))


def _strict(node: Any) -> Any:
    """The schema, with fields that it does not know refused: a cluster would drop them without a word."""
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _strict(value) for key, value in node.items()}
    return {"additionalProperties": False} | inner if isinstance(node.get("properties"), dict) else inner


def _of_kind(documents: tuple[k8s.Document, ...], kind: str) -> list[k8s.Document]:
    return [document for document in documents if document["kind"] == kind]


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="CRD_SCHEMAS names no folder with the operator's schemas")
def test_the_operators_schemas_accept_what_is_built(documents: tuple[k8s.Document, ...]) -> None:
    for kind in KINDS:
        text = (SCHEMAS / "monitoring.coreos.com" / f"{kind.lower()}_v1.json").read_text(encoding="utf-8")
        schema = _strict(json.loads(text.replace("^(?i)", "(?i)^")))  # Python wants the flags of a pattern in front
        for document in _of_kind(documents, kind):
            jsonschema.validate(document, schema)


def test_the_component_brings_the_operators_objects_and_changes_nothing_else(
    documents: tuple[k8s.Document, ...],
) -> None:
    added = [each for each in documents if each["apiVersion"] == "monitoring.coreos.com/v1"]
    assert sorted((each["kind"], k8s.name(each)) for each in added) == [
        ("PodMonitor", "tanggap"),
        ("PrometheusRule", "tanggap-alerts"),
        ("PrometheusRule", "tanggap-recorded"),
    ]
    assert {each["metadata"]["namespace"] for each in added} == {"tanggap"}
    others = [each for each in documents if each not in added and not k8s.name(each).startswith(GENERATED)]
    assert others == list(k8s.base())


def test_grafana_finds_every_dashboard_by_its_label(documents: tuple[k8s.Document, ...]) -> None:
    found = [
        each for each in _of_kind(documents, "ConfigMap") if "grafana_dashboard" in each["metadata"].get("labels", {})
    ]
    in_cluster = {name: text for each in found for name, text in each["data"].items()}
    assert in_cluster == {file.name: file.read_text(encoding="utf-8") for file in DASHBOARDS.glob("*.json")}
    assert len(found) == len(in_cluster) > 0, "one for each: so none comes near to what an object may hold"


def test_its_rules_are_those_of_the_rule_files(documents: tuple[k8s.Document, ...]) -> None:
    in_cluster = {
        group["name"]: [(rule.get("alert") or rule["record"], rule["expr"]) for rule in group["rules"]]
        for each in _of_kind(documents, "PrometheusRule")
        for group in each["spec"]["groups"]
    }
    in_files = {
        group["name"]: [(rule.get("alert") or rule["record"], rule["expr"]) for rule in group["rules"]]
        for text in rule_files().values()
        for group in yaml.safe_load(text)["groups"]
    }
    assert in_cluster == in_files


def test_an_overlay_says_where_runbooks_and_dashboards_are(documents: tuple[k8s.Document, ...]) -> None:
    annotations = [
        each for document in documents for each in k8s.find(document, "annotations") if "runbook_url" in each
    ]
    assert annotations
    for each in annotations:
        assert each["runbook_url"].startswith("https://git.example/tanggap/blob/main/docs/operate/runbooks/")
        assert each["dashboard_url"].startswith("https://grafana.example/d/tanggap-")
        assert LINKS.runbooks not in str(each) and LINKS.dashboards not in str(each)


def test_the_monitor_finds_every_process_by_a_port_that_it_has(documents: tuple[k8s.Document, ...]) -> None:
    (monitor,) = _of_kind(documents, "PodMonitor")
    (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
    for workload in k8s.processes().values():
        assert k8s.selects(monitor["spec"]["selector"], workload)
        assert endpoint["port"] in k8s.ports(workload)
        assert k8s.labels(workload)[k8s.NAME] in PROCESSES


def test_series_have_the_same_labels_in_a_cluster_as_on_one_machine(documents: tuple[k8s.Document, ...]) -> None:
    (monitor,) = _of_kind(documents, "PodMonitor")
    (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
    (job,) = configuration()["scrape_configs"]
    set_there = {each["targetLabel"]: each.get("replacement") for each in endpoint["relabelings"]}
    assert set_there == {"job": job["job_name"], "service": None, "instance": None}
    assert {"service"} == {label for group in job["static_configs"] for label in group["labels"]}
    assert endpoint["metricRelabelings"] == job["metric_relabel_configs"]
