"""The table of metrics is what the code declares, and the handbook's is made from both."""

import pytest
from prometheus_client import Histogram

from chassis.metrics import event_age, http_request
from deploy.observability.metrics import METRICS, Metric, exported_by
from deploy.processes import PROCESSES
from services.notify.metrics import escalation_lateness, lateness
from services.sla.metrics import lateness as deadline_lateness
from tools.metrics import FILE, document, families

UNITS_IN_NAMES = {
    "seconds": ("_seconds",),
    "Unix time in seconds": ("_timestamp_seconds",),
    "records": ("_records", "_total"),
}


def test_the_table_has_every_metric_of_the_code_and_no_other() -> None:
    assert set(METRICS) == set(families())


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
def test_its_name_says_the_unit(metric: Metric) -> None:
    if families()[metric.name].type != "counter":
        assert metric.name.endswith(UNITS_IN_NAMES.get(metric.unit, ("",)))


def test_every_exporting_process_is_one_of_the_table_of_processes() -> None:
    assert {process for metric in METRICS.values() for process in metric.exported_by} <= set(PROCESSES)
    assert all(exported_by(process) for process in PROCESSES)


@pytest.mark.parametrize(
    ("histogram", "objectives"),
    [
        (http_request, {0.1, 0.25}),
        (event_age, {60}),
        (lateness, {120}),
        (escalation_lateness, {120}),
        (deadline_lateness, {1, 60}),
    ],
    ids=["intake", "age of events", "messages", "escalations", "deadlines"],
)
def test_every_objective_is_the_edge_of_a_bucket(histogram: Histogram, objectives: set[float]) -> None:
    assert objectives <= set(histogram._kwargs["buckets"])


def test_the_handbook_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run `make metrics`"
