"""Webhooks of channels: which of them is told of an event, in which order, and when one is told no more.

What a webhook is told of one complaint is a lane: numbered 1, 2, 3 … without gaps and sent in that order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from city.files.channels import recipient_id
from contracts.events import DeadlineEvent, Event
from contracts.ids import event_id
from contracts.values import ClockScope
from services.notify.domain.complaint import Complaint, Lane
from services.notify.domain.delivery import Delivery
from services.notify.domain.outcomes import Accepted, Outcome, Refused
from services.notify.domain.public import public_event
from services.notify.domain.variables import Variables

TRANSPORT = "webhook"
DEFAULT_TEMPLATE = "event"
"""The template of what no rule of the city gives a text to: it is told as bare data."""
TEST_EVENT = "webhook.test"
MESSAGE_ID = "webhook_message_id"
"""The variable of a delivery that repeats another one by hand: the id of the message that it repeats."""

DISABLE_AFTER = timedelta(days=5)
"""Of nothing but failures. The attempts of one delivery take three days, so more than one has failed for good."""
MAX_SECRETS = 2
RECENT = 16
"""Events of a lane whose numbers are remembered: more than are read again of one complaint after a crash."""

DisabledBecause = Literal["owner", "gone", "failing"]


@dataclass(frozen=True)
class Webhook:
    """An endpoint of a channel. `events` are the kinds it is told of, None: all. `secrets` sign, the newest first.

    `failing_since` is when the first of an unbroken row of failures happened.
    """

    id: str
    channel: str
    url: str
    events: tuple[str, ...] | None
    secrets: tuple[str, ...] = field(repr=False)
    created_at: datetime
    description: str = ""
    disabled_at: datetime | None = None
    disabled_because: DisabledBecause | None = None
    failing_since: datetime | None = None

    @property
    def is_enabled(self) -> bool:
        """Whether anything is sent to it."""
        return self.disabled_at is None

    def wants(self, kind: str) -> bool:
        """Whether it is told of this kind of event."""
        return self.events is None or kind in self.events


@dataclass(frozen=True)
class Told:
    """The deliveries for the webhooks, and the complaint that knows their numbers: both are to be kept."""

    complaint: Complaint
    deliveries: tuple[Delivery, ...] = ()


def planned(
    event: Event,
    complaint: Complaint,
    webhooks: Iterable[Webhook],
    now: datetime,
    *,
    language: str,
    template: str | None = None,
    variables: Variables | None = None,
) -> Told:
    """One delivery for each enabled webhook of the complaint's channel that wants this event.

    `webhooks` may be those of all channels. `template` and its `variables` are what a rule of the city says about the
    channel's message of this event. Read again, an event yields the same deliveries with the same numbers.
    """
    content = public_event(event)
    if content is None or _is_between_units(event, complaint):
        return Told(complaint)
    wanting = [
        each for each in webhooks if each.channel == complaint.channel and each.is_enabled and each.wants(event.kind())
    ]
    lanes, deliveries = in_lanes(
        event,
        wanting,
        complaint.lanes,
        template=template or DEFAULT_TEMPLATE,
        variables={**(variables or {}), "event": content},
        language=language,
        now=now,
    )
    return Told(replace(complaint, lanes=lanes) if deliveries else complaint, deliveries)


def in_lanes(
    event: Event,
    webhooks: Iterable[Webhook],
    before: Mapping[str, Lane],
    *,
    template: str,
    variables: Variables,
    language: str,
    now: datetime,
) -> tuple[dict[str, Lane], tuple[Delivery, ...]]:
    """One delivery for each of these webhooks, each numbered in its lane of what the event is about; and the lanes
    after that.
    """
    lanes, deliveries = dict(before), []
    for webhook in sorted(webhooks, key=lambda each: each.id):
        lanes[webhook.id], seq = numbered(lanes.get(webhook.id, Lane()), event.id)
        delivery = message_to(
            webhook,
            key=f"{event.id}:{webhook.id}",
            subject_id=event.subject,
            cause=event.id,
            occurred_at=event.occurred_at,
            template=template,
            variables=variables,
            language=language,
            now=now,
        )
        deliveries.append(replace(delivery, lane=f"{webhook.id}:{event.subject}", seq=seq))
    return lanes, tuple(deliveries)


def message_to(
    webhook: Webhook,
    *,
    key: str,
    subject_id: str,
    cause: str,
    occurred_at: datetime,
    template: str,
    variables: Variables,
    language: str,
    now: datetime,
) -> Delivery:
    """A delivery to a webhook that is due `now`, in no lane; its id follows from `key`."""
    return Delivery(
        id=event_id(key, "delivery"),
        key=key,
        subject_id=subject_id,
        cause=cause,
        occurred_at=occurred_at,
        recipient=recipient_id(webhook.channel),
        transport=TRANSPORT,
        endpoint=webhook.id,
        language=language,
        template=template,
        level=None,
        variables=variables,
        planned_at=now,
        next_attempt_at=now,
        webhook=webhook.id,
    )


def after_outcome(webhook: Webhook, outcome: Outcome, now: datetime) -> Webhook:
    """The webhook after an attempt: disabled when it said that it is gone, or has failed for days without a break."""
    if not webhook.is_enabled:
        return webhook
    if isinstance(outcome, Accepted):
        return replace(webhook, failing_since=None) if webhook.failing_since else webhook
    if isinstance(outcome, Refused) and outcome.gone:
        return disabled(webhook, "gone", now)
    since = webhook.failing_since or now
    if now - since >= DISABLE_AFTER:
        return disabled(webhook, "failing", now)
    return replace(webhook, failing_since=since)


def disabled(webhook: Webhook, because: DisabledBecause, now: datetime) -> Webhook:
    """The webhook as one that is told nothing; the first reason stays."""
    return replace(webhook, disabled_at=now, disabled_because=because) if webhook.is_enabled else webhook


def enabled(webhook: Webhook) -> Webhook:
    """The webhook as its owner turned it on again, with a new row of failures to come before it is disabled."""
    return replace(webhook, disabled_at=None, disabled_because=None, failing_since=None)


def rotated(webhook: Webhook, secret: str) -> Webhook:
    """The webhook with a new secret; the one before goes on signing beside it, an older one no longer does."""
    return replace(webhook, secrets=(secret, *webhook.secrets)[:MAX_SECRETS])


def without_old_secret(webhook: Webhook) -> Webhook:
    """The webhook with its newest secret only."""
    return replace(webhook, secrets=webhook.secrets[:1])


def numbered(lane: Lane, event: str) -> tuple[Lane, int]:
    """The lane with this event, and the event's number in it."""
    mark = sha256(event.encode()).hexdigest()[:8]
    if mark in lane.recent:
        return lane, lane.seq - (len(lane.recent) - 1 - lane.recent.index(mark))
    return Lane(lane.seq + 1, (*lane.recent, mark)[-RECENT:]), lane.seq + 1


def _is_between_units(event: Event, complaint: Complaint) -> bool:
    """What a unit owes another one is not for outsiders."""
    return isinstance(event, DeadlineEvent) and complaint.scope_of(event.clock) == ClockScope.CONTRIBUTION.value
