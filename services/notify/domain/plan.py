"""From an event to the deliveries that it asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from city.files.notifications import ROLE_OF_THE_EVENT, MessageRule
from contracts.events import (
    AssignmentEvent,
    ComplaintEscalated,
    DeadlineApproaching,
    DeadlineEvent,
    Event,
    NotificationRerouted,
)
from contracts.ids import event_id
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.recipients import Recipient, find_recipient
from services.notify.domain.variables import Variables, variables_of


@dataclass(frozen=True)
class Plan:
    """What one event asks for; each reroute belongs to the delivery that it names."""

    deliveries: tuple[Delivery, ...] = ()
    reroutes: tuple[NotificationRerouted, ...] = ()


def plan(event: Event, city: City, now: datetime) -> Plan:
    """The deliveries that follow from an event; an empty plan when nobody needs to hear of it."""
    if not isinstance(event, AssignmentEvent | DeadlineApproaching | ComplaintEscalated):
        return Plan()
    deliveries: dict[str, Delivery] = {}
    reroutes: dict[str, NotificationRerouted] = {}
    for rule in city.messages.get(event.kind(), ()):
        recipient = find_recipient(city, event.unit, _role(event, rule))
        contacts = city.contacts(recipient.person)
        for delivery in _deliveries(event, rule, recipient, contacts, now):
            if delivery.id not in deliveries:
                deliveries[delivery.id] = delivery
                reroutes.update(_reroute(event, recipient, delivery))
    return Plan(tuple(deliveries.values()), tuple(reroutes.values()))


def _role(event: Event, rule: MessageRule) -> str:
    if rule.to == ROLE_OF_THE_EVENT and isinstance(event, ComplaintEscalated):
        return event.role
    return rule.to


def _deliveries(
    event: AssignmentEvent | DeadlineEvent,
    rule: MessageRule,
    recipient: Recipient,
    contacts: Mapping[str, str],
    now: datetime,
) -> Iterator[Delivery]:
    person = recipient.person
    for transport, endpoint in contacts.items():
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
            variables=variables_of(event) | _why_this_person(recipient),
            planned_at=now,
            next_attempt_at=now,
        )


def _key(event: AssignmentEvent | DeadlineEvent, rule: MessageRule, recipient: str, transport: str) -> str:
    """An escalation is sent once a level (and repeat) of a round for a deadline, anything else once an assignment.

    The message of an assignment is for the role, whoever holds it: read again after a change of the rules the event may
    name another unit under the same assignment_number, and the first one counts.
    """
    if isinstance(event, ComplaintEscalated):
        level = f"{event.round}:{event.level}:{event.repeat}:{event.clock}:{event.due_at.isoformat()}"
        return f"{event.subject}:{level}:{recipient}:{transport}"
    if isinstance(event, AssignmentEvent):
        return f"{event.subject}:{event.assignment_number}:assignment:{rule.to}:{transport}"
    return f"{event.subject}:{event.assignment_number}:{rule.template}:{recipient}:{transport}:{event.clock}"


def _why_this_person(recipient: Recipient) -> Variables:
    reason = recipient.reason and recipient.reason.value
    return {"role": recipient.wanted_role, "post_unit": recipient.wanted_unit, "rerouted": reason}


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
