"""The complaints as the intake API uses them."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chassis.mongo import Document, Driver
from chassis.outbox import appended
from services.complaints.domain.attachments import Attachment
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.similarity import Candidate
from services.complaints.record import Brief, ListedPage, ListQuery, Record, Remark, Request, SaidBefore, UnitCount
from services.complaints.store import Duplicate, StoreUnavailable
from services.complaints.store.documents import (
    BRIEF,
    brief_of,
    complaint_of,
    new_document,
    plain_attachment,
    progress,
    record_of,
    request_of,
)
from services.complaints.store.duplicates import DuplicateStore
from services.complaints.store.earlier import EarlierRequests
from services.complaints.store.editions import EditionStore
from services.complaints.store.insert_batch import InsertBatch
from services.complaints.store.listings import merged, with_ids
from services.complaints.store.lists import FROM_THE_FIRST, FoundPage, page_of_ids, page_of_queue
from services.complaints.store.messages import MessageStore
from services.complaints.store.orders import CHANGED, FILED
from services.complaints.store.prepare import PreparedStore
from services.complaints.store.samples import Samples
from services.complaints.store.saved_filters import SavedFilterStore
from services.complaints.store.selection import selection_of
from services.complaints.store.similar import SimilarCells
from services.complaints.store.unit_days import UnitDays
from services.complaints.store.word_index import WordIndex

TIMEOUT_S = 0.9
"""A caller of the API hears within a second that the store is unavailable."""

_AT_ONCE = 100
"""Ids of one query: the time that the local store takes for them grows with the square of their number."""


class ComplaintStore(PreparedStore):
    """Reads and writes complaints; every method raises `StoreUnavailable` when the store does not confirm in time.

    All but `page`, `listed`, `with_ids`, `briefs` and `counts` look one document up by a unique key.
    """

    def __init__(self, driver: Driver, organisation: Organisation) -> None:
        super().__init__(driver)
        self._organisation = organisation
        self.duplicates = DuplicateStore(driver)
        self.editions = EditionStore(driver)
        self.saved_filters = SavedFilterStore(driver)
        self._words = WordIndex(driver)
        self._samples = Samples(driver)
        self._counts = driver.collection("unit_counts")
        self.unit_days = UnitDays(driver)
        self._timeout_s = driver.timeout_s
        self._messages = MessageStore(driver)
        self._cells = SimilarCells(driver)
        self._insert_batch = InsertBatch(self._documents, driver.timeout_s)
        self._requests = EarlierRequests(self._documents)

    def open(self) -> None:
        """Called once the complaints are prepared."""
        super().open()
        self.duplicates.open()

    async def insert(
        self,
        complaint: Complaint,
        body: bytes,
        request: Request,
        tracking: str,
        later: Sequence[bytes] = (),
        received_at: datetime | None = None,
        same: str | None = None,
    ) -> tuple[Complaint, Request] | SaidBefore | None:
        """Keep a new complaint and return None, or return what is kept already under the same request key; or else, if
        it is to be the only one with this `same`, that there is one.

        `body` is its first event, `later` are those that came in with it, `received_at` is when.
        """
        self._check_open()
        document = new_document(complaint, body, request, tracking, later, received_at, same)
        try:
            await self._insert_batch.insert(document)
        except Duplicate:
            return await self._earlier(complaint, request, same)
        await self._samples.follow_if_it_can([(complaint.id, {"$set": document})])
        return None

    async def _earlier(
        self, complaint: Complaint, request: Request, same: str | None
    ) -> tuple[Complaint, Request] | SaidBefore | None:
        """A driver that repeats a write can hit its own first one: then nobody else was earlier."""
        kept = await self._requests.find(complaint, request)
        if kept is not None:
            return None if kept["_id"] == complaint.id else (complaint_of(kept), request_of(kept))
        if same is None:
            raise Duplicate("the tracking code is taken, which cannot happen with one key")
        said = await self._requests.find_same(same)
        return SaidBefore(None if said is None else complaint_of(said))

    async def may_be_said_again(self, complaint_id: str, same: str) -> None:
        """From now on another complaint may say the same as this one."""
        await self._complaints.update_one({"_id": complaint_id, "same": same}, {"$unset": {"same": ""}})

    async def has_request(self, channel: str, key: str) -> bool:
        """Whether a request was kept under this key."""
        where = {"routing_input.channel": channel, "request.key": key}
        return await self._complaints.find_one(where, {"_id": 1}) is not None

    async def get(self, complaint_id: str) -> Record | None:
        """The complaint with this id."""
        return _record(await self._complaints.find_one({"_id": complaint_id}))

    async def briefs(self, complaint_ids: Sequence[str]) -> dict[str, Brief]:
        """How each of these complaints stands that there is. Whoever asks bounds how many they are."""
        found: dict[str, Brief] = {}
        for start in range(0, len(complaint_ids), _AT_ONCE):
            ids = list(complaint_ids[start : start + _AT_ONCE])
            documents = await self._complaints.find({"_id": {"$in": ids}}, BRIEF, limit=len(ids))
            found |= {each["_id"]: brief_of(each) for each in documents}
        return found

    async def candidates(self, cells: Sequence[str]) -> dict[str, list[Candidate]]:
        """The complaints that are noted in each of these cells: a document of a bounded size for each."""
        self._check_open()
        return await self._cells.candidates(cells)

    async def of_message(self, message: str, recipient: str) -> tuple[str, ...]:
        """The ids of the complaints that a message told this recipient of, as far as they are known by now."""
        return await self._messages.complaint_ids(message, recipient)

    async def by_tracking(self, digest: str) -> Record | None:
        """The complaint whose tracking code has this digest."""
        return _record(await self._complaints.find_one({"tracking": digest}))

    async def advance(
        self,
        before: Complaint,
        after: Complaint,
        body: bytes,
        now: datetime,
        remark: Remark | None,
        once: str | None = None,
    ) -> bool:
        """Keep a step and its event. False when somebody else was quicker: then nothing has changed.

        `once` is the key of a step that may be taken once only: it is kept with it, in the same write.
        """
        change = self._advanced(before, after, [body], now)
        if remark is not None:
            change["$push"]["remarks"] = {name: value for name, value in asdict(remark).items() if value is not None}
        if once is not None:
            change["$push"]["done_once"] = once
        return await self._keep(before, change)

    async def advance_with(
        self,
        before: Complaint,
        after: Complaint,
        bodies: Sequence[bytes],
        now: datetime,
        attachments: Sequence[Attachment],
    ) -> bool:
        """The same for files: keep all of them, each with its event, or none. False when somebody else was quicker."""
        change = self._advanced(before, after, bodies, now)
        change["$push"]["attachments"] = {"$each": [plain_attachment(each) for each in attachments]}
        return await self._keep(before, change)

    async def _keep(self, before: Complaint, change: dict[str, Any]) -> bool:
        is_kept = await self._complaints.update_one({"_id": before.id, "version": before.version}, change)
        if is_kept:
            await self._samples.follow_if_it_can([(before.id, change)])
        return is_kept

    def _advanced(self, before: Complaint, after: Complaint, bodies: Sequence[bytes], now: datetime) -> dict[str, Any]:
        return appended(before.seq + 1, bodies, now, progress(before, after, self._organisation, now))

    async def page(self, wanted: ListQuery, after: str | None, limit: int, now: datetime) -> ListedPage:
        """At most `limit` open complaints beyond the place `after`, by their next deadline; fewer do not mean the end.

        Bounded by how many complaints one page may look at; all its queries share the time limit of one command.
        """
        self._check_open()
        try:
            async with asyncio.timeout(self._timeout_s):
                found = await self._page(wanted, after or FROM_THE_FIRST, limit, now)
        except TimeoutError as error:
            raise StoreUnavailable(f"open complaints: not read within {self._timeout_s} s") from error
        return ListedPage(tuple(record_of(each) for each in found.documents), found.following)

    async def _page(self, wanted: ListQuery, after: str, limit: int, now: datetime) -> FoundPage:
        selection = selection_of(wanted, now)
        ids = await self._words.with_words(wanted.words) if wanted.words else None
        if ids is not None:
            return await page_of_ids(self._complaints, selection, ids, after, limit)
        return await page_of_queue(self._complaints, self._samples, selection, after, limit)

    async def listed(self, lists: Sequence[str], after: str, until: str, limit: int) -> AsyncIterator[Record]:
        """The first `limit` complaints of all these lists between two places. Each of its queries matches about as many
        as one window holds, and has a time limit of its own.
        """
        async for document in merged(self._complaints, self._samples, FILED, lists, after, until, limit):
            yield record_of(document)

    async def changed(self, owners: Sequence[str], after: str, until: str, limit: int) -> AsyncIterator[Record]:
        """The first `limit` complaints of these owners whose last change lies between two places, read likewise."""
        async for document in merged(self._complaints, self._samples, CHANGED, owners, after, until, limit):
            yield record_of(document)

    async def with_ids(self, complaint_ids: Sequence[str]) -> AsyncIterator[Record]:
        """Those of these complaints that there are, in their order, a bounded number with each query."""
        async for document in with_ids(self._complaints, complaint_ids):
            yield record_of(document)

    async def counts(self, units: Iterable[str]) -> dict[str, UnitCount]:
        """The latest counts by unit, as the projection took them: a small document for each unit that is asked for."""
        wanted = list(units)
        found = await self._counts.find({"_id": {"$in": wanted}}, {}, limit=len(wanted))
        return {each["_id"]: _count(each) for each in found}


def _record(document: Document | None) -> Record | None:
    return None if document is None else record_of(document)


def _count(document: Document) -> UnitCount:
    """A count that an earlier version kept does not say when the oldest was filed."""
    return UnitCount(
        document["_id"], document["states"], document["overdue"], document["counted_at"], document.get("oldest")
    )
