"""What was sent to a webhook, and sending it again: one delivery, a range of them, or a test.

What is sent again keeps the id and the number of the message, so that a receiver knows it for the same; it stands
outside the order of its lane.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contracts.ids import event_id
from services.notify.application.dependencies import Dependencies
from services.notify.application.refusals import NotFound, NotNow
from services.notify.application.webhooks import found
from services.notify.domain.delivery import Delivery
from services.notify.domain.public import instant
from services.notify.domain.webhooks import DEFAULT_TEMPLATE, MESSAGE_ID, TEST_EVENT, Webhook, message_to
from services.notify.store.by_time import Place
from services.notify.store.webhook_log import Logged

MAX_AT_ONCE = 100


@dataclass(frozen=True)
class Page:
    """Deliveries, the latest first, and the place where the next page begins; None: there are no more."""

    deliveries: list[Logged]
    following: Place | None


@dataclass(frozen=True)
class Redelivered:
    """How many of a range go out again with this call, and the place where the next call goes on; None: all do."""

    count: int
    following: Place | None


async def send_test(deps: Dependencies, channel: str | None, webhook_id: str) -> Delivery:
    """Send a test to the webhook in the ordinary way. It is about no complaint: its `subject_id` is empty."""
    webhook = await _enabled(deps, channel, webhook_id)
    now, name = deps.clock(), secrets.token_hex(12)
    event = {
        "type": TEST_EVENT,
        "id": event_id(name, TEST_EVENT),
        "time": instant(now),
        "subject": webhook.id,
        "data": {"webhook": webhook.id},
    }
    test = message_to(
        webhook,
        key=f"{webhook.id}:test:{name}",
        subject_id="",
        cause=str(event["id"]),
        occurred_at=now,
        template=DEFAULT_TEMPLATE,
        variables={"event": event},
        language=deps.language,
        now=now,
    )
    await deps.log.add([test])
    deps.wake()
    return test


async def page(
    deps: Dependencies, channel: str | None, webhook_id: str, before: Place | None = None, limit: int = 50
) -> Page:
    """The log of a webhook from a place on, at most `MAX_AT_ONCE` deliveries."""
    webhook = await found(deps, channel, webhook_id)
    limit = min(limit, MAX_AT_ONCE)
    start = before or Place(deps.clock() + timedelta(seconds=1), "")
    logged = await deps.log.newest(webhook, start, limit)
    return Page(logged, logged[-1].place if len(logged) == limit else None)


async def one(deps: Dependencies, channel: str | None, webhook_id: str, delivery_id: str) -> Logged:
    """One delivery of the log."""
    logged = await deps.log.get(await found(deps, channel, webhook_id), delivery_id)
    if logged is None:
        raise NotFound("there is no such delivery", "look at the list of deliveries")
    return logged


async def redeliver(deps: Dependencies, channel: str | None, webhook_id: str, delivery_id: str) -> Delivery:
    """Send one delivery again that is at its end."""
    webhook = await _enabled(deps, channel, webhook_id)
    logged = await one(deps, channel, webhook_id, delivery_id)
    if logged.delivery.state == "pending":
        raise NotNow("it is still being delivered", "wait until it is delivered or has failed")
    again = await _again(deps, webhook, logged.delivery)
    deps.wake()
    return again


async def redeliver_range(
    deps: Dependencies,
    channel: str | None,
    webhook_id: str,
    after: Place,
    until: datetime,
    failed_only: bool = False,
) -> Redelivered:
    """Send again what was planned from the place on and is at its end, in the order in which it was planned.

    At most `MAX_AT_ONCE` deliveries are looked at in one call. Tests and repetitions are passed over.
    """
    webhook = await _enabled(deps, channel, webhook_id)
    logged = await deps.log.oldest(webhook, after, min(until, deps.clock()), MAX_AT_ONCE)
    states = ("failed",) if failed_only else ("failed", "delivered")
    wanted = [each.delivery for each in logged if each.delivery.lane is not None and each.delivery.state in states]
    for delivery in wanted:
        await _again(deps, webhook, delivery)
    deps.wake()
    return Redelivered(len(wanted), logged[-1].place if len(logged) == MAX_AT_ONCE else None)


async def _enabled(deps: Dependencies, channel: str | None, webhook_id: str) -> Webhook:
    webhook = await found(deps, channel, webhook_id)
    if not webhook.is_enabled:
        raise NotNow("the webhook is disabled", "enable it first")
    return webhook


async def _again(deps: Dependencies, webhook: Webhook, delivery: Delivery) -> Delivery:
    """A repetition has the original's content to the letter, and a number of its own in its id."""
    original, now = str(delivery.variables.get(MESSAGE_ID, delivery.id)), deps.clock()
    key = f"{original}:again:{await deps.log.next_repetition(original)}"
    again = message_to(
        webhook,
        key=key,
        subject_id=delivery.subject_id,
        cause=delivery.cause,
        occurred_at=delivery.occurred_at,
        template=delivery.template,
        variables={**delivery.variables, MESSAGE_ID: original},
        language=delivery.language,
        now=now,
    )
    again = replace(again, seq=delivery.seq)
    await deps.log.add([again])
    return again
