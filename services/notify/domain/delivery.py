"""One message to one recipient by one transport, from its plan to its end.

A delivery is `pending` until a transport took it (`delivered`) or it can no longer succeed (`failed`). One that is not
to be sent is `skipped` from the start, and kept so that this is said once. The id follows from what it is about, so the
same event read twice plans the same deliveries, and the store keeps each once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.events import NotificationDelivered, NotificationEvent, NotificationFailed
from contracts.ids import event_id
from services.notify.domain.outcomes import Outcome, status
from services.notify.domain.variables import Variables

State = Literal["pending", "delivered", "failed", "skipped"]


@dataclass(frozen=True)
class Delivery:
    """`key` says in words what `id` is made of; `endpoint` is the address as it was when this was planned.

    `variables` are for the template. Times are aware UTC.
    """

    id: str
    key: str
    complaint_id: str
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
    next_attempt_at: datetime
    state: State = "pending"
    attempts: int = 0


def concluded(delivery: Delivery, outcome: Outcome, now: datetime) -> NotificationEvent | None:
    """The event of a delivery that has come to its end with this outcome; None while it is pending."""
    if delivery.state == "pending":
        return None
    kind = NotificationDelivered if delivery.state == "delivered" else NotificationFailed
    return kind(
        id=event_id(delivery.id, kind.type),
        subject=delivery.complaint_id,
        occurred_at=now,
        cause=delivery.cause,
        delivery_id=delivery.id,
        recipient=delivery.recipient,
        transport=delivery.transport,
        template=delivery.template,
        level=delivery.level,
        attempts=delivery.attempts,
        status=status(outcome),
    )
