"""Every metric of notify. All label values exist from the start, at 0: a rate over nothing would hide the first."""

from collections.abc import Iterable

from prometheus_client import Counter, Histogram

from chassis.metrics import PREFIX
from services.notify.domain.recipients import NO_TRANSPORT

OUTCOMES = ("planned", "rerouted", "skipped", "withdrawn", "retried", "fallback", "delivered", "failed")
LEVELS = ("1", "2", "3", "4", "5", "6+")

notifications = Counter(f"{PREFIX}notifications", "Notifications, by what became of them.", ["transport", "outcome"])
delivery_seconds = Histogram(
    f"{PREFIX}notification_delivery_seconds",
    "Time from an event until the transport took the message about it.",
    ["transport"],
    buckets=(0.3, 1, 2, 5, 10, 30, 60, 300, 3600, 86400),
)
escalations = Counter(f"{PREFIX}escalations", "Messages of an escalation, by level.", ["level", "outcome"])
server_unavailable = Counter(
    f"{PREFIX}notification_server_unavailable", "Times that a transport's server was unavailable.", ["transport"]
)


def initialise(transports: Iterable[str]) -> None:
    """Let every combination of labels exist."""
    for transport in transports:
        for outcome in OUTCOMES:
            notifications.labels(transport, outcome)
        delivery_seconds.labels(transport)
        server_unavailable.labels(transport)
    notifications.labels(NO_TRANSPORT, "skipped")
    for level in LEVELS:
        for outcome in OUTCOMES:
            escalations.labels(level, outcome)


def count(transport: str, outcome: str, level: int | None) -> None:
    """Count one notification, and the escalation if it is about one."""
    notifications.labels(transport, outcome).inc()
    if level is not None:
        escalations.labels(str(level) if level < 6 else LEVELS[-1], outcome).inc()
