"""From an event to the deliveries that it asks for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from city.files.notifications import ROLE_OF_THE_EVENT, MessageRule
from contracts.events import (
    AssignmentEvent,
    ComplaintEscalated,
    DeadlineReminder,
    Event,
    NotificationEvent,
    NotificationRerouted,
    NotificationSkipped,
)
from contracts.ids import event_id
from contracts.values import RerouteReason, SkipReason
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.keys import Notifying, delivery_key
from services.notify.domain.recipients import Recipient, find_channel, find_recipient
from services.notify.domain.variables import Variables, variables_of


@dataclass(frozen=True)
class Plan:
    """What one event asks for; each reroute and each skip belongs to the delivery that it names."""

    deliveries: tuple[Delivery, ...] = ()
    reroutes: tuple[NotificationRerouted, ...] = ()
    skips: tuple[NotificationSkipped, ...] = ()


def plan(event: Event, city: City, now: datetime) -> Plan:
    """The deliveries that follow from an event; an empty plan when nobody needs to hear of it.

    An assignment that `continues` brings its unit no new complaint: what it has was corrected.
    """
    if not isinstance(event, Notifying) or (isinstance(event, AssignmentEvent) and event.continues):
        return Plan()
    deliveries: dict[str, Delivery] = {}
    reroutes: dict[str, NotificationRerouted] = {}
    skips: dict[str, NotificationSkipped] = {}
    for rule in city.messages.get(event.kind(), ()):
        recipient = _recipient(event, city, rule)
        for delivery in _deliveries(event, rule, recipient, now):
            if delivery.id in deliveries:
                continue
            deliveries[delivery.id] = delivery
            if recipient.skipped:
                skips[delivery.id] = _skipped(event, recipient, delivery, recipient.skipped)
            elif recipient.rerouted:
                reroutes[delivery.id] = _rerouted(event, recipient, delivery, recipient.rerouted)
    return Plan(tuple(deliveries.values()), tuple(reroutes.values()), tuple(skips.values()))


def _recipient(event: Notifying, city: City, rule: MessageRule) -> Recipient:
    match event:
        case DeadlineReminder():
            return find_channel(city, event.channel, event.unit)
        case ComplaintEscalated():
            return _recipient_of_level(event, city, rule)
    return find_recipient(city, event.unit, rule.to)


def _recipient_of_level(event: ComplaintEscalated, city: City, rule: MessageRule) -> Recipient:
    """Who hears of this level; skipped when the city's rules found the same person for a level below.

    A vacant post is stood in for by the same person at several levels, and a small office has one person in two posts.
    Such a person hears of a round once, also one who stood in below and holds this level's post rightfully: the first
    mail reached whoever can act in either post, and a second one would say nothing new. A repetition is sent, so
    whoever is the only one left is still reminded.
    """
    recipient = find_recipient(city, event.unit, _role(rule, event.role))
    if not event.repeat and recipient.id in _notified_before(event, city):
        return replace(recipient, skipped=SkipReason.ALREADY_NOTIFIED)
    return recipient


def _notified_before(event: ComplaintEscalated, city: City) -> set[str]:
    """Whom the city's rules found for the posts that the levels below named."""
    rules = city.messages.get(event.kind(), ())
    posts = {(post.unit, _role(rule, post.role)) for post in event.told_before for rule in rules}
    return {find_recipient(city, unit, role).id for unit, role in posts}


def _role(rule: MessageRule, role_of_the_event: str) -> str:
    return role_of_the_event if rule.to == ROLE_OF_THE_EVENT else rule.to


def _deliveries(event: Notifying, rule: MessageRule, recipient: Recipient, now: datetime) -> Iterator[Delivery]:
    for transport, endpoint in recipient.contacts.items():
        key = delivery_key(event, rule, recipient.id, transport)
        yield Delivery(
            id=event_id(key, "delivery"),
            key=key,
            complaint_id=event.subject,
            cause=event.id,
            occurred_at=event.occurred_at,
            recipient=recipient.id,
            transport=transport,
            endpoint=endpoint,
            language=recipient.language,
            template=rule.template,
            level=event.level if isinstance(event, ComplaintEscalated) else None,
            variables=variables_of(event) | _why_this_one(recipient),
            planned_at=now,
            next_attempt_at=now,
            state="skipped" if recipient.skipped else "pending",
        )


def _why_this_one(recipient: Recipient) -> Variables:
    reason = recipient.rerouted and recipient.rerouted.value
    return {"role": recipient.wanted_role, "post_unit": recipient.wanted_unit, "rerouted": reason}


def _rerouted(event: Event, recipient: Recipient, delivery: Delivery, reason: RerouteReason) -> NotificationRerouted:
    return NotificationRerouted(
        **_said_of(delivery, event, NotificationRerouted),
        wanted_role=recipient.wanted_role,
        wanted_unit=recipient.wanted_unit,
        reason=reason,
    )


def _skipped(event: Event, recipient: Recipient, delivery: Delivery, reason: SkipReason) -> NotificationSkipped:
    return NotificationSkipped(
        **_said_of(delivery, event, NotificationSkipped), wanted_role=recipient.wanted_role, reason=reason
    )


def _said_of(delivery: Delivery, event: Event, kind: type[NotificationEvent]) -> dict[str, Any]:
    """What every event about a delivery says that was planned because of `event`."""
    return {
        "id": event_id(delivery.id, kind.type),
        "subject": event.subject,
        "occurred_at": event.occurred_at,
        "cause": event.id,
        "trace": event.trace,
        "delivery_id": delivery.id,
        "recipient": delivery.recipient,
        "transport": delivery.transport,
        "template": delivery.template,
        "level": delivery.level,
    }
