"""The complaints as notify knows them: one document each, found by its id, changed only as it was read.

What is known is kept as it is, without a field that anything asks for. A complaint that is over is forgotten after
`FORGOTTEN_AFTER`; an event that comes even later is told with what it says itself.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from chassis.errors import TemporarilyUnavailable
from chassis.mongo import BEGINNING, Document, Driver
from contracts.codec import decode, encode
from services.notify.domain.complaint import Complaint
from services.notify.domain.hearing import Known

FORGOTTEN_AFTER = timedelta(days=180)
MAX_LOOK = 100
KEPT_BY = "notify"
"""The source of events as they are kept here; they travel no further."""

_BODY = TypeAdapter(Complaint)


class ComplaintsChanged(TemporarilyUnavailable):
    """Another process has changed a complaint since it was read: the same events are to be taken again."""


class Complaints:
    """Every look is for the ids of one batch, or for a few that have waited too long."""

    def __init__(self, driver: Driver) -> None:
        self._complaints = driver.collection("complaints")

    async def load(self, complaint_ids: Iterable[str]) -> dict[str, Known]:
        """What is known of each of these; of an unknown one only its id."""
        ids = sorted(set(complaint_ids))
        found = await self._complaints.find({"_id": {"$in": ids}}, {}, len(ids)) if ids else []
        return {each: Known(Complaint(each)) for each in ids} | {each["_id"]: _known(each) for each in found}

    async def save(self, changes: Sequence[tuple[Known, Known]]) -> None:
        """Keep each complaint as it is now, provided it still was as it was read; raises `ComplaintsChanged`."""
        new = [_document(after, 1) for before, after in changes if not before.revision]
        kept = await self._complaints.insert_new(new)
        updates = [
            (
                {"_id": before.complaint.id, "revision": before.revision},
                {"$set": {**_document(after, before.revision + 1)}},
            )
            for before, after in changes
            if before.revision
        ]
        if len(kept) < len(new) or await self._complaints.update_each(updates) < len(updates):
            raise ComplaintsChanged("a complaint was changed by another process meanwhile")

    async def that_wait_since(self, moment: datetime) -> list[Known]:
        """Some of those with events that have waited for an assignment since then or longer."""
        where = {"waiting_since": {"$gt": BEGINNING, "$lte": moment}}
        return [_known(each) for each in await self._complaints.find(where, {}, MAX_LOOK)]


def _document(known: Known, revision: int) -> Document:
    complaint = known.complaint
    latest = max((step.at for step in complaint.steps), default=None)
    forget_at = latest + FORGOTTEN_AFTER if complaint.is_over and latest is not None else None
    return {
        "_id": complaint.id,
        "revision": revision,
        "body": _BODY.dump_json(complaint, exclude_defaults=True),
        "waiting": [encode(event, KEPT_BY) for event in known.waiting],
        "waiting_since": known.waiting_since,
        "forget_at": forget_at,
    }


def _known(document: Document) -> Known:
    waiting_since = document["waiting_since"]
    return Known(
        _BODY.validate_json(bytes(document["body"])),
        tuple(decode(bytes(each)) for each in document["waiting"]),
        waiting_since.astimezone(UTC) if waiting_since else None,
        document["revision"],
    )
