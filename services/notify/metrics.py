"""Every metric of notify. All label values exist from the start, at 0: a rate over nothing would hide the first."""

from collections.abc import Iterable
from datetime import datetime

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
    buckets=(0.3, 1, 2, 5, 10, 30, 60, 120, 300, 3600, 86400),
)
lateness = Histogram(
    f"{PREFIX}notification_lateness_seconds",
    "Time from when a message was to leave (the event, or its digest's hour) until the transport took it.",
    ["transport"],
    buckets=(0.3, 1, 2, 5, 10, 30, 60, 120, 300, 3600),
)
"""What waits for a digest by design is not late, so its wait is not in it."""
escalation_lateness = Histogram(
    f"{PREFIX}escalation_lateness_seconds",
    "Time from when an escalation was to leave until the transport took it.",
    ["level"],
    buckets=(1, 5, 10, 30, 60, 120, 300, 3600),
)
"""120 s is their objective."""
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
        lateness.labels(transport)
        server_unavailable.labels(transport)
    notifications.labels(NO_TRANSPORT, "skipped")
    for level in LEVELS:
        for outcome in OUTCOMES:
            escalations.labels(level, outcome)
        escalation_lateness.labels(level)


def count(transport: str, outcome: str, level: int | None) -> None:
    """Count one notification, and the escalation if it is about one."""
    notifications.labels(transport, outcome).inc()
    if level is not None:
        escalations.labels(_level(level), outcome).inc()


def delivered(transport: str, level: int | None, happened: datetime, due: datetime, taken: datetime) -> None:
    """Measure how long a message took since the event it tells of, and since it was to leave."""
    delivery_seconds.labels(transport).observe((taken - happened).total_seconds())
    late_s = max(0.0, (taken - due).total_seconds())
    lateness.labels(transport).observe(late_s)
    if level is not None:
        escalation_lateness.labels(_level(level)).observe(late_s)


def _level(level: int) -> str:
    return str(level) if level < 6 else LEVELS[-1]
