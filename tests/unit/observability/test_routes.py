"""Every alert reaches who has to hear of it, and what Alertmanager inhibits exists."""

import re

import pytest

from deploy.observability.alertmanager import PAGER, QUEUE, SWITCH, configuration
from deploy.observability.model import Alert
from tests.observability import alerts, run

RECEIVERS = {"page": PAGER, "ticket": QUEUE, "none": SWITCH}
CONFIG = "--config.file=alertmanager.yaml"


def test_alertmanager_accepts_its_configuration() -> None:
    assert "SUCCESS" in run("amtool", "check-config", "alertmanager.yaml")


@pytest.mark.parametrize("rule", alerts(), ids=lambda each: f"{each.name}-{each.severity}")
def test_an_alert_goes_to_the_receiver_of_its_severity_and_to_no_other(rule: Alert) -> None:
    labels = {"alertname": rule.name, "severity": rule.severity, "owner": rule.owner, **rule.labels}
    given = [f"{label}={value}" for label, value in labels.items()]
    receiver = RECEIVERS[rule.severity]
    assert (
        run("amtool", "config", "routes", "test", CONFIG, f"--verify.receivers={receiver}", *given).strip() == receiver
    )


def test_what_has_no_severity_goes_into_the_queue() -> None:
    run("amtool", "config", "routes", "test", CONFIG, f"--verify.receivers={QUEUE}", "alertname=Unknown")


def test_only_alerts_that_exist_are_inhibited_or_inhibit() -> None:
    matchers = [
        each
        for rule in configuration()["inhibit_rules"]
        for each in (*rule["source_matchers"], *rule["target_matchers"])
        if each.startswith("alertname=")
    ]
    named = {name for each in matchers for name in re.findall(r"[A-Z]\w+", each.partition("=")[2])}
    assert named - {rule.name for rule in alerts()} == set()


def test_every_severity_has_a_route_and_every_receiver_is_used() -> None:
    route = configuration()["route"]
    assert {each["receiver"] for each in route["routes"]} == {each["name"] for each in configuration()["receivers"]}
