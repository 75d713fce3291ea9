"""What was found outside: the records of the topics, the answers of the API, the mails; and it by complaint."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from contracts.events import (
    AssignmentEvent,
    ComplaintEscalated,
    ComplaintEvent,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineExpired,
    DeadlineReminder,
    Event,
    NotificationDelivered,
    NotificationFailed,
    NotificationSkipped,
)


class Mail(Protocol):
    """One mail of a mailbox, however often it was received."""

    @property
    def message_id(self) -> str: ...

    @property
    def received_at(self) -> datetime: ...

    @property
    def recipients(self) -> tuple[str, ...]: ...

    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def receptions(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a topic (named without prefix), written at `written_at` by its producer's clock.

    `event` is None when the value is none that is known; `raw` is all its bytes.
    """

    topic: str
    partition: int
    offset: int
    written_at: datetime
    event: Event | None
    raw: bytes = b""

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"{self.topic}, partition {self.partition}, offset {self.offset}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API answered when it was asked for a complaint."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """Everything, as it was at `read_at`. `mails` is None when nobody looked for them.

    `texts` are further places to search for planted markers, by name.
    """

    read_at: datetime
    entries: tuple[Entry, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    mails: tuple[Mail, ...] | None = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class History:
    """What was emitted about one complaint: each event id once, in the order of its topic.

    `written_at` says by event id when its record was written for the first time. That is the moment from which it was
    known, while `occurred_at` may lie long before: an assignment is dated by the event that asked for it.
    """

    complaint_id: str
    steps: list[ComplaintEvent] = field(default_factory=list)
    assignments: list[AssignmentEvent] = field(default_factory=list)
    breaches: list[DeadlineBreached] = field(default_factory=list)
    withdrawn_breaches: list[DeadlineBreachWithdrawn] = field(default_factory=list)
    escalations: list[ComplaintEscalated] = field(default_factory=list)
    reminders: list[DeadlineReminder] = field(default_factory=list)
    expiries: list[DeadlineExpired] = field(default_factory=list)
    delivered: list[NotificationDelivered] = field(default_factory=list)
    failed: list[NotificationFailed] = field(default_factory=list)
    skipped: list[NotificationSkipped] = field(default_factory=list)
    others: list[Event] = field(default_factory=list)
    written_at: dict[str, datetime] = field(default_factory=dict)

    def take(self, event: Event, written_at: datetime) -> bool:
        """Take an event in; False when its id is known already."""
        if event.id in self.written_at:
            return False
        self.written_at[event.id] = written_at
        own = next((events for kind, events in self._by_kind() if isinstance(event, kind)), self.others)
        own.append(event)
        return True

    @property
    def sequence(self) -> list[ComplaintEvent]:
        """The steps in the order in which they were taken."""
        return sorted(self.steps, key=lambda step: step.seq)

    @property
    def all(self) -> list[Event]:
        """Every event."""
        return [event for _, events in self._by_kind() for event in events] + self.others

    def _by_kind(self) -> list[tuple[type[Event], list[Any]]]:
        return [
            (ComplaintEvent, self.steps),
            (AssignmentEvent, self.assignments),
            (DeadlineBreached, self.breaches),
            (DeadlineBreachWithdrawn, self.withdrawn_breaches),
            (ComplaintEscalated, self.escalations),
            (DeadlineReminder, self.reminders),
            (DeadlineExpired, self.expiries),
            (NotificationDelivered, self.delivered),
            (NotificationFailed, self.failed),
            (NotificationSkipped, self.skipped),
        ]


class Histories:
    """The histories of all complaints; records can be added as they come, in the order of each partition."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.by_complaint: dict[str, History] = {}
        self.repetitions: Counter[str] = Counter()
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> bool:
        """Take a record in; False when it says nothing new."""
        event = entry.event
        if event is None:
            return False
        history = self.by_complaint.setdefault(event.subject, History(event.subject))
        is_new = history.take(event, entry.written_at)
        if not is_new:
            self.repetitions[entry.topic] += 1
        return is_new

    def get(self, complaint_id: str) -> History:
        """The history of a complaint; an empty one when nothing was emitted about it."""
        return self.by_complaint.get(complaint_id, History(complaint_id))
