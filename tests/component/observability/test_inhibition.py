"""A real Alertmanager is told of several alerts at once: who is woken reads the cause and not what follows from it."""

import time
from collections.abc import Iterator, Mapping

import httpx
import pytest

from deploy.local.ports import free_ports
from deploy.observability.alertmanager import DRILL_PACE
from tools.observe.servers import Alertmanager, running

TIMEOUT_S = 30.0
PAGE, TICKET = {"severity": "page"}, {"severity": "ticket"}


@pytest.fixture(scope="module")
def alertmanager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a running Alertmanager; its receivers are where nobody listens."""
    server = Alertmanager(tmp_path_factory.mktemp("alertmanager"), free_ports().api, DRILL_PACE)
    with running(server), httpx.Client(base_url=server.url, trust_env=False) as client:
        yield client


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
        (
            [_alert("DeliveryFailing", "notify", transport="email"), _alert("ProcessNotReady", "notify"),
             _alert("EscalationBurn", "notify", PAGE, objective="escalations", burn="fast")],
            {("DeliveryFailing", "notify")},
        ),
        (
            [_alert("DeliveryFailing", "notify", transport="webhook"), _alert("ProcessNotReady", "notify"),
             _alert("DeliveryFallback", "notify", TICKET, transport="webhook")],
            {("DeliveryFailing", "notify"), ("ProcessNotReady", "notify")},
        ),
        (
            [_alert("ClockSkewed", "routing"), _alert("AssignmentLate", "routing"),
             _alert("ProcessNotReady", "routing"), _alert("ConsumerStalled", "sla")],
            {("ClockSkewed", "routing"), ("ConsumerStalled", "sla")},
        ),
        (
            [_alert("NoRelay", "complaints", topic="complaints"), _alert("AssignmentLate", "routing"),
             _alert("ProcessingBurn", "sla", objective="processing", burn="fast"),
             _alert("EscalationBurn", "notify", objective="escalations", burn="fast")],
            {("NoRelay", "complaints"), ("EscalationBurn", "notify")},
        ),
        (
            [_alert("NoRelay", "notify", topic="notifications"), _alert("AssignmentLate", "routing")],
            {("NoRelay", "notify"), ("AssignmentLate", "routing")},
        ),
    ],
    ids=["broker", "service", "one of several", "intake", "page and ticket of an objective", "store",
         "mail server", "endpoint", "clock",
         "relay of complaints", "relay of notify"],
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
