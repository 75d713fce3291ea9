"""Rules and alerts: written from their data, accepted by Prometheus, each seen firing and silent."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.metrics import AGE_BUCKETS
from deploy.observability.model import Alert, Recording
from deploy.observability.profile import DRILL, PRODUCTION, Profile
from deploy.observability.rules import FOLDER, all_files, all_groups, rule_files
from deploy.processes import PROCESSES
from tests.architecture.tree import ROOT
from tests.observability import CASES, alerts, checks, run

NEVER_SILENT = {"Watchdog"}
FOREIGN = {"process_start_time_seconds", "up"}
"""Metrics of Prometheus and of its client."""
METRIC = re.compile(r"\b(tanggap_[a-z_]+?)(?:_bucket|_count|_sum)?\b(?!:)")
RECORDED = re.compile(r"\btanggap:[a-z0-9_:]+")

each_rule = pytest.mark.parametrize("rule", alerts(), ids=lambda each: f"{each.name}-{each.severity}")
each_profile = pytest.mark.parametrize("profile", [PRODUCTION, DRILL], ids=["production", "drill"])


def _expressions(profile: Profile) -> list[str]:
    return [rule.expr for groups in all_groups(profile).values() for rules in groups.values() for rule in rules]


@pytest.mark.parametrize("path", all_files(), ids=lambda path: path.name)
def test_what_is_checked_in_is_what_the_data_yields(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == all_files()[path], "out of date: `make rules`"


@each_profile
def test_prometheus_accepts_the_rules(profile: Profile, tmp_path: Path) -> None:
    for name, text in rule_files(profile).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        run("promtool", "check", "rules", str(tmp_path / name))


def test_prometheus_accepts_its_configuration_and_scrapes_every_process() -> None:
    run("promtool", "check", "config", "prometheus.yaml")
    (job,) = yaml.safe_load((FOLDER / "prometheus.yaml").read_text(encoding="utf-8"))["scrape_configs"]
    targets = {group["labels"]["service"]: group["targets"] for group in job["static_configs"]}
    assert targets == {name: [f"127.0.0.1:{process.ops_port}"] for name, process in PROCESSES.items()}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_case_of_promtool_holds(path: Path) -> None:
    run("promtool", "test", "rules", str(path))


@each_rule
def test_every_rule_is_seen_firing_and_silent(rule: Alert) -> None:
    own = {"severity": rule.severity} | ({"burn": rule.labels["burn"]} if "burn" in rule.labels else {})
    seen = [any(own.items() <= labels.items() for labels in firing) for name, firing in checks() if name == rule.name]
    assert any(seen), "no case in which it fires"
    assert not all(seen) or rule.name in NEVER_SILENT, "no case in which it is silent"


def test_cases_look_at_alerts_that_exist() -> None:
    assert {name for name, _ in checks()} == {rule.name for rule in alerts()}


@each_rule
def test_whoever_is_woken_reads_what_it_means_and_where_to_go_on(rule: Alert) -> None:
    assert rule.summary and rule.means.endswith(".")
    assert rule.severity in ("page", "ticket") or rule.name == "Watchdog"
    written = {each["alert"]: each for text in rule_files().values() for each in _alerts_in(text)}[rule.name]
    assert set(written["annotations"]) == {"summary", "description", "runbook_url", "dashboard_url"}
    assert {"severity", "owner"} <= set(written["labels"])


@each_profile
def test_every_metric_in_a_rule_is_one_of_the_handbook_and_every_recorded_one_is_recorded(profile: Profile) -> None:
    handbook = set(re.findall(r"\btanggap_[a-z_]+\b", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")))
    used = {name for expr in _expressions(profile) for name in METRIC.findall(expr)}
    assert used - handbook == set()
    recorded = {
        rule.name
        for groups in all_groups(profile).values()
        for rules in groups.values()
        for rule in rules
        if isinstance(rule, Recording)
    }
    assert {name for expr in _expressions(profile) for name in RECORDED.findall(expr)} <= recorded


def test_a_drill_looks_back_and_waits_for_a_minute_at_most() -> None:
    windows = {window for expr in _expressions(DRILL) for window in re.findall(r"\[(\d+)s", expr)}
    assert max(map(int, windows)) <= 60
    assert not any(re.search(r"\[\d+[mhd]", expr) for expr in _expressions(DRILL))
    assert max(int(rule.wait.removesuffix("s")) for rule in alerts(DRILL)) <= 60


def test_a_drill_knows_the_same_alerts() -> None:
    assert [(each.name, each.severity) for each in alerts(DRILL)] == [(each.name, each.severity) for each in alerts()]


def test_objectives_ask_for_buckets_that_the_histograms_have() -> None:
    for profile in (PRODUCTION, DRILL):
        assert profile.late_s in AGE_BUCKETS


def _alerts_in(text: str) -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"] if "alert" in rule]
