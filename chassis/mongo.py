"""The client of the database, which only this file, `files` and `mongo_errors` know: commands with a time limit.

Every command carries its time limit twice: here, and as `maxTimeMS` in the command itself, so that the server gives up
as well and does not go on working for nobody. MongoDB stops at the next document. The local store looks at the clock
only once it has fetched all that an index range holds, and fetches and sorts all of it whatever the limit, so a query
is also bounded by what it may match. It uses no index at all for a condition at the top of which stands `$or` or
`$and`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import pymongo
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ReplaceOne, ReturnDocument, UpdateMany, UpdateOne, WriteConcern
from pymongo.errors import BulkWriteError, OperationFailure

from chassis import metrics
from chassis.errors import Duplicate, StoreUnavailable
from chassis.mongo_errors import named_error, unconfirmed, write_errors

Document = dict[str, Any]
Filter = Mapping[str, Any]
Change = tuple[Filter, Mapping[str, Any]]
"""A condition and the update of what matches it."""
Result = TypeVar("Result")

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before every time that is kept: the open end of ranges (a partial index needs a range to be recognised)."""
CONNECT_TIMEOUT_S = 0.5
MAX_INSERT = 100
"""Documents in one command: the local store once stood still over a thousand."""
PREPARE_TIMEOUT_S = 600.0
"""An index over all that a city has kept takes minutes to build; only the start of a process waits for it."""
ABSENT_CODES = frozenset({26, 27})
"""NamespaceNotFound and IndexNotFound: what is to be dropped or renamed is not there."""
COMMAND_NOT_FOUND = 59

_OUTCOMES = {Duplicate: "duplicate", StoreUnavailable: "unavailable"}


class Driver:
    """A bounded pool of connections. Every command ends within `timeout_s`, if need be with `StoreUnavailable`;
    only what prepares a collection may take longer.
    """

    def __init__(self, url: str, database: str, pool: int, timeout_s: float) -> None:
        self._url, self._name, self._pool, self.timeout_s = url, database, pool, timeout_s
        self._client: Any = None
        metrics.initialise_store()

    def open(self) -> None:
        """Make the pool; nothing is connected until the first command."""
        connect_ms = int(min(CONNECT_TIMEOUT_S, self.timeout_s) * 1000)
        self._client = AsyncIOMotorClient(
            self._url,
            maxPoolSize=self._pool,
            tz_aware=True,
            timeoutMS=int(self.timeout_s * 1000),  # of this comes the `maxTimeMS` of every command
            serverSelectionTimeoutMS=connect_ms,
            connectTimeoutMS=connect_ms,
        )

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def collection(self, name: str) -> "Collection":
        """A collection whose writes are confirmed by a majority's journals."""
        return Collection(self, name)

    def motor(self, name: str) -> Any:
        """Motor's own collection; only for this file."""
        concern = WriteConcern(w="majority", j=True)
        return self.database().get_collection(name, write_concern=concern)

    def database(self) -> Any:
        """Motor's own database; only for this file and `chassis.files`."""
        return self._open_client()[self._name]

    def _open_client(self) -> Any:
        if self._client is None:
            raise StoreUnavailable("it is not opened yet")
        return self._client

    async def ping(self) -> None:
        """Return when the store answers."""
        await self.run("ping", self.database().command("ping"))

    async def free_share(self) -> float | None:
        """Which share of the disk of the database is free, from 0 to 1; None where the server does not say."""
        try:
            said = await self.run("dbStats", self._open_client()[self._name].command("dbStats"))
        except OperationFailure as error:
            if error.code != COMMAND_NOT_FOUND:
                raise
            return None
        total, used = said.get("fsTotalSize"), said.get("fsUsedSize")
        return None if not total or used is None else max(0.0, 1.0 - used / total)

    async def run(self, command: str, work: Awaitable[Result], timeout_s: float | None = None) -> Result:
        """Await `work`; translates errors and observes how long it took."""
        started, outcome = time.perf_counter(), "error"
        try:
            async with asyncio.timeout(timeout_s or self.timeout_s):
                result = await work
            outcome = "ok"
            return result
        except Exception as error:
            named = named_error(command, error)
            outcome = _OUTCOMES.get(type(named), outcome)
            if named is error:
                raise
            raise named from error
        finally:
            metrics.store_command.labels(command, outcome).observe(time.perf_counter() - started)


