"""All webhooks that are enabled, in memory: planning a batch of events and signing a message ask no store."""

from chassis.background import BackgroundLoop
from chassis.errors import StoreUnavailable
from chassis.retry import Retry
from services.notify.domain.webhooks import Webhook
from services.notify.store.webhooks import WebhookStore

REFRESH_EVERY_S = 3.0
RETRY = Retry((1.0, 2.0, 4.0))


class WebhookDirectory(BackgroundLoop):
    """Knows what the store knew a few seconds ago; `wake` after a change of one's own.

    Until it has read the store once it raises `StoreUnavailable`: events that nobody was told of would be lost.
    """

    def __init__(self, store: WebhookStore) -> None:
        self._store = store
        self._enabled: dict[str, Webhook] | None = None
        super().__init__("webhook-directory", self._refresh, pause_s=REFRESH_EVERY_S, retry=RETRY)

    @property
    def enabled(self) -> tuple[Webhook, ...]:
        """All that are told of something."""
        return tuple(self._known.values())

    def get(self, webhook_id: str) -> Webhook | None:
        """The one with this id, if it is enabled."""
        return self._known.get(webhook_id)

    @property
    def _known(self) -> dict[str, Webhook]:
        if self._enabled is None:
            raise StoreUnavailable("the webhooks are not read yet")
        return self._enabled

    async def _refresh(self) -> bool:
        self._enabled = {each.id: each for each in await self._store.everything() if each.is_enabled}
        return False
