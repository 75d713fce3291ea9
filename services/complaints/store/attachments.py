"""The files of complaints. What a complaint has of them stands in its own document; here is their content, and in
`looks` how their pictures look.

Every method looks up by an id, but `abandoned`, which is bounded by what it is asked for.
"""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from chassis.files import FileMissing, Files, Unsettled
from chassis.mongo import Driver
from services.complaints.domain.attachments import Attachment
from services.complaints.domain.complaint import Complaint
from services.complaints.store.documents import BRIEF, attachments_of, complaint_of
from services.complaints.store.looks import Looks

__all__ = ["AttachmentStore", "FileMissing", "create_indexes"]

TIMEOUT_S = 5.0
"""For one command; a file has several."""
_BUCKET = "attachments"
_WITHOUT = {name: each for name, each in BRIEF.items() if name != "attachments"}


class AttachmentStore:
    """Keeps, hands out and removes files; every method raises `StoreUnavailable`."""

    def __init__(self, driver: Driver) -> None:
        self._files, self._complaints = Files(driver, _BUCKET), driver.collection("complaints")
        self.looks = Looks(driver)

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

    async def named_by(self, complaint_id: str, file_id: str) -> tuple[Complaint, Attachment] | None:
        """The complaint with this file, and what it has of it; None if it does not name the file."""
        where = {"_id": complaint_id, "attachments.id": file_id}
        document = await self._complaints.find_one(where, _WITHOUT)
        if document is None:
            return None
        return complaint_of(document), next(each for each in attachments_of(document) if each.id == file_id)


async def create_indexes(driver: Driver) -> None:
    """Create what is missing."""
    await Files(driver, _BUCKET).prepare()
