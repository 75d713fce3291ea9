"""What attempts say about the channels' webhooks: one that is gone, or fails for days, is told nothing any more.

Its owner is told so, where the channel can be written to otherwise.
"""

from collections.abc import Callable
from datetime import datetime

from chassis import logs
from contracts.ids import event_id
from services.notify.addresses import is_webhook
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.outcomes import Outcome
from services.notify.domain.plan import Plan
from services.notify.domain.recipients import find_channel
from services.notify.domain.webhooks import Webhook, after_outcome
from services.notify.store.deliveries import Deliveries
from services.notify.store.webhooks import WebhookStore

log = logs.get(__name__)

TEMPLATE = "webhook_disabled"


class WebhookHealth:
    """Keeps what changes. `known` is a webhook as it was a few seconds ago, so that a success asks no store."""

    def __init__(
        self,
        webhooks: WebhookStore,
        deliveries: Deliveries,
        city: City,
        known: Callable[[str], Webhook | None],
        wake: Callable[[], None],
    ) -> None:
        self._webhooks, self._deliveries, self._city, self._known, self._wake = webhooks, deliveries, city, known, wake

    async def note(self, delivery: Delivery, outcome: Outcome, at: datetime) -> None:
        """Learn from an attempt; raises `StoreUnavailable` to be told again."""
        if not is_webhook(delivery):
            return
        known = self._known(delivery.endpoint)
        if known is None or after_outcome(known, outcome, at) == known:
            return
        changed = await self._webhooks.change(delivery.endpoint, lambda webhook: after_outcome(webhook, outcome, at))
        if changed is not None and not changed.is_enabled:
            log.warning("webhook disabled", webhook=changed.id, because=changed.disabled_because)
            word = word_to_owner(changed, self._city)
            if word is not None:
                await self._deliveries.insert([Plan((word,))])
            self._wake()


def word_to_owner(webhook: Webhook, city: City) -> Delivery | None:
    """That nothing is sent to a webhook any more; None when its channel can be written to by nothing else.

    It is told once for each time that the webhook was disabled.
    """
    owner = find_channel(city, webhook.channel, "")
    if owner.skipped is not None or webhook.disabled_at is None:
        return None
    transport, *others = owner.contacts
    # In the milliseconds that the store keeps: another attempt that failed meanwhile says it under the same key.
    key = f"{webhook.id}:disabled:{webhook.disabled_at.isoformat(timespec='milliseconds')}"
    return Delivery(
        id=event_id(key, "delivery"),
        key=key,
        subject_id="",
        cause=webhook.id,
        occurred_at=webhook.disabled_at,
        recipient=owner.id,
        transport=transport,
        endpoint=owner.contacts[transport],
        language=owner.language,
        template=TEMPLATE,
        level=None,
        variables={
            "webhook": webhook.id,
            "description": webhook.description,
            "because": webhook.disabled_because,
            "occurred_at": webhook.disabled_at,
        },
        planned_at=webhook.disabled_at,
        next_attempt_at=webhook.disabled_at,
        fallbacks=tuple(others),
    )
