"""Writes what Prometheus and Alertmanager read, from the data in this package: `python -m deploy.observability.rules`.

A drill takes the same from here with short windows: `rule_files(DRILL)`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.observability import alertmanager, objectives, prometheus, symptoms
from deploy.observability.model import LINKS, Groups, Links, Recording, groups, written
from deploy.observability.profile import PRODUCTION, Profile

FOLDER = Path(__file__).parent
COMPONENT = FOLDER.parent / "k8s" / "components" / "observability"
HEAD = "# Written by `make rules` from deploy/observability; change it there.\n"


def all_groups(profile: Profile = PRODUCTION) -> Mapping[str, Groups]:
    """The groups of rules, by the name of their file: what is recorded there comes first, then what is raised."""
    by_part = {f"tanggap.{part}": alerts for part, alerts in symptoms.alerts(profile).items()}
    return {
        "objectives.yaml": {
            "tanggap.objectives": tuple(objectives.recordings(profile)),
            "tanggap.burning": tuple(objectives.alerts(profile)),
        },
        "symptoms.yaml": {"tanggap.recorded": tuple(symptoms.recordings(profile)), **by_part},
    }


def rule_files(profile: Profile = PRODUCTION, links: Links = LINKS) -> Mapping[str, str]:
    """The rule files by name."""
    return {name: written(groups(named, links), HEAD) for name, named in all_groups(profile).items()}


def prometheus_rules(profile: Profile = PRODUCTION, links: Links = LINKS) -> str:
    """The same for the Prometheus operator. What is recorded is an object of its own: only alerts have addresses, which
    an overlay replaces.
    """
    named = {name: rules for file in all_groups(profile).values() for name, rules in file.items()}
    recorded = {name: rules for name, rules in named.items() if all(isinstance(each, Recording) for each in rules)}
    raised = {name: rules for name, rules in named.items() if name not in recorded}
    objects = {"tanggap-recorded": recorded, "tanggap-alerts": raised}
    return HEAD + "---\n".join(written(_object(name, groups(each, links))) for name, each in objects.items())


def _object(name: str, spec: Mapping[str, Any]) -> Mapping[str, Any]:
    labels = {"app.kubernetes.io/part-of": "tanggap"}
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": name, "namespace": "tanggap", "labels": labels},
        "spec": spec,
    }


def all_files() -> Mapping[Path, str]:
    """Everything that is checked in."""
    rules = {FOLDER / "rules" / name: text for name, text in rule_files().items()}
    return rules | {
        FOLDER / "alertmanager.yaml": written(alertmanager.configuration(), HEAD),
        FOLDER / "prometheus.yaml": written(prometheus.configuration(), HEAD),
        FOLDER / "prometheus.compose.yaml": written(_in_compose(), HEAD),
        COMPONENT / "rules.yaml": prometheus_rules(),
    }


def _in_compose() -> dict[str, Any]:
    return prometheus.configuration(
        targets=prometheus.IN_COMPOSE, alertmanager="alertmanager:9093", labels={"namespace": "compose"}
    )


if __name__ == "__main__":
    for path, content in all_files().items():
        path.write_text(content, encoding="utf-8")
