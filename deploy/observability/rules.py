"""Writes what Prometheus and Alertmanager read, from the data in this package: `python -m deploy.observability.rules`.

A drill takes the same from here with short windows: `rule_files(DRILL)`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.observability import alertmanager, objectives, prometheus, symptoms
from deploy.observability.model import LINKS, Groups, Links, groups, written
from deploy.observability.profile import PRODUCTION, Profile

FOLDER = Path(__file__).parent
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


def all_files() -> Mapping[Path, str]:
    """Everything that is checked in."""
    rules = {FOLDER / "rules" / name: text for name, text in rule_files().items()}
    return rules | {
        FOLDER / "alertmanager.yaml": written(alertmanager.configuration(), HEAD),
        FOLDER / "prometheus.yaml": written(prometheus.configuration(), HEAD),
        FOLDER / "prometheus.compose.yaml": written(_in_compose(), HEAD),
    }


def _in_compose() -> dict[str, Any]:
    return prometheus.configuration(
        targets=prometheus.IN_COMPOSE, alertmanager="alertmanager:9093", labels={"namespace": "compose"}
    )


if __name__ == "__main__":
    for path, content in all_files().items():
        path.write_text(content, encoding="utf-8")
