"""The only file of this service that knows motor: commands with a time limit, named errors and a metric."""

import asyncio
import time
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, TypeVar

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ReturnDocument, UpdateMany, UpdateOne, WriteConcern
from pymongo.errors import BulkWriteError, DuplicateKeyError, InvalidOperation, OperationFailure, PyMongoError

from chassis import metrics
from services.complaints.store import Duplicate, StoreUnavailable

Document = dict[str, Any]
Filter = Mapping[str, Any]
Change = tuple[Filter, Mapping[str, Any]]
Result = TypeVar("Result")

_DUPLICATE = 11000
_OUR_MISTAKES = frozenset({2, 9, 14})
"""BadValue, FailedToParse, TypeMismatch: trying again cannot help, so they are not taken for an outage."""


class Driver:
    """A bounded pool of connections. Every command ends within `patience_s`, if need be with `StoreUnavailable`."""

    def __init__(self, url: str, database: str, pool: int, patience_s: float) -> None:
        self._url, self._name, self._pool, self._patience_s = url, database, pool, patience_s
        self._client: Any = None

    def open(self) -> None:
        """Make the pool; nothing is connected until the first command."""
        milliseconds = int(self._patience_s * 1000)
        self._client = AsyncIOMotorClient(
            self._url,
            maxPoolSize=self._pool,
            tz_aware=True,
            serverSelectionTimeoutMS=min(500, milliseconds),
            connectTimeoutMS=min(500, milliseconds),
            socketTimeoutMS=2 * milliseconds,
            waitQueueTimeoutMS=milliseconds,
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
        if self._client is None:
            raise StoreUnavailable("the store is not open")
        return self._client[self._name].get_collection(name, write_concern=WriteConcern(w="majority", j=True))

    async def run(self, command: str, work: Awaitable[Result]) -> Result:
        """Await `work`; translates errors and observes how long it took."""
        started, outcome = time.perf_counter(), "error"
        try:
            async with asyncio.timeout(self._patience_s):
                result = await work
            outcome = "ok"
            return result
        except DuplicateKeyError as error:
            outcome = "duplicate"
            raise Duplicate(str(error)) from error
        except TimeoutError as error:
            raise StoreUnavailable(f"{command}: no answer within {self._patience_s} s") from error
        except PyMongoError as error:
            raise _named(command, error) from error
        finally:
            metrics.store_command.labels(command, outcome).observe(time.perf_counter() - started)


class Collection:
    """The commands this service uses, on one collection."""

    def __init__(self, driver: Driver, name: str) -> None:
        self._driver, self._name = driver, name

    async def find_one(self, where: Filter, fields: Filter | None = None) -> Document | None:
        """The first document that matches."""
        return await self._driver.run("find_one", self._motor.find_one(where, fields))

    async def find(
        self, where: Filter, fields: Filter, limit: int, sort: Sequence[tuple[str, int]] = ()
    ) -> list[Document]:
        """At most `limit` documents; a small store sorts everything that matches, so keep `where` narrow."""
        cursor = self._motor.find(where, fields, limit=limit, sort=list(sort) or None)
        return await self._driver.run("find", cursor.to_list(length=limit))

    async def aggregate(self, pipeline: Sequence[Filter]) -> list[Document]:
        """All that the pipeline yields."""
        return await self._driver.run("aggregate", self._motor.aggregate(list(pipeline)).to_list(length=None))

    async def insert_many(self, documents: Sequence[Document]) -> dict[int, Exception]:
        """Keep each document on its own; the answer names those that were not kept, by their position."""
        try:
            await self._driver.run("insert_many", self._motor.insert_many(documents, ordered=False))
        except StoreUnavailable as error:
            if isinstance(error.__cause__, BulkWriteError):
                return _faults(error.__cause__)
            raise
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

    async def create_index(self, fields: Sequence[str], unique: bool = False, only: Filter | None = None) -> None:
        """Ascending over `fields`; `only` restricts it to the documents that match. Safe to repeat."""
        keys = [(field, 1) for field in fields]
        options = {"partialFilterExpression": only} if only else {}
        await self._driver.run("create_index", self._motor.create_index(keys, unique=unique, **options))

    async def _bulk(self, operations: Sequence[Any]) -> int:
        if not operations:
            return 0
        result = await self._driver.run("bulk_write", self._motor.bulk_write(operations, ordered=False))
        return int(result.matched_count)

    @property
    def _motor(self) -> Any:
        return self._driver.motor(self._name)


def _named(command: str, error: PyMongoError) -> Exception:
    is_ours = isinstance(error, InvalidOperation) or (
        isinstance(error, OperationFailure) and error.code in _OUR_MISTAKES
    )
    return error if is_ours else StoreUnavailable(f"{command}: {type(error).__name__}: {error}")


def _faults(error: BulkWriteError) -> dict[int, Exception]:
    details: Any = error.details or {}
    faults: dict[int, Exception] = {
        fault["index"]: Duplicate(fault["errmsg"])
        if fault["code"] == _DUPLICATE
        else StoreUnavailable(f"insert_many: {fault['errmsg']}")
        for fault in details.get("writeErrors", ())
    }
    if not faults:
        raise StoreUnavailable(f"insert_many: {details.get('writeConcernErrors')}") from error
    return faults
