"""One notification to one recipient, and the message that carries it: alone, or a digest of many.

A delivery that is sent at once is its own message. Any other waits for a digest, which is a message of its own. A
message is `pending` until a transport took it (`delivered`) or it can no longer succeed by any (`failed`); a delivery
is what its message is, but for what is not to be sent: that is `skipped`, and kept so that this is said once.

Ids follow from what something is about, so the same event read twice plans the same, and the store keeps each once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from contracts.events import NotificationDelivered, NotificationEvent, NotificationFailed
from contracts.ids import event_id
from services.notify.domain.kinds import COMPLAINT, Key
from services.notify.domain.outcomes import Outcome, status
from services.notify.domain.variables import Variables

State = Literal["pending", "delivered", "failed", "skipped"]


@dataclass(frozen=True)
class Delivery:
    """`key` says in words what `id` is made of; `subject_id` names what it is `about`, a complaint or something else.

    `endpoint` is the address as it was when this was planned, `fallbacks` are the transports that follow when this one
    has failed for good. `acts_for` is the unit as whose leader the recipient may act on it, None when nothing is asked.
    `digest_at` is when the digest is made that it waits for; until then it has no `next_attempt_at`. `variables` are
    for the template, `urgent` for what concerns life or safety. Those with the same `lane` are sent one after the
    other, by their number `seq` in it. `webhook` is the one of the complaint's channel that was to be told first,
    whatever way it goes later. `trace` is that of the event. Times are aware UTC.
    """

    id: str
    key: str
    subject_id: str
    cause: str
    occurred_at: datetime
    recipient: str
    transport: str
    endpoint: str
    language: str
    template: str
    level: int | None
    variables: Variables
    planned_at: datetime
    next_attempt_at: datetime | None
    state: State = "pending"
    attempts: int = 0
    fallbacks: tuple[str, ...] = ()
    acts_for: str | None = None
    urgent: bool = False
    digest_at: datetime | None = None
    digest: str | None = None
    lane: str | None = None
    seq: int = 0
    webhook: str | None = None
    trace: str | None = None
    about: str = COMPLAINT

    @property
    def message(self) -> str:
        """The id of the message that carries it."""
        return self.digest or self.id

    @property
    def subject(self) -> Key:
        """What it is about."""
        return Key(self.about, self.subject_id)

    @property
    def waits(self) -> bool:
        """Whether it is to go out with a digest."""
        return self.state == "pending" and self.digest is not None


@dataclass(frozen=True)
class Digest:
    """A message of everything that waited for one recipient at `due_at`. `acts_for` is the unit that spans theirs.

    `counts` says how many deliveries it holds by template, `complaints` about how many complaints, `others` about how
    many findings and improvement actions; all are counted once, so that a repetition says the same. `is_asked`: there
    is something that its reader can take on.
    """

    id: str
    recipient: str
    transport: str
    endpoint: str
    language: str
    due_at: datetime
    next_attempt_at: datetime
    state: State = "pending"
    attempts: int = 0
    fallbacks: tuple[str, ...] = ()
    acts_for: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    complaints: int = 0
    others: int = 0
    is_asked: bool = False

    @property
    def message(self) -> str:
        """The id of the message."""
        return self.id


Sendable = Delivery | Digest
"""What a transport takes as one message."""


def digest_id(recipient: str, due_at: datetime) -> str:
    """One digest for each recipient and moment."""
    return event_id(f"{recipient}:{due_at.isoformat()}", "digest")


def in_digest(delivery: Delivery, digest_at: datetime) -> Delivery:
    """The delivery as it waits for the digest of its recipient that is made at that time."""
    return replace(delivery, next_attempt_at=None, digest_at=digest_at, digest=digest_id(delivery.recipient, digest_at))


def said_of(
    delivery: Delivery, kind: type[NotificationEvent], now: datetime, transport: str | None = None
) -> dict[str, Any]:
    """What every event about a delivery says; by another `transport` than its own if that is given."""
    return {
        "id": event_id(delivery.id, kind.type),
        "subject": delivery.subject_id,
        "occurred_at": now,
        "cause": delivery.cause,
        "trace": delivery.trace,
        "delivery_id": delivery.id,
        "recipient": delivery.recipient,
        "transport": transport or delivery.transport,
        "template": delivery.template,
        "level": delivery.level,
    }


def concluded(
    delivery: Delivery, attempted: Sendable, outcome: Outcome, now: datetime, fallback: str | None = None
) -> NotificationEvent | None:
    """What became of a delivery with an attempt at its message; None while that transport tries it again, and for what
    is about no complaint, such as the test of a webhook.

    `attempted` is the message after the attempt. With `fallback` it has failed by one transport and goes on by another.
    """
    if not delivery.subject_id or (attempted.state == "pending" and fallback is None):
        return None
    said = {"attempts": attempted.attempts, "status": status(outcome), "message": attempted.message}
    if attempted.state == "delivered":
        return NotificationDelivered(**said_of(delivery, NotificationDelivered, now, attempted.transport), **said)
    common = said_of(delivery, NotificationFailed, now, attempted.transport)
    if fallback is not None:
        # One for each transport that failed before the last.
        common["id"] = event_id(f"{delivery.id}:{attempted.transport}", NotificationFailed.type)
    return NotificationFailed(**common, **said, fallback=fallback)
