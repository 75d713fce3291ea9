"""The files of complaints. What a complaint has of them stands in its own document; here is their content.

Every method looks up by an id, but `abandoned`, which is bounded by what it is asked for.
"""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from chassis.files import FileMissing, Files, Unsettled
from chassis.mongo import Driver

__all__ = ["AttachmentStore", "FileMissing", "create_indexes"]

TIMEOUT_S = 5.0
"""For one command; a file has several."""
_BUCKET = "attachments"


class AttachmentStore:
    """Keeps, hands out and removes files; every method raises `StoreUnavailable`."""

    def __init__(self, driver: Driver) -> None:
        self._files, self._complaints = Files(driver, _BUCKET), driver.collection("complaints")

    async def keep(self, file_id: str, complaint_id: str, content: bytes, now: datetime) -> None:
        """Keep a file that the complaint is about to name; until it is `named` it may be removed again."""
        await self._files.upload(file_id, complaint_id, content, now)

    async def named(self, file_ids: Iterable[str]) -> None:
        """Their complaint names these files now: they stay."""
        await self._files.settle(file_ids)

    async def content(self, file_id: str) -> AsyncIterator[bytes]:
        """The file in pieces; raises `FileMissing`."""
        return await self._files.open(file_id)

    async def remove(self, file_id: str) -> None:
        """Remove a file that no complaint names."""
        await self._files.remove(file_id)

    async def abandoned(self, before: datetime, limit: int) -> list[Unsettled]:
        """At most `limit` files that were begun before a moment, and of which nobody has said that they are named."""
        return await self._files.unsettled(before, limit)

    async def names(self, complaint_id: str, file_id: str) -> bool:
        """Whether the complaint has this file."""
        where = {"_id": complaint_id, "attachments.id": file_id}
        return await self._complaints.find_one(where, {"_id": 1}) is not None


async def create_indexes(driver: Driver) -> None:
    """Create what is missing."""
    await Files(driver, _BUCKET).prepare()
