"""Where the looks of pictures are that were added to complaints: one small document for each category and band.

They are written once a complaint names the picture. A document holds the latest `MAX_IN_CELL`, and every method looks
documents up by their ids, so a look-up reads at most 68 of them however many pictures there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chassis.mongo import Document, Driver
from services.complaints.domain.attachments import Attachment
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.pictures import bands_near, bands_of, is_same_look

MAX_IN_CELL = 20
RECENT = timedelta(days=180)
"""How long a picture is remembered."""


@dataclass(frozen=True, slots=True)
class Used:
    """A picture of a complaint. The `category` is that of the complaint, None while nobody has said."""

    file_id: str
    complaint_id: str
    category: str | None
    look: str
    added_at: datetime


class Looks:
    """The looks of pictures, by their bands; raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._cells = driver.collection("look_cells")

    async def create_indexes(self) -> None:
        """Lets the store drop cells to which nothing was added for long."""
        await self._cells.create_index(["at"], expire_after_s=int(RECENT.total_seconds()))

    async def add(self, pictures: Iterable[Used]) -> None:
        """Remember pictures. Safe to repeat, and beside others that do the same."""
        placed = [(cell, each) for each in pictures for cell in _cells(each.category, bands_of(each.look))]
        if not placed:
            return
        fresh: dict[str, Document] = {cell: {"_id": cell, "at": each.added_at, "looks": []} for cell, each in placed}
        await self._cells.insert_new(list(fresh.values()))
        await self._cells.update_each(
            [
                (
                    {"_id": cell, "looks.id": {"$ne": each.file_id}},
                    {
                        "$push": {"looks": {"$each": [_entry(each)], "$slice": -MAX_IN_CELL}},
                        "$max": {"at": each.added_at},
                    },
                )
                for cell, each in placed
            ]
        )

    async def other_user(self, look: str, category: str | None, complaint_id: str, now: datetime) -> str | None:
        """The other complaint of the category that was the first to have this picture lately; None if none has it."""
        cells = _cells(category, bands_near(look))
        found = await self._cells.find({"_id": {"$in": cells}}, {}, limit=len(cells))
        users = [
            (entry["at"], str(entry["complaint"]))
            for cell in found
            for entry in cell["looks"]
            if entry["complaint"] != complaint_id and entry["at"] >= now - RECENT and is_same_look(entry["look"], look)
        ]
        return min(users)[1] if users else None


def looks_of(complaint: Complaint, attachments: Iterable[Attachment]) -> list[Used]:
    """What is to be remembered of these files of a complaint: nothing of documents, and nothing of trials."""
    category = complaint.routing_input.category
    return [
        Used(each.id, complaint.id, category, each.look, each.added_at)
        for each in attachments
        if each.look is not None and not complaint.is_sandbox
    ]


def _cells(category: str | None, bands: Iterable[str]) -> list[str]:
    return [f"{category or ''} {band}" for band in bands]


def _entry(used: Used) -> dict[str, Any]:
    return {"id": used.file_id, "complaint": used.complaint_id, "look": used.look, "at": used.added_at}
