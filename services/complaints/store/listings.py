"""Public lists: complaints by when they were filed, the newest first, or by when they changed, the oldest change first.

As with queues (`lists`) a list is read in windows whose ends are learned from samples. A complaint stands in a list
for each choice that can be made: open or over, and of which category. So every document of a window is wanted, and
several lists are read side by side and merged. The fields are written with the complaint itself; when it was filed and
its lists again only when it opens, closes or gets another category, when it changed with every change.
"""

import heapq
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from chassis.mongo import Collection, Document, Filter
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.listings import changed_at, listings_of, owner_of, place_in_listing
from services.complaints.store.orders import CHANGED, FILED, Order
from services.complaints.store.samples import FINE_SHARE, Samples

WINDOW = 128
"""Complaints that one query is to match, give or take what a sample misjudges."""
MAX_IDS = 50
"""Complaints that are looked up by their ids at once; the time for it grows faster than their number."""
_NOT_SHOWN = {"tracking": 0, "done_once": 0}


def listing_fields(complaint: Complaint) -> Document:
    """By which lists find the document."""
    return FILED.fields(list(listings_of(complaint)), place_in_listing(complaint))


def changed_fields(complaint: Complaint, now: datetime) -> Document:
    """By which whoever asks for changes finds the document."""
    return CHANGED.fields(owner_of(complaint), changed_at(now, complaint.id))


async def merged(
    complaints: Collection, samples: Samples, order: Order, lists: Sequence[str], after: str, until: str, limit: int
) -> AsyncIterator[Document]:
    """The first `limit` documents of all these lists between two places, in order, read while they are asked for."""
    streams = [_read(complaints, samples, order, each, after, until, limit) for each in lists]
    waiting: list[tuple[str, int, Document]] = []
    for number, stream in enumerate(streams):
        await _advance(waiting, order, number, stream)
    for _ in range(limit):
        if not waiting:
            return
        _, number, document = heapq.heappop(waiting)
        yield document
        await _advance(waiting, order, number, streams[number])


async def _advance(
    waiting: list[tuple[str, int, Document]], order: Order, number: int, stream: AsyncIterator[Document]
) -> None:
    document = await anext(stream, None)
    if document is not None:
        heapq.heappush(waiting, (document[order.place], number, document))


async def _read(
    complaints: Collection, samples: Samples, order: Order, listed: str, after: str, until: str, limit: int
) -> AsyncIterator[Document]:
    since, held = after, 0
    async for end in samples.possible_ends(order, listed, after, until):
        held += FINE_SHARE
        if end is not None and held < WINDOW:
            continue
        where = {order.queues: listed, order.place: {"$gt": since, "$lte": end or until}}
        for document in await _matching(complaints, where, order, limit):
            yield document
        since, held = end or until, 0


async def _matching(complaints: Collection, where: Filter, order: Order, limit: int) -> list[Document]:
    return await complaints.aggregate(
        [{"$match": where}, {"$sort": {order.place: 1}}, {"$limit": limit}, {"$unset": list(_NOT_SHOWN)}]
    )


async def with_ids(complaints: Collection, ids: Sequence[str]) -> AsyncIterator[Document]:
    """The documents with these ids that there are, in the order of the ids, read while they are asked for."""
    for start in range(0, len(ids), MAX_IDS):
        some = list(ids[start : start + MAX_IDS])
        found = {each["_id"]: each for each in await complaints.find({"_id": {"$in": some}}, _NOT_SHOWN, len(some))}
        for each in some:
            if each in found:
                yield found[each]
