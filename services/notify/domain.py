"""From a fact to the deliveries that it asks for, and from an attempt to what follows. Pure: `now` is an argument.

A delivery is `pending` until a transport took it (`delivered`) or it can no longer succeed (`failed`). Its id follows
from what it is about, so the same fact read twice plans the same deliveries, and the store keeps each once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from city.files.notifications import ROLE_OF_THE_EVENT, MessageRule
from contracts.events import (
    AssignmentEvent,
    ComplaintEscalated,
    DeadlineApproaching,
    DeadlineEvent,
    Event,
    NotificationDelivered,
    NotificationEvent,
    NotificationFailed,
    NotificationRerouted,
)
from contracts.ids import event_id
from services.notify.city import City
from services.notify.recipients import Recipient, find_recipient
from services.notify.variables import Facts, facts_of

State = Literal["pending", "delivered", "failed"]


@dataclass(frozen=True)
class Delivery:
    """One message to one recipient by one transport. `endpoint` is the address as it was when this was planned.

    `key` says in words what `id` is made of; `facts` is what the text tells. Times are aware UTC.
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
    facts: Facts
    planned_at: datetime
    next_attempt_at: datetime
    state: State = "pending"
    attempts: int = 0


@dataclass(frozen=True)
class Plan:
    """What one fact asks for; each reroute belongs to the delivery that it names."""

    deliveries: tuple[Delivery, ...] = ()
    reroutes: tuple[NotificationRerouted, ...] = ()


def plan(event: Event, city: City, now: datetime) -> Plan:
    """The deliveries that follow from a fact; an empty plan when nobody needs to hear of it."""
    if not isinstance(event, AssignmentEvent | DeadlineApproaching | ComplaintEscalated):
        return Plan()
    deliveries: dict[str, Delivery] = {}
    reroutes: dict[str, NotificationRerouted] = {}
    for rule in city.messages.get(event.kind(), ()):
        recipient = find_recipient(city, event.unit, _role(event, rule))
        for delivery in _deliveries(event, rule, recipient, now):
            if delivery.id not in deliveries:
                deliveries[delivery.id] = delivery
                reroutes.update(_reroute(event, recipient, delivery))
    return Plan(tuple(deliveries.values()), tuple(reroutes.values()))


def concluded(delivery: Delivery, status: str, now: datetime) -> NotificationEvent | None:
    """The fact to announce when a delivery has come to its end, with the last status; None while it is pending."""
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
        status=status,
    )


def _role(event: Event, rule: MessageRule) -> str:
    if rule.to == ROLE_OF_THE_EVENT and isinstance(event, ComplaintEscalated):
        return event.role
    return rule.to


def _deliveries(
    event: AssignmentEvent | DeadlineEvent, rule: MessageRule, recipient: Recipient, now: datetime
) -> Iterator[Delivery]:
    person = recipient.person
    for transport, endpoint in person.contacts.items():
        key = _key(event, rule, person.id, transport)
        yield Delivery(
            id=event_id(key, "delivery"),
            key=key,
            complaint_id=event.subject,
            cause=event.id,
            occurred_at=event.occurred_at,
            recipient=person.id,
            transport=transport,
            endpoint=endpoint,
            language=person.language,
            template=rule.template,
            level=event.level if isinstance(event, ComplaintEscalated) else None,
            facts=facts_of(event) | _why_this_person(recipient),
            planned_at=now,
            next_attempt_at=now,
        )


def _key(event: AssignmentEvent | DeadlineEvent, rule: MessageRule, recipient: str, transport: str) -> str:
    """An escalation is told once a level (and repeat) of a round, anything else once an assignment.

    An assignment is told to the role, whoever holds it: read again after a change of the rules it may name another
    unit under the same assignment_number, and the first one counts.
    """
    if isinstance(event, ComplaintEscalated):
        return f"{event.subject}:{event.round}:{event.level}:{event.repeat}:{recipient}:{transport}"
    if isinstance(event, AssignmentEvent):
        return f"{event.subject}:{event.assignment_number}:assignment:{rule.to}:{transport}"
    return f"{event.subject}:{event.assignment_number}:{rule.template}:{recipient}:{transport}:{event.clock}"


def _why_this_person(recipient: Recipient) -> Facts:
    return {"role": recipient.wanted_role, "post_unit": recipient.wanted_unit, "rerouted": recipient.reason}


def _reroute(event: Event, recipient: Recipient, delivery: Delivery) -> Mapping[str, NotificationRerouted]:
    if recipient.reason is None:
        return {}
    rerouted = NotificationRerouted(
        id=event_id(delivery.id, NotificationRerouted.type),
        subject=event.subject,
        occurred_at=event.occurred_at,
        cause=event.id,
        trace=event.trace,
        delivery_id=delivery.id,
        recipient=delivery.recipient,
        transport=delivery.transport,
        template=delivery.template,
        level=delivery.level,
        wanted_role=recipient.wanted_role,
        wanted_unit=recipient.wanted_unit,
        reason=recipient.reason,
    )
    return {delivery.id: rerouted}
