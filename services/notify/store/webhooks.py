"""The webhooks of all channels: a small collection, of which a channel has a bounded number.

Secrets lie in it as they are needed for signing; whoever may read notify's database can sign as we do. Every method
raises `StoreUnavailable` when the store does not answer.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from chassis.errors import StoreUnavailable
from chassis.mongo import Document, Driver
from services.notify.domain.webhooks import Webhook

MAX_PER_CHANNEL = 20
PAGE = 500
MAX_TRIES = 20
"""Somebody else's change comes in between so often only when something is wrong."""
_STORED = {field.name: field.name for field in fields(Webhook)} | {"id": "_id"}


class WebhookStore:
    """Keeps webhooks. A channel's have a place each (`slot`), so that no more can be added at the same moment."""

    def __init__(self, driver: Driver) -> None:
        self._webhooks = driver.collection("webhooks")

    async def create_indexes(self) -> None:
        """The one index there is. Safe to repeat."""
        await self._webhooks.create_index(["channel", "slot"], unique=True)

    async def add(self, webhook: Webhook) -> bool:
        """Keep a new one; False when the channel has as many as it may have."""
        for _ in range(MAX_TRIES):
            documents = await self._webhooks.find({"channel": webhook.channel}, {"slot": 1}, MAX_PER_CHANNEL)
            free = set(range(MAX_PER_CHANNEL)) - {document["slot"] for document in documents}
            if not free:
                return False
            if await self._webhooks.insert_new([{**_document(webhook), "slot": min(free), "revision": 1}]):
                return True
        raise StoreUnavailable("add: others took every free place of the channel")

    async def of_channel(self, channel: str) -> list[Webhook]:
        """All that a channel has, the first one first."""
        documents = await self._webhooks.find({"channel": channel}, {}, MAX_PER_CHANNEL)
        return sorted((_webhook(each) for each in documents), key=lambda each: (each.created_at, each.id))

    async def get(self, webhook_id: str) -> Webhook | None:
        """The webhook with this id."""
        document = await self._webhooks.find_one({"_id": webhook_id})
        return None if document is None else _webhook(document)

    async def everything(self, page: int = PAGE) -> list[Webhook]:
        """Those of all channels, read `page` at a time."""
        found: list[Webhook] = []
        while True:
            after = found[-1].id if found else ""
            documents = await self._webhooks.find({"_id": {"$gt": after}}, {}, page, [("_id", 1)])
            found += map(_webhook, documents)
            if len(documents) < page:
                return found

    async def change(self, webhook_id: str, altered: Callable[[Webhook], Webhook]) -> Webhook | None:
        """The webhook as `altered` made it, kept; None when there is none. Nobody else's change is lost to it."""
        for _ in range(MAX_TRIES):
            document = await self._webhooks.find_one({"_id": webhook_id})
            if document is None:
                return None
            before = _webhook(document)
            after = altered(before)
            if after == before:
                return before
            unchanged = {"_id": webhook_id, "revision": document["revision"]}
            values = {name: value for name, value in _document(after).items() if name != "_id"}
            if await self._webhooks.update_one(unchanged, {"$set": values, "$inc": {"revision": 1}}):
                return after
        raise StoreUnavailable("change: others changed the webhook all the time")

    async def remove(self, webhook_id: str) -> None:
        """Forget it."""
        await self._webhooks.delete_all({"_id": webhook_id})


def _document(webhook: Webhook) -> Document:
    return {_STORED[name]: _stored(value) for name, value in asdict(webhook).items()}


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _webhook(document: Document) -> Webhook:
    values: dict[str, Any] = {name: document[stored] for name, stored in _STORED.items()}
    for name, value in values.items():
        values[name] = tuple(value) if isinstance(value, list) else value
    return Webhook(**values)
