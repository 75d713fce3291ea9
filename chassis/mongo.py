"""The only file that knows the client of the database: commands with a time limit, named errors and a metric.

Every command carries its time limit twice: here, and as `maxTimeMS` in the command itself, so that the server gives up
as well and does not go on working for nobody. MongoDB stops at the next document. The local store looks at the clock
only once it has fetched all that an index range holds, and fetches and sorts all of it whatever the limit, so a query
is also bounded by what it may match. It uses no index at all for a condition at the top of which stands `$or` or
`$and`.
"""

import asyncio
import time
from collections.abc import Awaitable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ReturnDocument, UpdateMany, UpdateOne, WriteConcern
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    CursorNotFound,
    ExecutionTimeout,
    OperationFailure,
    WriteConcernError,
    WriteError,
)

from chassis import metrics
from chassis.errors import Duplicate, StoreUnavailable

Document = dict[str, Any]
Filter = Mapping[str, Any]
Change = tuple[Filter, Mapping[str, Any]]
"""A condition and the update of what matches it."""
Result = TypeVar("Result")

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before every time that is kept: the open end of ranges (a partial index needs a range to be recognised)."""
CONNECT_TIMEOUT_S = 0.5
DUPLICATE_CODES = frozenset({11000, 11001, 12582})
OUTAGE_CODES = frozenset(
    {
        1,  # InternalError: of the server itself; the local store's answer when its disk is full
        6,  # HostUnreachable
        7,  # HostNotFound
        24,  # LockTimeout
        43,  # CursorNotFound
        50,  # MaxTimeMSExpired
        64,  # WriteConcernFailed
        89,  # NetworkTimeout
        91,  # ShutdownInProgress
        100,  # CannotSatisfyWriteConcern
        112,  # WriteConflict
        133,  # FailedToSatisfyReadPreference
        134,  # ReadConcernMajorityNotAvailableYet
        189,  # PrimarySteppedDown
        202,  # NetworkInterfaceExceededTimeLimit
        262,  # ExceededTimeLimit
        9001,  # SocketException
        10058,  # LegacyNotPrimary
        10107,  # NotWritablePrimary
        11600,  # InterruptedAtShutdown
        11601,  # Interrupted
        11602,  # InterruptedDueToReplStateChange
        13435,  # NotPrimaryNoSecondaryOk
        13436,  # NotPrimaryOrSecondary
        14031,  # OutOfDiskSpace
    }
)
"""What the server answers when it cannot serve anybody now. Any other code says what is wrong with our own request:
trying it again cannot help, so it is raised as it is."""


class Driver:
    """A bounded pool of connections. Every command ends within `timeout_s`, if need be with `StoreUnavailable`."""

    def __init__(self, url: str, database: str, pool: int, timeout_s: float) -> None:
        self._url, self._name, self._pool, self._timeout_s = url, database, pool, timeout_s
        self._client: Any = None

    def open(self) -> None:
        """Make the pool; nothing is connected until the first command."""
        connect_ms = int(min(CONNECT_TIMEOUT_S, self._timeout_s) * 1000)
        self._client = AsyncIOMotorClient(
            self._url,
            maxPoolSize=self._pool,
            tz_aware=True,
            timeoutMS=int(self._timeout_s * 1000),  # of this comes the `maxTimeMS` of every command
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
        if self._client is None:
            raise StoreUnavailable("it is not opened yet")
        return self._client[self._name].get_collection(name, write_concern=WriteConcern(w="majority", j=True))

    async def run(self, command: str, work: Awaitable[Result]) -> Result:
        """Await `work`; translates errors and observes how long it took."""
        started, outcome = time.perf_counter(), "error"
        try:
            async with asyncio.timeout(self._timeout_s):
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
        self._driver, self._name = driver, name

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

    async def _insert_many(self, documents: Sequence[Document]) -> dict[int, Exception]:
        try:
            await self._motor.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            if unconfirmed := _unconfirmed(error):
                raise StoreUnavailable(f"insert_many: {unconfirmed}") from error
            return _write_errors("insert_many", error)
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


_OUTCOMES = {Duplicate: "duplicate", StoreUnavailable: "unavailable"}


def named_error(command: str, error: Exception) -> Exception:
    """`StoreUnavailable` for what can be an outage, `Duplicate` for a taken unique value, else the error as it is."""
    if isinstance(error, BulkWriteError):
        return _worst(command, error)
    if isinstance(error, OperationFailure) and error.code in DUPLICATE_CODES:
        return Duplicate(str(error))
    if _is_outage(error):
        return StoreUnavailable(f"{command}: {type(error).__name__}: {str(error) or 'no answer in time'}")
    return error


def _is_outage(error: Exception) -> bool:
    if isinstance(error, OperationFailure):
        is_named = isinstance(error, ExecutionTimeout | CursorNotFound | WriteConcernError)
        return is_named or error.code in OUTAGE_CODES
    return isinstance(error, TimeoutError | ConnectionFailure)


def _worst(command: str, error: BulkWriteError) -> Exception:
    """One of our own mistakes counts before an outage, and an outage before a duplicate."""
    faults = list(_write_errors(command, error).values())
    if any(not isinstance(fault, Duplicate | StoreUnavailable) for fault in faults):
        return error
    if unconfirmed := _unconfirmed(error):
        return StoreUnavailable(f"{command}: {unconfirmed}")
    return next((fault for fault in faults if isinstance(fault, StoreUnavailable)), faults[0] if faults else error)


def _write_errors(command: str, error: BulkWriteError) -> dict[int, Exception]:
    """The named error of each operation that failed, by its position."""
    details: Any = error.details or {}
    return {
        fault["index"]: named_error(command, WriteError(fault["errmsg"], fault["code"], fault))
        for fault in details.get("writeErrors", ())
    }


def _unconfirmed(error: BulkWriteError) -> str | None:
    """Why no majority has confirmed the writes of which the server says no other error."""
    details: Any = error.details or {}
    errors = details.get("writeConcernErrors")
    return f"not confirmed: {errors[0].get('errmsg')}" if errors else None
