"""The deliveries in MongoDB. The only file of notify that knows motor.

What returns without an error is on disk at a majority. Every method raises `TemporarilyUnavailable` when the store
does not answer, and may simply be called again then: repeating any of them changes nothing.
"""

import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ASCENDING, IndexModel, WriteConcern
from pymongo.errors import BulkWriteError, ConnectionFailure, ExecutionTimeout, WriteConcernError

from chassis import metrics
from chassis.errors import TemporarilyUnavailable
from contracts.events import Event
from services.notify.documents import Announcement, Claimed, announcement, announcements_of, delivery_from, new_document
from services.notify.domain import Delivery, Plan

DUPLICATE_KEY = 11000
CONNECTIONS = 8
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
UNANNOUNCED = "unannounced"
INDEXES = (
    # Over a range, which every store recognises in a query; what is concluded has no next attempt.
    IndexModel(
        [("next_attempt_at", ASCENDING), ("transport", ASCENDING)],
        name="due_by_time",
        partialFilterExpression={"next_attempt_at": {"$gt": BEGINNING}},
    ),
    IndexModel([("unannounced", ASCENDING)], name=UNANNOUNCED, partialFilterExpression={"unannounced": True}),
)


class Deliveries:
    """The collection of deliveries; each plan's delivery is kept once, by its id."""

    def __init__(self, url: str, database: str) -> None:
        self._client: Any = AsyncIOMotorClient(
            url, tz_aware=True, maxPoolSize=CONNECTIONS, serverSelectionTimeoutMS=3000, socketTimeoutMS=20_000,
            appname="tanggap-notify",
        )  # fmt: skip
        concern = WriteConcern(w="majority", j=True, wtimeout=15_000)
        self._deliveries: Any = self._client.get_database(database, write_concern=concern).get_collection("deliveries")
        self._prepared = False

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    async def prepare(self) -> None:
        """Make the indexes that the other methods rely on."""
        with _answering("create_indexes"):
            await self._deliveries.create_indexes(list(INDEXES))
        self._prepared = True

    async def insert(self, plans: Iterable[Plan]) -> list[Delivery]:
        """Keep what is new of these plans and return it; what is known already is left as it is."""
        planned = {delivery.id: (delivery, plan) for plan in plans for delivery in plan.deliveries}
        if not planned:
            return []
        known: set[int] = set()
        with _answering("insert_many"):
            try:
                documents = [new_document(delivery, plan) for delivery, plan in planned.values()]
                await self._deliveries.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                known = _duplicates(error)
        return [delivery for number, (delivery, _) in enumerate(planned.values()) if number not in known]

    async def claim(self, transport: str, upto: datetime, until: datetime, most: int) -> list[Claimed]:
        """Up to `most` deliveries that were due by `upto`, which nobody else sends before `until`.

        Some servers read everything that matches, whatever the limit, and all the more with a sort or a hint. So while
        many are due, keep `upto` near the oldest (`chassis.windows`): that also takes the oldest first.
        """
        when = {"$gt": BEGINNING, "$lte": upto}
        due = {"next_attempt_at": when, "transport": transport, "state": "pending"}
        token = uuid.uuid4().hex
        self._check_prepared()
        with _answering("claim"):
            found = await self._deliveries.find(due, {"next_attempt_at": 1}).limit(most).to_list(most)
            if not found:
                return []
            due_at = {document["_id"]: document["next_attempt_at"] for document in found}
            ids = {"_id": {"$in": list(due_at)}}
            await self._deliveries.update_many(ids | due, {"$set": {"claim": token, "next_attempt_at": until}})
            documents = await self._deliveries.find(ids | {"claim": token}).to_list(most)
        deliveries = sorted(map(delivery_from, documents), key=lambda delivery: (delivery.occurred_at, delivery.key))
        return [Claimed(delivery, token, until, due_at[delivery.id]) for delivery in deliveries]

    async def release(self, claimed: Sequence[Claimed], now: datetime) -> None:
        """Give back unsent what is still ours: it is due `now`."""
        for token in {each.token for each in claimed}:
            ids = [each.delivery.id for each in claimed if each.token == token]
            with _answering("release"):
                await self._deliveries.update_many(
                    {"_id": {"$in": ids}, "claim": token}, {"$set": {"next_attempt_at": now}, "$unset": {"claim": ""}}
                )

    async def record(self, token: str, after: Delivery, proof: dict[str, Any], fact: Event | None) -> bool:
        """Keep the result of an attempt with its proof and the fact to announce.

        False when the claim was lost (to another process whose result counts) or this result is recorded already.
        """
        changes: dict[str, Any] = {
            "$set": {"state": after.state, "attempts": after.attempts},
            "$push": {"proof": proof},
            "$unset": {"claim": ""},
        }
        if after.state == "pending":
            changes["$set"]["next_attempt_at"] = after.next_attempt_at
        else:
            changes["$unset"]["next_attempt_at"] = ""
        if fact is not None:
            changes["$set"]["unannounced"] = True
            changes["$push"]["announcements"] = announcement(fact)
        with _answering("record"):
            result = await self._deliveries.update_one({"_id": after.id, "claim": token}, changes)
        return bool(result.matched_count)

    async def unannounced(self, most: int) -> list[Announcement]:
        """Facts of up to `most` deliveries that are not published yet, in order within a delivery."""
        self._check_prepared()
        with _answering("unannounced"):
            waiting = self._deliveries.find({"unannounced": True}, {"announcements": 1, "complaint_id": 1})
            documents = await waiting.hint(UNANNOUNCED).limit(most).to_list(most)
        return [each for document in documents for each in announcements_of(document)]

    async def announced(self, published: Sequence[Announcement]) -> None:
        """Take these facts out; others that came in meanwhile stay."""
        ids = {"_id": {"$in": list({each.delivery_id for each in published})}}
        events = [each.event_id for each in published]
        with _answering("announced"):
            await self._deliveries.update_many(ids, {"$pull": {"announcements": {"id": {"$in": events}}}})
            await self._deliveries.update_many(ids | {"announcements": []}, {"$unset": {"unannounced": ""}})

    def _check_prepared(self) -> None:
        if not self._prepared:
            raise TemporarilyUnavailable("the store's indexes are not made yet")


@contextmanager
def _answering(command: str) -> Iterator[None]:
    """Measure a command; an absent store becomes `TemporarilyUnavailable`, any other error stays what it is."""
    began, outcome = time.perf_counter(), "error"
    try:
        yield
        outcome = "ok"
    except (ConnectionFailure, ExecutionTimeout, WriteConcernError) as error:
        outcome = "unavailable"
        raise TemporarilyUnavailable(f"the store does not answer: {error}") from error
    finally:
        metrics.store_command.labels(command, outcome).observe(time.perf_counter() - began)


def _duplicates(error: BulkWriteError) -> set[int]:
    """Which documents were known already; any other fault of the batch is raised."""
    details: Any = error.details or {}
    faults = details.get("writeErrors", [])
    if details.get("writeConcernErrors"):
        raise TemporarilyUnavailable("the store could not confirm the writes") from error
    if any(fault["code"] != DUPLICATE_KEY for fault in faults):
        raise error
    return {fault["index"] for fault in faults}
