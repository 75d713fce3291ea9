"""The topics as data: who writes and reads them, how long they keep. Manifests and tests are held against this."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.codec import encode, trace_of
from contracts.durations import DAY_MS
from contracts.events import (
    ASSIGNMENT_EVENTS,
    AUDIT_EVENTS,
    COMPLAINT_EVENTS,
    DEADLINE_EVENTS,
    NOTIFICATION_EVENTS,
    ClocksSet,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineFired,
    Event,
)
from contracts.improvement_events import FINDING_EVENTS, IMPROVEMENT_EVENTS, ImprovementEscalated
from contracts.records import Record

PARTITIONS = 8
"""The same for every keyed topic: one complaint then has the same partition number in all of them."""

HEADERS = (("content-type", b"application/cloudevents+json; charset=UTF-8"),)
"""What CloudEvents asks of a record that holds a whole event in structured JSON."""
TRACE = "traceparent"
"""The header with the W3C trace context, for those who follow records without reading them."""


@dataclass(frozen=True)
class Topic:
    """One topic. `subject` says what its events are about: the id of one such thing is the key of its records.

    `retention_ms` of None keeps records until compaction, which leaves the newest segment alone: `segment_bytes` of a
    compacted topic is small, or it would never be compacted in a city of ordinary size.
    """

    name: str
    producer: str
    consumers: tuple[str, ...]
    events: tuple[type[Event], ...]
    purpose: str
    subject: str = "complaint"
    partitions: int = PARTITIONS
    retention_ms: int | None = 365 * DAY_MS
    compacted: bool = False
    segment_bytes: int | None = None

    def record(self, event: Event, partition: int | None = None) -> Record:
        """The record of an event: keyed by its subject, on `partition` or, without one, where the key says."""
        return self.carry(event.subject, self.encode(event), partition)

    def encode(self, event: Event) -> bytes:
        """The event as it travels, for those who keep it before they publish it."""
        return encode(event, self.producer)

    def carry(self, subject: str, body: bytes, partition: int | None = None) -> Record:
        """The record for an event that is encoded already."""
        return Record(self.name, subject.encode(), body, partition, headers_of(body))

    @property
    def dead_letter(self) -> str:
        """Where records of this topic go that can never be handled."""
        return f"{self.name}-dlq"


COMPLAINTS = Topic(
    "complaints",
    "complaints",
    ("routing", "sla", "notify", "auditor", "improvements"),
    COMPLAINT_EVENTS,
    "what happened to a complaint",
)
ASSIGNMENTS = Topic(
    "assignments",
    "routing",
    ("complaints", "sla", "notify", "auditor", "improvements"),
    ASSIGNMENT_EVENTS,
    "who is responsible, and why",
)
DEADLINES = Topic(
    "deadlines",
    "sla",
    ("complaints", "notify", "auditor", "improvements"),
    DEADLINE_EVENTS,
    "clocks, warnings, breaches and escalations",
)
DEADLINES_FIRED = Topic(
    "deadlines-fired", "sla", ("sla",), (DeadlineFired,), "timers that went off", retention_ms=7 * DAY_MS
)
NOTIFICATIONS = Topic(
    "notifications", "notify", ("complaints", "auditor"), NOTIFICATION_EVENTS, "what became of each notification"
)
FINDING_NOTIFICATIONS = Topic(
    "finding-notifications",
    "notify",
    ("improvements",),
    NOTIFICATION_EVENTS,
    "what became of each notification about a finding",
    "finding",
)
IMPROVEMENT_NOTIFICATIONS = Topic(
    "improvement-notifications",
    "notify",
    ("improvements",),
    NOTIFICATION_EVENTS,
    "what became of each notification about an improvement action",
    "improvement",
)
AUDIT = Topic("audit", "auditor", ("auditor",), AUDIT_EVENTS, "steps that should have come and did not")
FINDINGS = Topic(
    "findings", "improvements", ("notify",), FINDING_EVENTS, "patterns that became unusual, and are no more", "finding"
)
IMPROVEMENTS = Topic(
    "improvements",
    "improvements",
    ("complaints", "sla", "notify"),
    IMPROVEMENT_EVENTS,
    "what happened to an improvement action",
    "improvement",
)
IMPROVEMENT_DEADLINES = Topic(
    "improvement-deadlines",
    "sla",
    ("improvements", "notify"),
    (ClocksSet, DeadlineApproaching, DeadlineBreached, DeadlineBreachWithdrawn, ImprovementEscalated),
    "clocks, warnings, breaches and escalations of improvement actions",
    "improvement",
)
CLOCKS_CHANGELOG = Topic(
    "sla-clocks-changelog",
    "sla",
    ("sla",),
    (),
    "the clocks of everything that has any, from which sla rebuilds its table",
    retention_ms=None,
    compacted=True,
    segment_bytes=8 * 1024 * 1024,
)


def headers_of(body: bytes) -> tuple[tuple[str, bytes], ...]:
    """The headers of a record that holds this event."""
    trace = trace_of(body)
    return HEADERS if trace is None else (*HEADERS, (TRACE, trace.encode("ascii")))


TOPICS: tuple[Topic, ...] = (
    COMPLAINTS,
    ASSIGNMENTS,
    DEADLINES,
    DEADLINES_FIRED,
    NOTIFICATIONS,
    CLOCKS_CHANGELOG,
    AUDIT,
    FINDINGS,
    IMPROVEMENTS,
    IMPROVEMENT_DEADLINES,
    FINDING_NOTIFICATIONS,
    IMPROVEMENT_NOTIFICATIONS,
)


def dead_letter_topics(topics: Iterable[Topic] = TOPICS) -> tuple[str, ...]:
    """Names of the dead-letter topics: one for every topic that carries events."""
    return tuple(topic.dead_letter for topic in topics if topic.events)


def topics_read_by(service: str) -> tuple[Topic, ...]:
    """The event topics that a service consumes."""
    return tuple(topic for topic in TOPICS if service in topic.consumers and topic.events)


def names_used_by(service: str) -> tuple[str, ...]:
    """The topics that a service reads or writes, and the dead letters of those that it reads."""
    used = tuple(topic.name for topic in TOPICS if service == topic.producer or service in topic.consumers)
    return used + dead_letter_topics(topics_read_by(service))