class Collection:
    """The commands that services use, on one collection. What a query matches is bounded by whoever asks."""

    def __init__(self, driver: Driver, name: str) -> None:
        self._driver, self.name = driver, name

    async def find_one(self, where: Filter, fields: Filter | None = None) -> Document | None:
        """The first document that matches."""
        return await self._driver.run("find_one", self._motor.find_one(where, fields))

    async def find(
        self, where: Filter, fields: Filter, limit: int, sort: Sequence[tuple[str, int]] = ()
    ) -> list[Document]:
        """At most `limit` documents."""
        cursor = self._motor.find(where, fields, limit=limit, sort=list(sort) or None)
        return await self._driver.run("find", cursor.to_list(length=limit))

    async def aggregate(self, pipeline: Sequence[Filter]) -> list[Document]:
        """All that the pipeline yields."""
        return await self._driver.run("aggregate", self._motor.aggregate(list(pipeline)).to_list(length=None))

    async def insert_many(self, documents: Sequence[Document]) -> dict[int, Exception]:
        """Keep each document on its own; the answer has the error of each that was not kept, by its position.

        `Duplicate` and `StoreUnavailable` are named; any other says what is wrong with that document.
        """
        return await self._driver.run("insert_many", self._insert_many(documents))

    async def insert_new(self, documents: Sequence[Document]) -> set[int]:
        """Keep each document whose unique values nobody else's has yet; the positions of these. Safe to repeat.

        Raises the first error that is another one.
        """
        new: set[int] = set()
        for start in range(0, len(documents), MAX_INSERT):
            part = documents[start : start + MAX_INSERT]
            faults = await self.insert_many(part)
            for fault in faults.values():
                if not isinstance(fault, Duplicate):
                    raise fault
            new |= {start + position for position in range(len(part)) if position not in faults}
        return new

    async def _insert_many(self, documents: Sequence[Document]) -> dict[int, Exception]:
        try:
            await self._motor.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            if reason := unconfirmed(error):
                raise StoreUnavailable(f"insert_many: {reason}") from error
            return write_errors("insert_many", error)
        return {}

    async def update_one(self, where: Filter, change: Filter, upsert: bool = False) -> bool:
        """Whether a document matched (or was made); raises `Duplicate` when an upsert meets another's document."""
        result = await self._driver.run("update_one", self._motor.update_one(where, change, upsert=upsert))
        return bool(result.matched_count or result.upserted_id is not None)

    async def find_one_and_update(self, where: Filter, change: Filter, upsert: bool = False) -> Document | None:
        """The document after the change, or None when none matched."""
        work = self._motor.find_one_and_update(where, change, upsert=upsert, return_document=ReturnDocument.AFTER)
        return await self._driver.run("find_one_and_update", work)

    async def update_each(self, changes: Sequence[Change], upsert: bool = False) -> int:
        """Change one document per entry; how many matched."""
        return await self._bulk([UpdateOne(where, change, upsert=upsert) for where, change in changes])

    async def update_all(self, changes: Sequence[Change]) -> int:
        """Change all documents that match each entry; how many matched."""
        return await self._bulk([UpdateMany(where, change) for where, change in changes])

    async def replace_each(self, replacements: Sequence[tuple[Filter, Document]]) -> int:
        """Put a document in the place of each one that matches; how many matched."""
        return await self._bulk([ReplaceOne(where, document) for where, document in replacements])

    async def delete_all(self, where: Filter) -> None:
        """Remove all documents that match."""
        await self._driver.run("delete_many", self._motor.delete_many(where))

    async def create_index(
        self, fields: Sequence[str], unique: bool = False, only: Filter | None = None, expire_after_s: int | None = None
    ) -> None:
        """Ascending over `fields`; `only` restricts it to the documents that match. Safe to repeat.

        With `expire_after_s` the store drops a document that long after the time in the one field.
        """
        keys = [(field, 1) for field in fields]
        options: dict[str, Any] = {"partialFilterExpression": only} if only else {}
        if expire_after_s is not None:
            options["expireAfterSeconds"] = expire_after_s
        await self._prepare("create_index", lambda: self._motor.create_index(keys, unique=unique, **options))

    async def drop_index(self, name: str) -> None:
        """Drop an index if there is one of that name."""
        await self._prepare("drop_index", lambda: self._motor.drop_index(name))

    async def rename(self, name: str) -> None:
        """Give the collection another name, if there is such a collection."""
        await self._prepare("rename", lambda: self._motor.rename(name))

    async def _prepare(self, command: str, begin: Callable[[], Awaitable[Any]]) -> None:
        """What may take minutes, if there is anything to do; that the store does not answer is noticed much sooner."""
        await self._driver.ping()
        try:
            with pymongo.timeout(PREPARE_TIMEOUT_S):
                work = begin()
            await self._driver.run(command, work, PREPARE_TIMEOUT_S)
        except OperationFailure as error:
            if error.code not in ABSENT_CODES:
                raise

    async def _bulk(self, operations: Sequence[Any]) -> int:
        if not operations:
            return 0
        result = await self._driver.run("bulk_write", self._motor.bulk_write(operations, ordered=False))
        return int(result.matched_count)

    @property
    def _motor(self) -> Any:
        return self._driver.motor(self.name)
