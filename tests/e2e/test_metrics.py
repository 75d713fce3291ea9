"""One complaint from its filing to a mail about its escalation: every declared metric is there, and no other is."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from chassis.metrics import STORE_COMMANDS
from chassis.version import VERSION
from city.access import WEB
from contracts.values import Method
from demo.follower import Follower
from demo.intake_client import IntakeClient
from deploy.local.access import CHANNELS, read_plain
from deploy.local.environment import REPOSITORY, Stack
from deploy.observability.metrics import METRICS, Of, Values, exported_by
from deploy.processes import PROCESSES
from services.complaints.api.asgi import description as intake_api
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.complaint import OPEN
from services.improvements.api.asgi import description as improvements_api
from services.notify.api.asgi import description as webhooks_api
from services.sla.city import load_counted
from tests.e2e.waiting import until

APIS = (intake_api, webhooks_api, improvements_api)
PREFIX = "tanggap_"
UNIT = "dinas-pu"
CODES = (200, 201, 400, 401, 403, 404, 409, 422, 429, 500, 503)
RARE_COMMANDS = ("create_index", "dbStats", "drop_index", "rename")
"""What comes with its first time: the start, and a look at the disk."""
Samples = Mapping[str, list[Mapping[str, str]]]
"""The labels of every sample, by the name of its metric."""


async def test_a_complaint_that_is_filed_acted_on_breached_escalated_and_mailed_about_shows_in_every_metric(
    whole_stack: Stack, intake: IntakeClient
) -> None:
    filing, _ = await intake.file("a life", {"text": "Got mampet di depan pasar", "category": "jalan-rusak"})
    complaint = filing.complaint_id or ""
    async with Follower(whole_stack) as follower:
        await until(lambda: not follower.unassigned([complaint]), "an assignment")
        await until(lambda: bool(follower.histories.get(complaint).escalations), "an escalation")
        officer = f"officer-{UNIT}"
        seen = await intake.read(complaint, officer)
        assert (await intake.act(complaint, officer, seen.etag, "acknowledge", {})).status == 200
        await until(lambda: bool(follower.histories.get(complaint).delivered), "a mail")
    async with httpx.AsyncClient() as http:
        key = {"X-API-Key": read_plain(whole_stack)["channels"][CHANNELS[0]]}
        assert (await http.get(f"{whole_stack.webhooks_url}/v1/webhooks", headers=key)).status_code == 200
        assert (await http.get(f"{whole_stack.improvements_url}/v1/improvements")).status_code == 200
    await until(lambda: all(not _differences(whole_stack, name) for name in PROCESSES), "every declared metric")
    for name in PROCESSES:
        for metric, labels in _scrape(whole_stack, name).items():
            assert [each for each in labels if not _is_bounded(metric, each, whole_stack)] == [], (name, metric)
    responses = _value(whole_stack, "complaints", "tanggap_first_response_seconds_count", unit=UNIT)
    assert responses == 1
    assert _value(whole_stack, "projection", "tanggap_oldest_open_complaint_timestamp_seconds", unit=UNIT) > 0
    assert _value(whole_stack, "notify", "tanggap_escalations_total", level="1", outcome="delivered") >= 1


def test_what_never_happened_is_0_and_not_unknown(whole_stack: Stack) -> None:
    assert _value(whole_stack, "routing", "tanggap_dead_letters_total", topic="complaints", reason="no_key") == 0
    assert _value(whole_stack, "sla", "tanggap_breaches_withdrawn_total", unit=UNIT, clock="acknowledge_by") == 0
    assert _value(whole_stack, "sla", "tanggap_breaches_total", unit=UNIT, clock="begin_by") == 0
    assert _value(whole_stack, "complaints", "tanggap_http_request_duration_seconds_count",
                  route="/v1/complaints", method="POST", code="503") == 0  # fmt: skip


def _differences(stack: Stack, process: str) -> set[str]:
    return set(_scrape(stack, process)) ^ exported_by(process)


def _scrape(stack: Stack, process: str) -> Samples:
    found: dict[str, list[Mapping[str, str]]] = {}
    for family in _families(stack, process):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        if name.startswith(PREFIX) and family.samples:
            found[name] = [{k: v for k, v in sample.labels.items() if k != "le"} for sample in family.samples]
    return found


def _families(stack: Stack, process: str) -> list[Metric]:
    text = httpx.get(f"{stack.ops_url(process)}/metrics").text
    return list(text_string_to_metric_families(text))


def _value(stack: Stack, process: str, name: str, **labels: str) -> float:
    for family in _families(stack, process):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return float(sample.value)
    raise AssertionError(f"{process} has no {name}{labels}")


def _is_bounded(metric: str, labels: Mapping[str, str], stack: Stack) -> bool:
    declared = METRICS[metric].labels
    return labels.keys() == declared.keys() and all(
        value in _values(declared[name], stack.city) for name, value in labels.items()
    )


@cache
def _values(declared: Values, city: Path) -> Collection[str]:
    """The values that a label may have in this city."""
    if not isinstance(declared, Of):
        return declared
    values: Mapping[Of, Callable[[], Collection[str]]] = {
        Of.UNITS: lambda: {unit["id"] for unit in _read(city, "units")["units"]},
        Of.CLOCKS: lambda: _clocks(city),
        Of.CHANNELS: lambda: {*CHANNELS, WEB},
        Of.ROUTES: lambda: {"unmatched", *(path for api in APIS for path in api()["paths"])},
        Of.CODES: lambda: {str(code) for code in CODES},
        Of.ACTIONS: lambda: set(ACTIONS),
        Of.STATES: lambda: {state.value for state in OPEN},
        Of.METHODS: lambda: {"none", *(method.value for method in Method)},
        Of.COMMANDS: lambda: {*STORE_COMMANDS, *RARE_COMMANDS},
        Of.VERSIONS: lambda: {VERSION},
        Of.PARTS: _parts_of_the_handbook,
    }
    return values[declared]()


def _clocks(city: Path) -> Collection[str]:
    counted = load_counted(city)
    return {*counted.clocks, *counted.owed_by_complainant}


def _parts_of_the_handbook() -> Collection[str]:
    """What the handbook says of the readiness of a process names each part that can be asked."""
    text = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
    health = text.partition("## Health\n")[2].partition("\n## ")[0]
    return {
        name
        for line in health.splitlines()
        for name in re.findall(r"`([a-z]+(?:[- ][a-z]+)*)`", line.partition(" | ")[0])
    }


def _read(city: Path, name: str) -> Any:
    return yaml.safe_load((city / f"{name}.yaml").read_text(encoding="utf-8"))
