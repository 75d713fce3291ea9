"""Open complaints in the order of their next deadline, a page at a time.

A queue may hold any number of complaints, and a store may fetch and sort all that a query matches before it applies a
limit. So a page reads one queue, in windows of places that hold about as many complaints as are needed. Where windows
end is learned from samples of the queue (`samples`): of each two neighbours in the coarse sample, the fine one
between them. The windows leave nothing out; the samples only make them small.

All other conditions are checked on what the windows hold. While few complaints fulfil them the windows grow, and once
`MAX_READ` were read, or `MAX_S` have passed, the page ends as it is, with the place where the next one goes on.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.mongo import Collection, Document, Filter
from services.complaints.domain.queues import place_at
from services.complaints.store.orders import QUEUED
from services.complaints.store.samples import FINE_SHARE, Samples, coarse_of, fine_of

MAX_READ = 1_000
"""Complaints that one page may look at, give or take what a sample misjudges."""
MAX_IDS = 50
"""Complaints that are looked up by their ids at once; the time for it grows faster than their number."""
MAX_S = 0.4
"""After which a page ends as well: on a slow store it is short rather than never."""
_OWN_EVENTS, _OTHER_EVENTS = 1, 8
"""The latest ones, among which is what happened last; most of the other services' events are not shown to anybody."""
_ROW: Filter = {
    "$addFields": {
        "events": {"$slice": ["$events", -_OWN_EVENTS]},
        "other_events": {"$slice": [{"$ifNull": ["$other_events", []]}, -_OTHER_EVENTS]},
        "remarks": "$$REMOVE",
        "attachments": "$$REMOVE",
    }
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Complaints that stand in all of these queues and fulfil the condition, before the place `until` if there is one.

    The first queue is read unless another one is known to be shorter.
    """

    queues: tuple[str, ...]
    condition: Filter
    until: str | None = None

    def conditions(self) -> Filter:
        """All that a document has to fulfil, wherever it was found."""
        return {QUEUED.queues: {"$all": list(self.queues)}, **self.condition}


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Documents in order. `following` is the place after which to go on; None when there is nothing more."""

    documents: Sequence[Document]
    following: str | None


async def page_of_queue(
    complaints: Collection, samples: Samples, wanted: Selection, after: str, limit: int
) -> FoundPage:
    """At most `limit` documents beyond the place `after`."""
    give_up_at = time.monotonic() + MAX_S
    queue = await _shortest(samples, wanted.queues, after)
    found: list[Document] = []
    since, held, read, size = after, 0, 0, 2 * limit
    async for end in samples.possible_ends(QUEUED, queue, after):
        held += FINE_SHARE
        if end is not None and held < size:
            continue
        place = {"$gt": since, **_before(end, wanted.until)}
        found += await _matching(
            complaints, {QUEUED.queues: queue, QUEUED.place: place}, wanted.conditions(), limit - len(found)
        )
        if len(found) >= limit:
            return FoundPage(found, found[-1][QUEUED.place])
        if end is None or (wanted.until is not None and end >= wanted.until):
            break
        since, held, read = end, 0, read + held
        if read >= MAX_READ or time.monotonic() > give_up_at:
            return FoundPage(found, end)
        size = min(2 * size, MAX_READ - read)
    return FoundPage(found, None)


async def page_of_ids(
    complaints: Collection, wanted: Selection, ids: Sequence[str], after: str, limit: int
) -> FoundPage:
    """The same among the complaints with these ids."""
    found: list[Document] = []
    conditions = {QUEUED.place: {"$gt": after, **_before(None, wanted.until)}, **wanted.conditions()}
    for start in range(0, len(ids), MAX_IDS):
        some = {"_id": {"$in": list(ids[start : start + MAX_IDS])}}
        found += await _matching(complaints, some, conditions, limit)
    found.sort(key=_place)
    return FoundPage(found[:limit], found[limit - 1][QUEUED.place] if len(found) >= limit else None)


def _before(end: str | None, until: str | None) -> Filter:
    """Up to the end of a window, that included, but before `until`."""
    if until is not None and (end is None or end >= until):
        return {"$lt": until}
    return {} if end is None else {"$lte": end}


async def _matching(complaints: Collection, where: Filter, conditions: Filter, limit: int) -> list[Document]:
    """What `where` matches by an index is narrowed down in a second stage: no store mistakes one for the other."""
    return await complaints.aggregate(
        [{"$match": where}, {"$match": conditions}, {"$sort": {QUEUED.place: 1}}, {"$limit": limit}, _ROW]
    )


async def _shortest(samples: Samples, queues: Sequence[str], after: str) -> str:
    """The queue in which least stands beyond the place `after`, as far as the coarse sample tells."""
    if len(queues) == 1:
        return queues[0]
    lengths = {queue: len(await samples.places(coarse_of(QUEUED, queue), after, None)) for queue in queues}
    shortest = min(lengths.values())
    alike = [queue for queue in queues if lengths[queue] == shortest]
    if len(alike) == 1 or shortest > 1:
        return alike[0]
    fine = {queue: len(await samples.places(fine_of(QUEUED, queue), after, None)) for queue in alike}
    return min(alike, key=lambda queue: fine[queue])


def _place(document: Document) -> str:
    place: str = document[QUEUED.place]
    return place


FROM_THE_FIRST = place_at(0)
"""Before every place."""
