"""From an event to the deliveries that it asks for, and when each of them leaves."""

from dataclasses import dataclass, replace
from datetime import datetime

from city.files.notifications import CHANNEL_OF_THE_EVENT, ROLE_OF_THE_EVENT, MessageRule
from contracts.events import (
    Escalation,
    Event,
    NotificationRerouted,
    NotificationSkipped,
    StepEvent,
)
from contracts.ids import event_id
from contracts.improvement_events import FindingOpened
from contracts.values import RerouteReason, SkipReason
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint
from services.notify.domain.delivery import Delivery, in_digest, said_of
from services.notify.domain.improvement import Improvement
from services.notify.domain.keys import Notifying, delivery_key
from services.notify.domain.recipients import Recipient, find_channel, find_recipient
from services.notify.domain.rules import is_asked_of_the_complainant, rules_for
from services.notify.domain.subjects import Subject, key_of
from services.notify.domain.variables import Variables, variables_of

MAIL = "email"
"""People read mails of a channel by hand, so these are gathered; what a system takes, it takes at once."""


@dataclass(frozen=True)
class Plan:
    """What one event asks for; each reroute and each skip belongs to the delivery that it names.

    `firsts` are deliveries that leave at once, outside the digest, if they are the first escalation of the recipient's
    day: each by its id with that day.
    """

    deliveries: tuple[Delivery, ...] = ()
    reroutes: tuple[NotificationRerouted, ...] = ()
    skips: tuple[NotificationSkipped, ...] = ()
    firsts: tuple[tuple[str, str], ...] = ()


def plan(event: Event, subject: Subject, city: City, now: datetime) -> Plan:
    """The deliveries that follow from an event about `subject`; an empty plan when nobody needs to hear of it."""
    if not isinstance(event, Notifying):
        return Plan()
    deliveries: dict[str, Delivery] = {}
    reroutes: dict[str, NotificationRerouted] = {}
    skips: dict[str, NotificationSkipped] = {}
    firsts: dict[str, str] = {}
    for rule in rules_for(event, subject, city):
        recipient = _recipient(event, subject, city, rule)
        delivery = _delivery(event, subject, rule, recipient, city, now)
        if delivery.id in deliveries:
            continue
        deliveries[delivery.id] = delivery
        if recipient.skipped:
            skips[delivery.id] = _skipped(event, recipient, delivery, recipient.skipped)
            continue
        if recipient.rerouted:
            reroutes[delivery.id] = _rerouted(event, recipient, delivery, recipient.rerouted)
        if delivery.digest_at and isinstance(event, Escalation) and not city.hours(recipient.id).is_quiet(now):
            firsts[delivery.id] = city.hours(recipient.id).day_of(now)
    return Plan(tuple(deliveries.values()), tuple(reroutes.values()), tuple(skips.values()), tuple(firsts.items()))


