"""From an event to all that notify does about it: what is known of its subject, and who is to hear of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from contracts.events import ComplaintEvent, Event, is_history
from contracts.values import SkipReason
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint
from services.notify.domain.delivery import Delivery
from services.notify.domain.improvement import Improvement
from services.notify.domain.kinds import Key
from services.notify.domain.learning import planned_learning
from services.notify.domain.plan import Plan, plan
from services.notify.domain.rules import is_asked_of_the_complainant
from services.notify.domain.subjects import Subject, after, awaits
from services.notify.domain.webhooks import Webhook, planned


class Heard(NamedTuple):
    """An event, and the kind of its subject, which its topic says."""

    about: str
    event: Event

    @property
    def subject(self) -> Key:
        """What it is about."""
        return Key(self.about, self.event.subject)


@dataclass(frozen=True)
class Known:
    """A subject with the events that wait for its filing or for an assignment, which were not read yet.

    `revision` is that of what is kept of it, 0 for nothing.
    """

    subject: Subject
    waiting: tuple[Event, ...] = ()
    waiting_since: datetime | None = None
    revision: int = 0


@dataclass(frozen=True)
class Audience:
    """Who may have to hear of anything: the people and channels of a city, and the channels' `webhooks`.

    What happened to complaints before `since` is known and told to nobody; so is what was over before it came in.
    """

    city: City
    webhooks: Sequence[Webhook]
    since: datetime


def heard(known: Known, event: Event, audience: Audience, now: datetime) -> tuple[Known, tuple[Plan, ...]]:
    """What is known after an event, and the plans that follow: also of what waited for it, in the order it came."""
    known = replace(known, subject=after(known.subject, event))
    if awaits(event, known.subject):
        return _waiting(known, event, now), ()
    known, planned_now = _planned(known, event, audience, now)
    ready = [each for each in known.waiting if not awaits(each, known.subject)]
    known, planned_then = _release(known, ready, audience, now)
    return known, (planned_now, *planned_then)


def released(known: Known, audience: Audience, now: datetime) -> tuple[Known, tuple[Plan, ...]]:
    """Plans whatever has waited too long with what is known. The assignment may have been read by an older version."""
    known, plans = _release(known, known.waiting, audience, now)
    return known, tuple(plans)


def _waiting(known: Known, event: Event, now: datetime) -> Known:
    if event.id in {each.id for each in known.waiting}:
        return known
    return replace(known, waiting=(*known.waiting, event), waiting_since=known.waiting_since or now)


def _release(known: Known, ready: Sequence[Event], audience: Audience, now: datetime) -> tuple[Known, list[Plan]]:
    plans = []
    for event in ready:
        known, planned_one = _planned(known, event, audience, now)
        plans.append(planned_one)
    rest = tuple(each for each in known.waiting if each not in ready)
    return replace(known, waiting=rest, waiting_since=known.waiting_since if rest else None), plans


def _planned(known: Known, event: Event, audience: Audience, now: datetime) -> tuple[Known, Plan]:
    if isinstance(known.subject, Complaint):
        complaint, planned_one = _planned_for_complaint(known.subject, event, audience, now)
        return replace(known, subject=complaint), planned_one
    if isinstance(known.subject, Improvement):
        told = planned_learning(event, known.subject, audience.webhooks, now, audience.city.languages[0])
        wanted = plan(event, known.subject, audience.city, now)
        wanted = replace(wanted, deliveries=(*wanted.deliveries, *told.deliveries))
        return replace(known, subject=told.improvement), wanted
    return known, plan(event, known.subject, audience.city, now)


def _planned_for_complaint(
    complaint: Complaint, event: Event, audience: Audience, now: datetime
) -> tuple[Complaint, Plan]:
    """Complainants hear by their channel, or by its webhooks."""
    if is_history(event) or (isinstance(event, ComplaintEvent) and event.occurred_at < audience.since):
        return complaint, Plan()
    wanted = plan(event, complaint, audience.city, now)
    message = _to_channel(wanted)
    is_unwanted = message is not None and _is_skipped(wanted, message, SkipReason.NOT_WANTED)
    told = planned(
        event,
        complaint,
        audience.webhooks,
        now,
        language=message.language if message else audience.city.languages[0],
        template=message.template if message and not is_unwanted else None,
        variables=message.variables if message and not is_unwanted else None,
    )
    if message is not None and not is_unwanted:
        return told.complaint, _to_webhooks(wanted, message, told.deliveries, event)
    return told.complaint, replace(wanted, deliveries=(*wanted.deliveries, *told.deliveries))


def _to_channel(wanted: Plan) -> Delivery | None:
    """The message to the complainant's channel, if this event has one."""
    return next((each for each in wanted.deliveries if each.acts_for is None), None)


def _is_skipped(wanted: Plan, delivery: Delivery, reason: SkipReason) -> bool:
    return any(skip.delivery_id == delivery.id and skip.reason is reason for skip in wanted.skips)


def _to_webhooks(wanted: Plan, message: Delivery, by_webhook: Sequence[Delivery], event: Event) -> Plan:
    """The channel's webhooks take its message in place of its address, which is left for when the first one fails.

    A channel that has neither is not written to, and that is no step that was skipped. Only of what is asked of the
    complainant does an event say that nobody could be reached.
    """
    cannot_be_told = _is_skipped(wanted, message, SkipReason.CHANNEL_NOT_REACHABLE)
    if not by_webhook and not (cannot_be_told and not is_asked_of_the_complainant(event)):
        return wanted
    if by_webhook and not cannot_be_told:
        first = replace(by_webhook[0], fallbacks=(message.transport, *message.fallbacks))
        by_webhook = (first, *by_webhook[1:])
    return replace(
        wanted,
        deliveries=(*(each for each in wanted.deliveries if each.id != message.id), *by_webhook),
        skips=tuple(skip for skip in wanted.skips if skip.delivery_id != message.id),
    )
