"""The open complaints of a unit, a page at a time, the oldest first.

A unit may have any number of open complaints, filed at any times, and a store may fetch and sort all that a query
matches before it applies a limit. So a page is read in windows of time that hold about a page each. Where they lie is
learned from a sample: the times of a small share of the unit's open complaints (`chassis.shares`). The windows leave
nothing out; the sample only makes them small.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil

from chassis.mongo import BEGINNING, Collection, Document, Filter
from chassis.shares import SLOTS, Share

Place = tuple[datetime, str]
"""When a complaint was filed, and its id: where a page ends and the next one goes on."""

FILED_AT = "routing_input.filed_at"
MIN_SAMPLE = 64
WIDER = 8
"""How much wider the next share is while a sample is too small: so it has at most this many times `MIN_SAMPLE`, and
about a thousandth of all where those are more."""
MAX_SAMPLE = 10_000
_FOR_LISTS = {"other_events": 0, "events": 0, "remarks": 0, "clocks": 0, "request": 0}


async def oldest_open(complaints: Collection, unit: str, after: Place | None, limit: int) -> list[Document]:
    """At most `limit` open complaints of the unit, the oldest first, beyond the place `after`."""
    share, times = await _sample(complaints, unit)
    found: list[Document] = []
    for window in windows(after, times, per_window=ceil(limit * share.fraction)):
        where = {"open_unit": unit, **window}
        found += await complaints.find(where, _FOR_LISTS, limit - len(found), [(FILED_AT, 1), ("_id", 1)])
        if len(found) >= limit:
            break
    return found


async def _sample(complaints: Collection, unit: str) -> tuple[Share, list[datetime]]:
    """When the open complaints in a share of the slots were filed."""
    share = Share()
    while True:
        where = {"open_unit": unit, "slot": share.slots}
        sample = await complaints.find(where, {FILED_AT: 1}, MAX_SAMPLE)
        if len(sample) >= MIN_SAMPLE or share.is_everything:
            return share, [each["routing_input"]["filed_at"] for each in sample]
        share = Share(0, min(SLOTS, share.width * WIDER))


def windows(after: Place | None, times: Sequence[datetime], per_window: int) -> Iterator[Filter]:
    """Conditions that together match everything beyond `after`, in order; each of them ends `per_window` times on."""
    since: Filter = {"$gte": BEGINNING}
    if after is not None:
        filed_at, complaint_id = after
        yield {FILED_AT: filed_at, "_id": {"$gt": complaint_id}}
        since = {"$gt": filed_at}
    later = sorted({time for time in times if after is None or time > after[0]})
    for end in later[per_window - 1 :: per_window]:
        yield {FILED_AT: {**since, "$lt": end}}
        since = {"$gte": end}
    yield {FILED_AT: dict(since)}
