"""Rows of complaints as they may be published: one small document for each, beside the complaints, found by its month.

They are read by month, and within it by ranges of a digest that spreads them evenly, so that no query matches more than
a bounded number however large a month is. What of them is published, and as what, is decided when an edition is made.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.mongo import Change, Document, Driver, Filter
from chassis.shares import Share
from contracts.outcomes import Outcome
from services.complaints.domain.listings import EVERYBODY
from services.complaints.domain.published import Row, Stands
from services.complaints.record import Record
from services.complaints.store.documents import record_of
from services.complaints.store.listings import merged
from services.complaints.store.orders import CHANGED
from services.complaints.store.prepare import PreparedStore
from services.complaints.store.samples import Samples

RULE = 1
"""Grows with each change of what a row says: then all rows are made again."""
MAX_PAGE = 500
"""Rows that one query matches at most."""
_DIGITS = 8
_RANGES = 16**_DIGITS
_MARKER = "published"


@dataclass(frozen=True, slots=True)
class Changed:
    """Complaints in the order of their last change, and the place behind which the next ones are."""

    records: tuple[Record, ...]
    upto: str


class RowStore(PreparedStore):
    """Keeps the rows; every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        super().__init__(driver)
        self._samples = Samples(driver)
        self._rows = driver.collection("published_rows")
        self._forms = driver.collection("document_forms")

    async def place(self) -> str:
        """Up to where complaints have their rows: at first, and after a change of the rule, before them all."""
        marker = await self._forms.find_one({"_id": _MARKER})
        return str(marker["place"]) if marker is not None and marker["rule"] == RULE else ""

    async def changed(self, after: str, until: str, limit: int) -> Changed:
        """The first `limit` complaints whose last change lies between two places; trials are not among them."""
        found = merged(self._complaints, self._samples, CHANGED, [EVERYBODY], after, until, limit)
        documents = [each async for each in found]
        return Changed(
            tuple(record_of(each) for each in documents), documents[-1][CHANGED.place] if documents else after
        )

    async def keep(self, rows: Mapping[str, Row | None], place: str) -> None:
        """Keep the row of each of these complaints, by its id, or that it has none; then that all is done to there."""
        self._check_open()
        kept = {complaint_id: row for complaint_id, row in rows.items() if row is not None}
        gone = [_digest(each) for each in rows if each not in kept]
        await self._rows.update_each([_change(*each) for each in kept.items()], upsert=True)
        if gone:
            await self._rows.delete_all({"_id": {"$in": gone}})
        await self._forms.update_one({"_id": _MARKER}, {"$set": {"rule": RULE, "place": place}}, upsert=True)

    async def of_month(self, month: str) -> AsyncIterator[Row]:
        """The rows of complaints that were filed in a month, in no order that says anything."""
        share, is_last = Share(width=_RANGES >> 4, of=_RANGES), False
        while not is_last:
            found = await self._rows.find({"place": _range(month, share)}, {}, MAX_PAGE)
            if len(found) == MAX_PAGE and share.width > 1:
                share = share.narrowed()
                continue
            for each in found:
                yield _row(each)
            share, is_last = share.next(len(found), MAX_PAGE), share.is_last


def _digest(complaint_id: str) -> str:
    """Keeps two rows apart. It is never published."""
    return hashlib.sha256(complaint_id.encode()).hexdigest()[:32]


def _change(complaint_id: str, row: Row) -> Change:
    digest = _digest(complaint_id)
    values: dict[str, Any] = {
        "place": f"{row.month}.{digest}",
        "category": row.category,
        "unit": row.unit,
        "state": row.state.value,
        "response_days": row.response_days,
        "answer_days": row.answer_days,
        "reopened": row.reopened,
        "rating": row.rating,
        "promises": [[name, outcome.value] for name, outcome in row.promises],
    }
    return {"_id": digest}, {"$set": values}


def _row(document: Document) -> Row:
    return Row(
        month=document["place"].partition(".")[0],
        category=document["category"],
        unit=document["unit"],
        state=Stands(document["state"]),
        response_days=document["response_days"],
        answer_days=document["answer_days"],
        reopened=document["reopened"],
        rating=document["rating"],
        promises=_promises(document["promises"]),
    )


def _promises(kept: Sequence[Sequence[str]]) -> tuple[tuple[str, Outcome], ...]:
    return tuple((name, Outcome(outcome)) for name, outcome in kept)


def _range(month: str, share: Share) -> Filter:
    end = share.begin + share.width
    beyond = f"{month}.g" if share.is_last else f"{month}.{end:0{_DIGITS}x}"
    return {"$gte": f"{month}.{share.begin:0{_DIGITS}x}", "$lt": beyond}
