"""The topics as data: who writes and reads them, how long they keep. Manifests and tests are held against this."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.events import (
    ASSIGNMENT_EVENTS,
    DEADLINE_EVENTS,
    FRONT_DOOR_EVENTS,
    NOTIFICATION_EVENTS,
    DeadlineFired,
    Event,
)

PARTITIONS = 8
"""The same for every keyed topic: one complaint then has the same partition number in all of them."""

DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Topic:
    """One topic. `key` is what its records are keyed by; `retention_ms` of None keeps them until compaction."""

    name: str
    producer: str
    consumers: tuple[str, ...]
    events: tuple[type[Event], ...]
    purpose: str
    key: str = "complaint_id"
    partitions: int = PARTITIONS
    retention_ms: int | None = 365 * DAY_MS
    compacted: bool = False

    @property
    def dead_letter(self) -> str:
        """Where records of this topic go that can never be handled."""
        return f"{self.name}-dlq"


COMPLAINTS = Topic(
    "complaints", "complaints", ("routing", "sla"), FRONT_DOOR_EVENTS, "what happened to a complaint at the front door"
)
ASSIGNMENTS = Topic(
    "assignments", "routing", ("complaints", "sla", "notify"), ASSIGNMENT_EVENTS, "who is responsible, and why"
)
DEADLINES = Topic(
    "deadlines", "sla", ("complaints", "notify"), DEADLINE_EVENTS, "clocks, warnings, breaches and escalations"
)
DEADLINES_FIRED = Topic(
    "deadlines-fired", "sla", ("sla",), (DeadlineFired,), "timers that went off", retention_ms=7 * DAY_MS
)
NOTIFICATIONS = Topic(
    "notifications", "notify", ("complaints",), NOTIFICATION_EVENTS, "what became of each notification"
)
CLOCKS_CHANGELOG = Topic(
    "sla-clocks-changelog",
    "sla",
    ("sla",),
    (),
    "the clocks of every complaint, from which sla rebuilds its table",
    retention_ms=None,
    compacted=True,
)

TOPICS: tuple[Topic, ...] = (COMPLAINTS, ASSIGNMENTS, DEADLINES, DEADLINES_FIRED, NOTIFICATIONS, CLOCKS_CHANGELOG)


def dead_letter_topics(topics: Iterable[Topic] = TOPICS) -> tuple[str, ...]:
    """Names of the dead-letter topics: one for every topic that carries events."""
    return tuple(topic.dead_letter for topic in topics if topic.events)


def topics_read_by(service: str) -> tuple[Topic, ...]:
    """The event topics that a service consumes."""
    return tuple(topic for topic in TOPICS if service in topic.consumers and topic.events)
