"""Who is told of what: the configuration of Alertmanager.

A page goes to whoever is on call, a ticket into a queue for working hours, the Watchdog to a switch that calls when
nothing comes any more. What follows from something that is known already is inhibited, so that the one who is woken
reads the cause.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.processes import PROCESSES

PAGER, QUEUE, SWITCH = "pager", "queue", "dead-mans-switch"


@dataclass(frozen=True)
class Pace:
    """How long Alertmanager waits for more of the same, and when it repeats what is not over."""

    wait: str = "15s"
    interval: str = "5m"
    repeat_page: str = "1h"
    repeat_ticket: str = "1d"
    repeat_watchdog: str = "1m"


PACE = Pace()
DRILL_PACE = Pace("1s", "5s", "1h", "1h", "10s")

HOOKS: Mapping[str, str] = {name: f"http://127.0.0.1:9095/{name}" for name in (PAGER, QUEUE, SWITCH)}
"""Where each receiver is told, as a webhook. An installation names its pager and its tracker here."""

BEHIND = ("AssignmentLate", "ConsumerStalled", "EventAgeHigh", "LagGrowing", "OutboxStuck", "RebalanceStorm")
BURNS = ("AssignmentBurn", "ProcessingBurn", "DeadlineBurn", "DeliveryBurn", "EscalationBurn")
OF_PROCESSES = ("TargetDown", "ProcessNotReady", "CrashLoop")
WORKERS = tuple(name for name, process in PROCESSES.items() if not process.serves_api)
SILENT = ("AuditorSilent", "SearchSilent")
SYMPTOMS = (*BEHIND, *BURNS, "NoRelay", "NoOwner", "IntakeErrorBurn", "IntakeSilent", "StoreSlow")


def configuration(hooks: Mapping[str, str] = HOOKS, pace: Pace = PACE) -> dict[str, Any]:
    """The content of alertmanager.yaml; a receiver for each of `hooks`."""
    return {
        "route": {
            "receiver": QUEUE,
            "group_by": ["alertname", "service"],
            "group_wait": pace.wait,
            "group_interval": pace.interval,
            "repeat_interval": pace.repeat_ticket,
            "routes": [
                _route(SWITCH, ['alertname="Watchdog"'], pace.repeat_watchdog, group_wait="0s", group_interval="1s"),
                _route(PAGER, ['severity="page"'], pace.repeat_page),
                _route(QUEUE, ['severity="ticket"'], pace.repeat_ticket),
            ],
        },
        "inhibit_rules": list(_inhibitions()),
        "receivers": [
            {"name": name, "webhook_configs": [{"url": url, "send_resolved": name != SWITCH}]}
            for name, url in hooks.items()
        ],
    }


def _route(receiver: str, matchers: list[str], repeat: str, **more: str) -> dict[str, Any]:
    return {"receiver": receiver, "matchers": matchers, "repeat_interval": repeat, **more}


def _inhibitions() -> Iterable[dict[str, Any]]:
    """From the widest cause to the narrowest. An alert that is inhibited inhibits others all the same."""
    yield _inhibits("BrokerDown", (*BEHIND, *BURNS, "NoOwner", "AuditorSilent"))
    yield _inhibits("BrokerDown", OF_PROCESSES, target=[f'service=~"{"|".join(WORKERS)}"'])
    yield _inhibits("StoreFailing", (*SYMPTOMS, "DeliveryFailing", "ProcessNotReady", *SILENT))
    # What nobody answers says more than what follows from it; of intake the one that names it.
    yield _inhibits("IntakeDown", (*OF_PROCESSES, "IntakeErrorBurn", "IntakeSilent"), equal=["service"])
    gone = (*SYMPTOMS, "DeliveryFailing", *SILENT)
    yield _inhibits("CrashLoop", (*gone, "TargetDown", "ProcessNotReady"), equal=["service"])
    yield _inhibits("TargetDown", gone, source=['severity="page"'], equal=["service"])
    yield _inhibits("ProcessNotReady", SYMPTOMS, source=['severity="page"'], equal=["service"])
    # The broker takes nothing from a process whose clock is far ahead.
    yield _inhibits("ClockSkewed", (*SYMPTOMS, "ProcessNotReady"), equal=["service"])
    # Without its mail server notify is not ready; the alert that names the server says more.
    undelivered = ("ProcessNotReady", "DeliveryBurn", "EscalationBurn")
    yield _inhibits("DeliveryFailing", undelivered, source=['transport="email"'], equal=["service"])
    yield _inhibits("DeliveryFailing", ("DeliveryFallback",), equal=["service", "transport"])
    # Nothing reaches routing that complaints does not publish.
    unpublished = ("AssignmentLate", "AssignmentBurn", "ProcessingBurn", "DeliveryBurn", "EventAgeHigh")
    for cause in ("NoRelay", "OutboxStuck"):
        yield _inhibits(cause, unpublished, source=['topic="complaints"'])
    # The same, once louder.
    for same in (["objective", "service"], ["alertname", "service"]):
        yield {
            "source_matchers": ['severity="page"', *(f'{label}!=""' for label in same)],
            "target_matchers": ['severity="ticket"'],
            "equal": same,
        }


def _inhibits(
    cause: str,
    targets: Iterable[str],
    source: Iterable[str] = (),
    target: Iterable[str] = (),
    equal: Iterable[str] = (),
) -> dict[str, Any]:
    rule = {
        "source_matchers": [f'alertname="{cause}"', *source],
        "target_matchers": [f'alertname=~"{"|".join(targets)}"', *target],
    }
    return rule | ({"equal": list(equal)} if equal else {})
