"""Where a message goes: the address of today (a corrected one helps what still waits), and the secrets of a webhook."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from services.notify.domain.city import City
from services.notify.domain.delivery import Sendable
from services.notify.domain.outcomes import Refused
from services.notify.domain.webhooks import TRANSPORT, Webhook

WEBHOOK = "wh_"
"""What the ids of webhooks begin with; no address does."""


Find = Callable[[str], Awaitable[Webhook | None]]
"""The webhook with this id, enabled or not; None when there is none any more. Raises `StoreUnavailable`."""


@dataclass(frozen=True)
class Address:
    """Where a message goes, and what it is signed with there."""

    to: str
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Addresses:
    """Looks addresses up in the city's files and among the channels' webhooks."""

    def __init__(self, city: City, find_webhook: Find) -> None:
        self._city, self._find_webhook = city, find_webhook

    async def of(self, sendable: Sendable) -> Address | Refused:
        """The address of a message, or why it has none any more."""
        if not is_webhook(sendable):
            return Address(self._city.address(sendable.recipient, sendable.transport) or sendable.endpoint)
        webhook = await self._find_webhook(sendable.endpoint)
        if webhook is None:
            return Refused(permanent=True, code="webhook_removed", reason="its owner has removed the webhook")
        if not webhook.is_enabled:
            reason = f"the webhook is disabled: {webhook.disabled_because}"
            return Refused(permanent=True, code="webhook_disabled", reason=reason)
        return Address(webhook.url, webhook.secrets)


def is_webhook(sendable: Sendable) -> bool:
    """Whether it goes to a webhook of a channel, named by its id, and to no address."""
    return sendable.transport == TRANSPORT and sendable.endpoint.startswith(WEBHOOK)
