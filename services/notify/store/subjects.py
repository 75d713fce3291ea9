"""What messages are about, as notify knows it: one document each, found by its id, changed only as it was read.

What is known is kept as it is, without a field that anything asks for. A complaint that is over is forgotten after
`FORGOTTEN_AFTER`, and so is a finding that is closed; an event that comes even later is told with what it says itself.
An improvement action is kept: its effect is judged long after it was done, and there are few of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from chassis.errors import TemporarilyUnavailable
from chassis.mongo import BEGINNING, Document, Driver
from contracts.codec import decode, encode
from services.notify.domain.complaint import Complaint
from services.notify.domain.finding import Finding
from services.notify.domain.hearing import Known
from services.notify.domain.kinds import COMPLAINT, Key
from services.notify.domain.subjects import TYPES, Subject, key_of, unknown

FORGOTTEN_AFTER = timedelta(days=180)
MAX_LOOK = 100
KEPT_BY = "notify"
"""The source of events as they are kept here; they travel no further."""

_BODIES: Mapping[str, TypeAdapter[Any]] = {kind: TypeAdapter(type_) for kind, type_ in TYPES.items()}


class SubjectsChanged(TemporarilyUnavailable):
    """Another process has changed what is known since it was read: the same events are to be taken again."""


class Subjects:
    """Every look is for the ids of one batch, or for a few that have waited too long.

    The collection is called after complaints, of which it holds most, under their bare ids.
    """

    def __init__(self, driver: Driver) -> None:
        self._subjects = driver.collection("complaints")

    async def load(self, keys: Iterable[Key]) -> dict[Key, Known]:
        """What is known of each of these; of an unknown one only its id."""
        wanted = {_id(key): key for key in keys}
        found = await self._subjects.find({"_id": {"$in": sorted(wanted)}}, {}, len(wanted)) if wanted else []
        nothing = {key: Known(unknown(key)) for key in wanted.values()}
        return nothing | {wanted[each["_id"]]: _known(each) for each in found}

    async def save(self, changes: Sequence[tuple[Known, Known]]) -> None:
        """Keep each as it is now, provided it still was as it was read; raises `SubjectsChanged`."""
        new = [_document(after, 1) for before, after in changes if not before.revision]
        kept = await self._subjects.insert_new(new)
        updates = [
            (
                {"_id": _id(key_of(before.subject)), "revision": before.revision},
                {"$set": {**_document(after, before.revision + 1)}},
            )
            for before, after in changes
            if before.revision
        ]
        if len(kept) < len(new) or await self._subjects.update_each(updates) < len(updates):
            raise SubjectsChanged("what is known was changed by another process meanwhile")

    async def that_wait_since(self, moment: datetime) -> list[Known]:
        """Some of those with events that have waited for an assignment since then or longer."""
        where = {"waiting_since": {"$gt": BEGINNING, "$lte": moment}}
        return [_known(each) for each in await self._subjects.find(where, {}, MAX_LOOK)]


def _document(known: Known, revision: int) -> Document:
    key, ended_at = key_of(known.subject), _ended_at(known.subject)
    return {
        "_id": _id(key),
        "about": key.about,
        "revision": revision,
        "body": _BODIES[key.about].dump_json(known.subject, exclude_defaults=True),
        "waiting": [encode(event, KEPT_BY) for event in known.waiting],
        "waiting_since": known.waiting_since,
        "forget_at": ended_at + FORGOTTEN_AFTER if ended_at is not None else None,
    }


def _id(key: Key) -> str:
    """Ids of different kinds of things never meet."""
    return key.id if key.about == COMPLAINT else f"{key.about}:{key.id}"


def _ended_at(subject: Subject) -> datetime | None:
    match subject:
        case Complaint(is_over=True):
            return max((step.at for step in subject.steps), default=None)
        case Finding():
            return subject.closed_at
    return None


def _known(document: Document) -> Known:
    waiting_since = document["waiting_since"]
    return Known(
        _BODIES[document.get("about", COMPLAINT)].validate_json(bytes(document["body"])),
        tuple(decode(bytes(each)) for each in document["waiting"]),
        waiting_since.astimezone(UTC) if waiting_since else None,
        document["revision"],
    )
