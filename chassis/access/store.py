"""The channels that operators have added: a small collection, one document a channel, its id the channel's.

Secrets lie in it as they are needed to check signatures: whoever may read this database can sign as the channels do.
Every method raises `StoreUnavailable` when the store does not answer.
"""

from collections.abc import Callable
from typing import Any

from chassis.access.channels import Channel, Key, Kind, Secret
from chassis.errors import StoreUnavailable
from chassis.mongo import Document, Driver

PAGE = 500
MAX_TRIES = 20
"""Somebody else's change comes in between so often only when something is wrong."""


class ChannelStore:
    """Keeps channels. `driver` is on the database of access (`chassis.access.access_database`)."""

    def __init__(self, driver: Driver) -> None:
        self._channels = driver.collection("channels")

    async def add(self, channel: Channel) -> bool:
        """Keep a new one; False when there is one with this id."""
        return bool(await self._channels.insert_new([{**_document(channel), "_id": channel.id, "revision": 1}]))

    async def get(self, channel_id: str) -> Channel | None:
        """The channel with this id."""
        document = await self._channels.find_one({"_id": channel_id})
        return None if document is None else _channel(document)

    async def everything(self, page: int = PAGE) -> list[Channel]:
        """All of them by their ids, read `page` at a time."""
        found: list[Channel] = []
        while True:
            after = found[-1].id if found else ""
            documents = await self._channels.find({"_id": {"$gt": after}}, {}, page, [("_id", 1)])
            found += map(_channel, documents)
            if len(documents) < page:
                return found

    async def change(self, channel_id: str, altered: Callable[[Channel], Channel]) -> Channel | None:
        """The channel as `altered` made it, kept; None when there is none. Nobody else's change is lost to it."""
        for _ in range(MAX_TRIES):
            document = await self._channels.find_one({"_id": channel_id})
            if document is None:
                return None
            before = _channel(document)
            after = altered(before)
            if after == before:
                return before
            unchanged = {"_id": channel_id, "revision": document["revision"]}
            if await self._channels.update_one(unchanged, {"$set": _document(after), "$inc": {"revision": 1}}):
                return after
        raise StoreUnavailable("change: others changed the channel all the time")


def _document(channel: Channel) -> Document:
    return {
        "kind": channel.kind.value,
        "language": channel.language,
        "rate": channel.rate,
        "bulk": channel.bulk,
        "sandbox": channel.sandbox,
        "may_import": channel.may_import,
        "keys": [{"hash": each.hash, "since": each.since} for each in channel.keys],
        "secrets": [{"value": each.value, "since": each.since} for each in channel.secrets],
        "created_at": channel.created_at,
        "disabled_at": channel.disabled_at,
    }


def _channel(document: Document) -> Channel:
    values: dict[str, Any] = {name: document[name] for name in _PLAIN}
    return Channel(
        id=document["_id"],
        kind=_kind(document["kind"]),
        keys=tuple(Key(**each) for each in document["keys"]),
        secrets=tuple(Secret(**each) for each in document["secrets"]),
        **values,
    )


_PLAIN = ("language", "rate", "bulk", "sandbox", "may_import", "created_at", "disabled_at")


def _kind(name: str) -> Kind:
    """A newer version may know more of them."""
    return Kind(name) if name in Kind.__members__.values() else Kind.OTHER
