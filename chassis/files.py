"""Files in the store (GridFS): beside `mongo`, the only module that knows the database's client.

A file is written before anything names it, so a process that dies in between leaves a file that nobody knows of. Hence
every upload begins with an entry that says for whom it is, and whoever has named the file settles it. What is not
settled after a while is found by `unsettled`, and either settled late or removed.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pymongo
from gridfs.errors import NoFile
from motor.motor_asyncio import AsyncIOMotorGridFSBucket
from pymongo import WriteConcern

from chassis.mongo import Driver

UPLOAD_TIMEOUT_S = 20.0
"""For a file as a whole; reading has the driver's time limit for each piece."""
_CHUNK_BYTES = 512 * 1024


class FileMissing(Exception):
    """The store has no file under this id."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A file that was begun for `owner`, and of which nobody has said that it is named."""

    id: str
    owner: str


class Files:
    """The files of one bucket; every method raises `StoreUnavailable` when the store does not confirm in time."""

    def __init__(self, driver: Driver, bucket: str) -> None:
        self._driver, self._bucket = driver, bucket
        self._begun = driver.collection(f"{bucket}.begun")
        self._entries = driver.collection(f"{bucket}.files")
        self._chunks = driver.collection(f"{bucket}.chunks")

    async def prepare(self) -> None:
        """Create what the looks of this class need. Safe to repeat."""
        await self._begun.create_index(["at"])
        await self._entries.create_index(["filename", "uploadDate"])
        await self._chunks.create_index(["files_id", "n"], unique=True)

    async def upload(self, file_id: str, owner: str, content: bytes, now: datetime) -> None:
        """Keep a file under a new id. Once this returns a majority has it; it counts when it is settled."""
        await self._begun.update_one({"_id": file_id}, {"$set": {"owner": owner, "at": now}}, upsert=True)

        await self._run(
            "upload", lambda: self._gridfs().upload_from_stream_with_id(file_id, file_id, content), UPLOAD_TIMEOUT_S
        )

    async def settle(self, file_ids: Iterable[str]) -> None:
        """Something names these files now."""
        await self._begun.delete_all({"_id": {"$in": list(file_ids)}})

    async def unsettled(self, before: datetime, limit: int) -> list[Unsettled]:
        """At most `limit` files that were begun before a moment and have not been settled."""
        found = await self._begun.find({"at": {"$lt": before}}, {"owner": 1}, limit)
        return [Unsettled(each["_id"], each["owner"]) for each in found]

    async def remove(self, file_id: str) -> None:
        """Remove a file, whole or half written. Safe to repeat: what says that it was begun goes last."""
        await self._chunks.delete_all({"files_id": file_id})
        await self._entries.delete_all({"_id": file_id})
        await self.settle([file_id])

    async def open(self, file_id: str) -> AsyncIterator[bytes]:
        """The content, in pieces; raises `FileMissing`. The first piece is read before this returns."""
        try:
            stream = await self._run("download", lambda: self._gridfs().open_download_stream(file_id))
            first: bytes = await self._run("download", stream.readchunk)
        except NoFile as error:
            raise FileMissing(file_id) from error
        return self._pieces(stream, first)

    async def _pieces(self, stream: Any, piece: bytes) -> AsyncIterator[bytes]:
        while piece:
            yield piece
            piece = await self._run("download", stream.readchunk)

    async def _run(self, command: str, begin: Callable[[], Awaitable[Any]], timeout_s: float | None = None) -> Any:
        """Both the server and we give up in time: motor's thread takes the limit with it."""
        limit = timeout_s or self._driver.timeout_s
        with pymongo.timeout(limit):
            work = begin()
        return await self._driver.run(command, work, limit)

    def _gridfs(self) -> Any:
        concern = WriteConcern(w="majority", j=True)
        return AsyncIOMotorGridFSBucket(self._driver.database(), self._bucket, _CHUNK_BYTES, concern)
