"""A real Alertmanager is told of several alerts at once: who is woken reads the cause and not what follows from it."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from deploy.local.ports import HOST, free_ports
from deploy.observability.alertmanager import DRILL_PACE, HOOKS, configuration
from deploy.observability.model import written
from tests.observability import tool

TIMEOUT_S = 30.0
PAGE, TICKET = {"severity": "page"}, {"severity": "ticket"}


@pytest.fixture(scope="module")
def alertmanager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a running Alertmanager; its receivers are where nobody listens."""
    folder, port = tmp_path_factory.mktemp("alertmanager"), free_ports().api
    config = folder / "alertmanager.yaml"
    config.write_text(written(configuration(HOOKS, DRILL_PACE)), encoding="utf-8")
    process = subprocess.Popen(_command(config, folder, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with httpx.Client(base_url=f"http://{HOST}:{port}", trust_env=False) as client:
        _await(client)
        yield client
    process.terminate()
    process.wait(TIMEOUT_S)


def _command(config: Path, folder: Path, port: int) -> list[str]:
    return [
        tool("prometheus-alertmanager"),
        f"--config.file={config}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address={HOST}:{port}",
        "--cluster.listen-address=",
    ]


def _await(client: httpx.Client) -> None:
    until = time.monotonic() + TIMEOUT_S
    while True:
        try:
            if client.get("/-/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < until, "Alertmanager does not answer"
        time.sleep(0.1)


def _alert(name: str, service: str, severity: Mapping[str, str] = PAGE, **labels: str) -> dict[str, dict[str, str]]:
    return {"labels": {"alertname": name, "service": service, **severity, **labels}}


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (
            [_alert("BrokerDown", ""), _alert("OutboxStuck", "complaints"), _alert("EventAgeHigh", "sla", TICKET),
             _alert("CrashLoop", "sla"), _alert("TargetDown", "complaints")],
            {("BrokerDown", None), ("TargetDown", "complaints")},
        ),
        (
            [_alert("TargetDown", "sla"), _alert("ConsumerStalled", "sla"), _alert("ConsumerStalled", "notify")],
            {("TargetDown", "sla"), ("ConsumerStalled", "notify")},
        ),
        (
            [_alert("TargetDown", "sla", TICKET), _alert("ConsumerStalled", "sla")],
            {("TargetDown", "sla"), ("ConsumerStalled", "sla")},
        ),
        (
            [_alert("IntakeDown", "complaints"), _alert("TargetDown", "complaints"),
             _alert("IntakeErrorBurn", "complaints", PAGE, objective="intake")],
            {("IntakeDown", "complaints")},
        ),
        (
            [_alert("DeliveryBurn", "notify", PAGE, objective="delivery", burn="fast"),
             _alert("DeliveryBurn", "notify", TICKET, objective="delivery", burn="steady"),
             _alert("DeadlineBurn", "sla", TICKET, objective="deadlines", burn="steady")],
            {("DeliveryBurn", "notify"), ("DeadlineBurn", "sla")},
        ),
        (
            [_alert("DeadLetters", "sla", PAGE), _alert("DeadLetters", "sla", TICKET), _alert("StoreFailing", "notify"),
             _alert("MissedEscalation", "auditor"), _alert("DeliveryFailing", "notify")],
            {("DeadLetters", "sla"), ("MissedEscalation", "auditor"), ("StoreFailing", "notify")},
        ),
    ],
    ids=["broker", "service", "one of several", "intake", "page and ticket of an objective", "store"],
)  # fmt: skip
def test_what_follows_from_something_known_is_inhibited(
    alertmanager: httpx.Client, told: list[dict[str, dict[str, str]]], left: set[tuple[str, str | None]]
) -> None:
    assert alertmanager.post("/api/v2/alerts", json=told).status_code == 200
    try:
        until = time.monotonic() + TIMEOUT_S
        while (active := _active(alertmanager)) != sorted(left, key=str) and time.monotonic() < until:
            time.sleep(0.1)
        assert active == sorted(left, key=str)
    finally:
        over = [each | {"endsAt": "2020-01-01T00:00:00Z", "startsAt": "2019-01-01T00:00:00Z"} for each in told]
        alertmanager.post("/api/v2/alerts", json=over)


def _active(client: httpx.Client) -> list[tuple[str, str | None]]:
    """Name and service of each that is raised and not inhibited."""
    found = client.get("/api/v2/alerts", params={"inhibited": "false"}).json()
    return sorted(((each["labels"]["alertname"], each["labels"].get("service")) for each in found), key=str)
