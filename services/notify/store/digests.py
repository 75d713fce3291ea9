"""The digests as notify uses them, and the deliveries that they hold.

A digest is kept, empty, as soon as something `waits_for` it. At its time whoever claims it closes it: the deliveries
that wait for it then are `held_by` it, and nothing comes to them afterwards. A delivery that was kept too late to be
gathered moves on to the next digest; both are decided by the same field of the delivery, so it is one or the other.
After the attempt each delivery gets the event that follows, and the digest is at its end only after that.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chassis.mongo import Change, Document, Driver
from chassis.outbox import appended
from chassis.shares import SLOTS, Share
from contracts.events import Event
from contracts.topics import NOTIFICATIONS
from services.notify.domain.delivery import Delivery, Digest
from services.notify.domain.digests import new_digest
from services.notify.store.claims import Claims
from services.notify.store.documents import (
    Claimed,
    attempted_change,
    delivery_from,
    digest_document,
    digest_from,
    waiting,
)

MAX_LOOK = 500
"""Deliveries that are read at once."""
MAX_WRITE = 100


class Digests:
    """The collection of digests; what they hold are documents of the collection of deliveries.

    Looks for deliveries are bounded by what one digest holds, a share of it at a time.
    """

    def __init__(self, driver: Driver) -> None:
        self._digests, self._deliveries = driver.collection("digests"), driver.collection("deliveries")
        self.claims = Claims(self._digests, _claimed)

    async def expect(self, deliveries: Iterable[Delivery]) -> None:
        """Keep the digests that deliveries are going to wait for, so that they are made at their time."""
        wanted = {each.digest: each for each in deliveries if each.digest is not None}
        await self._digests.insert_new([digest_document(new_digest(each)) for each in wanted.values()])

    async def move_late(self, delivery_ids: Iterable[str], moved_on: Callable[[Delivery], Delivery]) -> None:
        """Let those of the deliveries that were kept too late for their digest wait for the one that follows on it."""
        ids = sorted(delivery_ids)
        while ids and (late := await self.too_late(ids)):
            moves = [(delivery, moved_on(delivery)) for delivery in late]
            await self.expect(after for _, after in moves)
            await self._move(moves)

    async def too_late(self, delivery_ids: Sequence[str]) -> list[Delivery]:
        """Those of the deliveries that wait for a digest which is closed already."""
        found = await self._deliveries.find({"_id": {"$in": list(delivery_ids)}}, {}, len(delivery_ids))
        waiting = [each for each in found if each.get("waits_for")]
        digests = sorted({each["waits_for"] for each in waiting})
        if not digests:
            return []
        closed_ones = {"_id": {"$in": digests}, "closed_at": {"$exists": True}}
        closed = {each["_id"] for each in await self._digests.find(closed_ones, {"_id": 1}, len(digests))}
        return [delivery_from(each) for each in waiting if each["waits_for"] in closed]

    async def _move(self, moves: Sequence[tuple[Delivery, Delivery]]) -> None:
        """Let deliveries wait for another digest, each from what it was to what it is, unless gathered meanwhile."""
        await self._deliveries.update_each(
            [
                (
                    {"_id": before.id, "waits_for": before.digest},
                    {"$set": waiting(after)},
                )
                for before, after in moves
            ]
        )

    async def gather(self, claimed: Claimed, now: datetime) -> bool:
        """Close a digest: from now on it holds what waits for it. False when the claim was lost."""
        ours = {"_id": claimed.sendable.id, "claim": claimed.token}
        if not await self._digests.update_one(ours, {"$min": {"closed_at": now}}):
            return False
        waiting = {"waits_for": claimed.sendable.id}
        hold = {"$set": {"held_by": claimed.sendable.id}, "$unset": {"waits_for": ""}}
        # A few at a time: no command may take longer than the time limit, however many wait.
        while found := await self._deliveries.find(waiting, {"_id": 1}, MAX_WRITE):
            ids = {"_id": {"$in": [each["_id"] for each in found]}}
            await self._deliveries.update_all([(ids | waiting, hold)])
        return True

    async def held(self, digest_id: str) -> AsyncIterator[list[tuple[Delivery, int]]]:
        """The deliveries that a digest holds and that are not at their end, with the number of events of each."""
        share = Share(width=SLOTS)
        while True:
            where = {"held_by": digest_id, "slot": share.slots}
            found = await self._deliveries.find(where, {}, MAX_LOOK)
            if len(found) >= MAX_LOOK and share.width > 1:
                share = share.narrowed()
                continue
            yield [(delivery_from(each), each["seq"]) for each in found]
            if share.is_last:
                return
            share = share.next(len(found), MAX_LOOK)

    async def withdraw(self, withdrawn: Sequence[tuple[Delivery, int, Event]]) -> None:
        """Take deliveries out with the events that say so."""
        await self._end(withdrawn, "skipped", 0)

    async def note_made(self, claimed: Claimed, digest: Digest) -> bool:
        """Keep what the digest holds, before it is sent for the first time. False when the claim was lost."""
        ours = {"_id": digest.id, "claim": claimed.token}
        held = {
            "counts": dict(digest.counts),
            "complaints": digest.complaints,
            "others": digest.others,
            "acts_for": digest.acts_for,
            "is_asked": digest.is_asked,
        }
        return await self._digests.update_one(ours, {"$set": {**held, "made": True}})

    async def note_attempt(self, claimed: Claimed, proof: Document) -> bool:
        """Keep the proof of an attempt; its deliveries follow. False when the claim was lost."""
        ours = {"_id": claimed.sendable.id, "claim": claimed.token}
        return await self._digests.update_one(ours, {"$set": {"last": proof}, "$addToSet": {"proof": proof}})

    async def conclude(self, ended: Sequence[tuple[Delivery, int, Event]], attempted: Digest) -> None:
        """Let deliveries say what became of the digest that held them. Repeating it changes nothing."""
        await self._end(ended, attempted.state, attempted.attempts)

    async def note_fallback(self, failed: Sequence[tuple[Delivery, int, Event]], transport: str) -> None:
        """Let deliveries say that this transport has failed; they go on by another."""
        changes = []
        for delivery, seq, event in failed:
            where = {"_id": delivery.id, "state": "pending", "failed_by": {"$ne": transport}}
            change = _with_event(seq, event, {"$push": {"failed_by": transport}})
            changes.append((where, change))
        await self._write(changes)

    async def finish(self, claimed: Claimed, after: Digest) -> bool:
        """Release the claim on a digest whose deliveries all say what became of the attempt."""
        change = attempted_change(after)
        change["$unset"]["last"] = ""
        return await self._digests.update_one({"_id": after.id, "claim": claimed.token}, change)

    async def _end(self, ended: Sequence[tuple[Delivery, int, Event]], state: str, attempts: int) -> None:
        changes = []
        for delivery, seq, event in ended:
            new: dict[str, Any] = {"state": state, "attempts": attempts}
            if state == "failed":
                new["failed_at"] = event.occurred_at
            change = {"$set": new, "$unset": {"held_by": ""}}
            changes.append(({"_id": delivery.id, "state": "pending"}, _with_event(seq, event, change)))
        await self._write(changes)

    async def _write(self, changes: Sequence[Change]) -> None:
        for start in range(0, len(changes), MAX_WRITE):
            await self._deliveries.update_each(changes[start : start + MAX_WRITE])


def _with_event(seq: int, event: Event, change: Mapping[str, Mapping[str, Any]]) -> Document:
    return appended(seq + 1, [NOTIFICATIONS.encode(event)], event.occurred_at, change)


def _claimed(document: Document, token: str, until: datetime, due_at: datetime) -> Claimed:
    is_made, last = bool(document.get("made")), document.get("last")
    return Claimed(digest_from(document), token, until, due_at, is_made=is_made, last=last)
