"""The unpublished events as the relay uses them, and the lease that lets only one relay at a time publish."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.complaints.record import Pending
from services.complaints.store import Duplicate
from services.complaints.store.documents import BEGINNING, pending_of
from services.complaints.store.driver import Change, Document, Driver

PATIENCE_S = 10.0
_NAME = "complaints"
_FIELDS = {"events": 1, "published_seq": 1, "pending_since": 1}


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """The lease as it stands: `token` grows with every new holder, `beat` with every renewal."""

    token: int
    beat: int
    released: bool = False


class Outbox:
    """Everything here is guarded by the token: a relay that lost its lease changes nothing that a later one wrote."""

    def __init__(self, driver: Driver) -> None:
        self._complaints = driver.collection("complaints")
        self._leases = driver.collection("relay_leases")

    async def pending(self, upto: datetime | None, limit: int) -> list[Pending]:
        """Complaints in any order whose events wait since before `upto`; the events of each are in order."""
        until = {} if upto is None else {"$lte": upto}
        where = {"pending_since": {"$gt": BEGINNING, **until}}
        return [pending_of(each) for each in await self._complaints.find(where, _FIELDS, limit)]

    async def mark(self, published: Iterable[Pending], token: int) -> None:
        """Note that all events in `published` are out; those appended since stay pending."""
        groups: dict[tuple[int, int], list[str]] = defaultdict(list)
        for each in published:
            groups[each.published_seq, each.seq].append(each.complaint_id)
        done = await self._complaints.update_all([_complete(*key, ids, token) for key, ids in groups.items()])
        if done < sum(len(ids) for ids in groups.values()):
            await self._complaints.update_all([_partly(*key, ids, token) for key, ids in groups.items()])

    async def lease(self) -> LeaseRecord | None:
        """The lease as it stands, or None before the first."""
        return _lease(await self._leases.find_one({"_id": _NAME}))

    async def take(self, seen: LeaseRecord | None, holder: str) -> LeaseRecord | None:
        """Become the holder, provided the lease still is as `seen`; None when somebody else was quicker."""
        where: dict[str, Any] = {"_id": _NAME}
        where |= {"token": 0} if seen is None else {"token": seen.token, "beat": seen.beat}
        change = {"$inc": {"token": 1}, "$set": {"holder": holder, "beat": 0, "released": False}}
        try:
            return _lease(await self._leases.find_one_and_update(where, change, upsert=seen is None))
        except Duplicate:
            return None

    async def renew(self, token: int) -> bool:
        """Show that the holder is alive; False when the lease has gone to another."""
        return await self._leases.update_one({"_id": _NAME, "token": token}, {"$inc": {"beat": 1}})

    async def release(self, token: int) -> None:
        """Let a standby take over at once."""
        await self._leases.update_one({"_id": _NAME, "token": token}, {"$set": {"released": True}})


def _complete(published_seq: int, seq: int, ids: list[str], token: int) -> Change:
    change = {"$set": {"published_seq": seq, "relay_token": token}, "$unset": {"pending_since": ""}}
    return {**_guard(published_seq, ids, token), "seq": seq}, change


def _partly(published_seq: int, seq: int, ids: list[str], token: int) -> Change:
    change = {"$set": {"published_seq": seq, "relay_token": token}}
    return {**_guard(published_seq, ids, token), "seq": {"$gt": seq}}, change


def _guard(published_seq: int, ids: list[str], token: int) -> dict[str, Any]:
    return {"_id": {"$in": ids}, "published_seq": published_seq, "relay_token": {"$lte": token}}


def _lease(document: Document | None) -> LeaseRecord | None:
    return None if document is None else LeaseRecord(document["token"], document["beat"], document["released"])