def at_once(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery as a message of its own, due now."""
    return replace(delivery, digest_at=None, digest=None, next_attempt_at=now)


def _recipient(event: Notifying, subject: Subject, city: City, rule: MessageRule) -> Recipient:
    if isinstance(subject, Complaint) and rule.to == CHANNEL_OF_THE_EVENT:
        return _channel(event, subject, city, _unit(event, subject))
    if isinstance(event, Escalation):
        found = _recipient_of_level(event, city, rule)
    else:
        found = find_recipient(city, _seen_from(event, subject, city, rule), rule.to)
    is_of_sandbox = isinstance(subject, Complaint) and subject.is_sandbox
    return replace(found, skipped=SkipReason.SANDBOX) if is_of_sandbox else found


def _seen_from(event: Notifying, subject: Subject, city: City, rule: MessageRule) -> str:
    """The unit from which a rule's role is seen. For a proposer that is not known the bureau stands in."""
    if rule.of is None:
        return _unit(event, subject)
    proposal = subject.proposal if isinstance(subject, Improvement) else None
    proposer = proposal.proposer if proposal and rule.of == "proposer" else None
    return proposer or city.improvements.bureau


def _channel(event: Notifying, complaint: Complaint, city: City, unit: str) -> Recipient:
    """The complainant's channel; only what is asked of them is sent to those who do not want to hear more."""
    found = find_channel(city, getattr(event, "channel", None) or complaint.channel, unit)
    if complaint.language in city.languages:
        found = replace(found, language=complaint.language)
    if not complaint.wants_updates and not is_asked_of_the_complainant(event):
        return replace(found, skipped=SkipReason.NOT_WANTED)
    return found


def _recipient_of_level(event: Escalation, city: City, rule: MessageRule) -> Recipient:
    """Who hears of this level; skipped when the city's rules found the same person for a level below.

    A vacant post is stood in for by the same person at several levels, and a small office has one person in two posts.
    Such a person hears of a round once, also one who stood in below and holds this level's post rightfully: the first
    message reached whoever can act in either post, and a second one would say nothing new. A repetition is sent, so
    whoever is the only one left is still reminded.
    """
    recipient = find_recipient(city, event.unit, _role(rule, event.role))
    if not event.repeat and recipient.id in _notified_before(event, city):
        return replace(recipient, skipped=SkipReason.ALREADY_NOTIFIED)
    return recipient


def _notified_before(event: Escalation, city: City) -> set[str]:
    """Whom the city's rules found for the posts that the levels below named."""
    rules = city.messages.get(event.kind(), ())
    posts = {(post.unit, _role(rule, post.role)) for post in event.told_before for rule in rules}
    return {find_recipient(city, unit, role).id for unit, role in posts}


def _role(rule: MessageRule, role_of_the_event: str) -> str:
    return role_of_the_event if rule.to == ROLE_OF_THE_EVENT else rule.to


def _unit(event: Notifying, subject: Subject) -> str:
    """Whose affair it is. An unknown unit leads to the catch-all."""
    if isinstance(event, FindingOpened):
        return event.about.unit or "unknown"
    named = None if isinstance(event, StepEvent) else event.unit
    return named or getattr(subject, "unit", None) or "unknown"


def _delivery(
    event: Notifying, subject: Subject, rule: MessageRule, recipient: Recipient, city: City, now: datetime
) -> Delivery:
    transport, *others = recipient.contacts
    key = delivery_key(event, rule, recipient.id, transport)
    is_urgent = isinstance(subject, Complaint) and city.is_life_safety(subject.category)
    is_alone = recipient.skipped or leaves_at_once(recipient.acts_for, transport, is_urgent)
    delivery = Delivery(
        id=event_id(key, "delivery"),
        key=key,
        subject_id=event.subject,
        cause=event.id,
        occurred_at=event.occurred_at,
        recipient=recipient.id,
        transport=transport,
        endpoint=recipient.contacts[transport],
        language=recipient.language,
        template=rule.template,
        level=event.level if isinstance(event, Escalation) else None,
        variables={"unit": _unit(event, subject)} | variables_of(event) | _why_this_one(recipient),
        planned_at=now,
        next_attempt_at=now,
        state="skipped" if recipient.skipped else "pending",
        fallbacks=tuple(others),
        acts_for=recipient.acts_for,
        urgent=is_urgent,
        trace=event.trace,
        about=key_of(subject).about,
    )
    return delivery if is_alone else in_digest(delivery, city.hours(recipient.id).next_digest(now))


def leaves_at_once(acts_for: str | None, transport: str, is_urgent: bool) -> bool:
    """Whether a message is one of its own; `acts_for` is None where it is a channel's."""
    return is_urgent or (acts_for is None and transport != MAIL)


def _why_this_one(recipient: Recipient) -> Variables:
    reason = recipient.rerouted and recipient.rerouted.value
    return {"role": recipient.wanted_role, "post_unit": recipient.wanted_unit, "rerouted": reason}


def _rerouted(event: Event, recipient: Recipient, delivery: Delivery, reason: RerouteReason) -> NotificationRerouted:
    return NotificationRerouted(
        **said_of(delivery, NotificationRerouted, event.occurred_at),
        wanted_role=recipient.wanted_role,
        wanted_unit=recipient.wanted_unit,
        reason=reason,
    )


def _skipped(event: Event, recipient: Recipient, delivery: Delivery, reason: SkipReason) -> NotificationSkipped:
    return NotificationSkipped(
        **said_of(delivery, NotificationSkipped, event.occurred_at),
        wanted_role=recipient.wanted_role,
        reason=reason,
    )
