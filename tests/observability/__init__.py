"""What tests of rules and alerts share: the tools of Prometheus, and the rules as they are checked in."""

import re
import shutil
import subprocess
from functools import cache
from typing import Any

import yaml

from deploy.observability.model import Alert, Groups
from deploy.observability.profile import PRODUCTION, Profile
from deploy.observability.rules import FOLDER, all_groups

PACKAGES = {
    "promtool": "prometheus",
    "amtool": "prometheus-alertmanager",
    "prometheus-alertmanager": "prometheus-alertmanager",
}
"""Debian's package of each tool."""
CASES = sorted((FOLDER / "rules" / "tests").glob("*.yaml"))


def tool(name: str) -> str:
    """The path of a tool; fails with what to install."""
    path = shutil.which(name)
    assert path, f"{name} not found; on Debian: apt-get install {PACKAGES[name]}"
    return path


def run(name: str, *arguments: str, timeout: float = 240) -> str:
    """What a tool prints; fails with its own words."""
    done = subprocess.run(
        [tool(name), *arguments], capture_output=True, text=True, timeout=timeout, check=False, cwd=FOLDER
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def alerts(profile: Profile = PRODUCTION) -> list[Alert]:
    """Every alert rule; several may share a name."""
    return [rule for groups in all_groups(profile).values() for rule in alerts_of(groups)]


def alerts_of(groups: Groups) -> list[Alert]:
    """Those of one file."""
    return [rule for rules in groups.values() for rule in rules if isinstance(rule, Alert)]


@cache
def checks() -> tuple[tuple[str, tuple[dict[str, str], ...]], ...]:
    """What the cases of promtool look at: the name of an alert, and the labels of each that has to fire then."""
    found = []
    for path in CASES:
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]:
            for check in case["promql_expr_test"]:
                name = re.search(r'alertname="(\w+)"', check["expr"])
                if name:
                    found.append((name[1], tuple(map(_labels, check["exp_samples"]))))
    return tuple(found)


def _labels(sample: Any) -> dict[str, str]:
    return dict(re.findall(r'(\w+)="([^"]*)"', sample["labels"]))
