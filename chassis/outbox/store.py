"""The outbox and the relay's lease as they are kept in the store.

Everything here is guarded by the token of the lease: a relay that lost it changes nothing that a later one wrote.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chassis.errors import Duplicate
from chassis.mongo import BEGINNING, Change, Collection, Document, Driver
from chassis.outbox.documents import Pending, pending_of
from chassis.shares import Share
from contracts.topics import Topic

_PENDING = {"pending_since": {"$gt": BEGINNING}}


class Outbox:
    """The unpublished events in the documents of a collection; `subject_field` holds what they are about.

    They go to `topic`, which also names the relay and its metrics. Where a document has one of the values of `others`
    in `topic_field`, its events go to the topic under that value.
    """

    def __init__(
        self,
        collection: Collection,
        topic: Topic,
        subject_field: str = "_id",
        topic_field: str | None = None,
        others: Mapping[str, Topic] = MappingProxyType({}),
    ) -> None:
        self._documents, self.topic, self._subject_field = collection, topic, subject_field
        self._topic_field, self._others = topic_field, others
        self._fields = {"events": 1, "published_seq": 1, "pending_since": 1, subject_field: 1}
        if topic_field is not None:
            self._fields[topic_field] = 1
        self._has_index = False

    async def look(self, share: Share, limit: int) -> list[Pending]:
        """At most `limit` documents of the share that have unpublished events; those of each are in order.

        The first look makes the index: without it every look would read all documents there are.
        """
        if not self._has_index:
            await self._documents.create_index(["slot"], only=_PENDING)
            self._has_index = True
        where = _PENDING | {"slot": share.slots}
        found = await self._documents.find(where, self._fields, limit)
        return [pending_of(each, self._topic_of(each), self._subject_field) for each in found]

    def _topic_of(self, document: Document) -> Topic:
        named = document.get(self._topic_field) if self._topic_field is not None else None
        return self._others.get(named, self.topic) if named is not None else self.topic

    async def mark(self, published: Iterable[Pending], token: int) -> None:
        """Note that all events in `published` are out; those appended since stay pending."""
        groups: dict[tuple[int, int], list[str]] = defaultdict(list)
        for each in published:
            groups[each.published_seq, each.seq].append(each.document_id)
        done = await self._documents.update_all([_complete(*key, ids, token) for key, ids in groups.items()])
        if done < sum(len(ids) for ids in groups.values()):
            await self._documents.update_all([_partly(*key, ids, token) for key, ids in groups.items()])


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """The lease as it stands: `token` grows with every new holder, `beat` with every renewal.

    `oldest_at` is since when the oldest unpublished event waits, as its holder knew at the latest renewal.
    """

    token: int
    beat: int
    released: bool = False
    oldest_at: datetime | None = None


class LeaseStore:
    """The lease of one outbox: a single document, read and changed by its id."""

    def __init__(self, driver: Driver, name: str) -> None:
        self._leases, self.name = driver.collection("relay_leases"), name

    async def read(self) -> LeaseRecord | None:
        """The lease as it stands, or None before the first."""
        return _lease(await self._leases.find_one({"_id": self.name}))

    async def take(self, seen: LeaseRecord | None, holder: str) -> LeaseRecord | None:
        """Become the holder, provided the lease still is as `seen`; None when somebody else was quicker."""
        where: dict[str, Any] = {"_id": self.name}
        where |= {"token": 0} if seen is None else {"token": seen.token, "beat": seen.beat}
        change = {"$inc": {"token": 1}, "$set": {"holder": holder, "beat": 0, "released": False}}
        try:
            return _lease(await self._leases.find_one_and_update(where, change, upsert=seen is None))
        except Duplicate:
            return None

    async def renew(self, token: int, oldest_at: datetime | None = None) -> bool:
        """Show that the holder is alive, and how far behind; False when the lease has gone to another."""
        change = {"$inc": {"beat": 1}, "$set": {"oldest_at": oldest_at}}
        return await self._leases.update_one({"_id": self.name, "token": token}, change)

    async def release(self, token: int) -> None:
        """Let a standby take over at once."""
        await self._leases.update_one({"_id": self.name, "token": token}, {"$set": {"released": True}})


def _complete(published_seq: int, seq: int, ids: list[str], token: int) -> Change:
    change = {"$set": {"published_seq": seq, "relay_token": token}, "$unset": {"pending_since": ""}}
    return {**_guard(published_seq, ids, token), "seq": seq}, change


def _partly(published_seq: int, seq: int, ids: list[str], token: int) -> Change:
    change = {"$set": {"published_seq": seq, "relay_token": token}}
    return {**_guard(published_seq, ids, token), "seq": {"$gt": seq}}, change


def _guard(published_seq: int, ids: list[str], token: int) -> dict[str, Any]:
    return {"_id": {"$in": ids}, "published_seq": published_seq, "relay_token": {"$lte": token}}


def _lease(document: Document | None) -> LeaseRecord | None:
    if document is None:
        return None
    return LeaseRecord(document["token"], document["beat"], document["released"], document.get("oldest_at"))
