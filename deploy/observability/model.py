"""Rules as data, and how Prometheus reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from deploy.observability.profile import Severity

Board = Literal["shift", "pipeline", "objectives", "platform", "units", "improvements"]
Owner = Literal["operations", "city"]


@dataclass(frozen=True)
class Links:
    """Where runbooks and dashboards are. The hosts stand for what an environment names.

    The part between `https://` and the next `/` is what an overlay replaces, with a path if need be.
    """

    runbooks: str = "https://runbooks.tanggap.example"
    dashboards: str = "https://dashboards.tanggap.example"


LINKS = Links()
RUNBOOKS = "docs/operate/runbooks"
"""The folder in the repository; the address of a runbook ends with its path there."""


@dataclass(frozen=True)
class Recording:
    """A series that is computed once for alerts and dashboards."""

    name: str
    expr: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Alert:
    """`wait`: how long `expr` has to hold. `means`: what it is to citizens. `owner`: who acts on it.

    `name` is that of its runbook too; several rules may share it, which then differ in their labels.
    """

    name: str
    expr: str
    wait: str
    severity: Severity | Literal["none"]
    board: Board
    summary: str
    means: str
    owner: Owner = "operations"
    labels: Mapping[str, str] = field(default_factory=dict)


Rule = Recording | Alert
Groups = Mapping[str, Sequence[Rule]]


def groups(named: Groups, links: Links = LINKS) -> dict[str, Any]:
    """The content of a rule file: `{"groups": […]}`, which is also the `spec` of a PrometheusRule."""
    return {
        "groups": [{"name": name, "rules": [_rule(each, links) for each in rules]} for name, rules in named.items()]
    }


def written(content: Any, head: str = "") -> str:
    """As YAML that people can read: expressions of several lines stay so."""
    return head + yaml.dump(content, Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)


def _rule(rule: Rule, links: Links) -> dict[str, Any]:
    if isinstance(rule, Recording):
        return {"record": rule.name, "expr": rule.expr} | ({"labels": dict(rule.labels)} if rule.labels else {})
    return {
        "alert": rule.name,
        "expr": rule.expr,
        "for": rule.wait,
        "labels": {"severity": rule.severity, "owner": rule.owner, **rule.labels},
        "annotations": {
            "summary": rule.summary,
            "description": rule.means,
            "runbook_url": f"{links.runbooks}/{RUNBOOKS}/{rule.name}.md",
            "dashboard_url": f"{links.dashboards}/d/tanggap-{rule.board}",
        },
    }


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and lists indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
