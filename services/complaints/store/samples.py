"""Where windows over a long queue may end, learned from samples of it: no window holds much more than it should.

Of all that stands in a queue, about one document in sixteen repeats its place in a field of its own, and one in a
thousand in a further one. Of each two neighbours in the coarse sample, the fine one between them is read.
"""

from collections.abc import AsyncIterator
from typing import NamedTuple

from chassis.mongo import Collection, Document, Driver
from chassis.shares import slot_of

FINE_SHARE = 16
COARSE_SHARE = 1024
"""One of so many documents, on the average, is in a sample."""
COARSE_STEP = 2
MAX_SAMPLE = 20_000


class Sample(NamedTuple):
    """The part of one queue that repeats its place in `field`."""

    queues: str
    queue: str
    field: str


class Order(NamedTuple):
    """The fields by which documents stand in queues: the queues themselves, the place, and that of both samples."""

    queues: str
    place: str
    fine: str
    coarse: str

    def fields(self, place: str, document_id: str) -> Document:
        """The place of a document, and its repetition where the document is in a sample."""
        slot, shares = slot_of(document_id), ((self.fine, FINE_SHARE), (self.coarse, COARSE_SHARE))
        return {self.place: place, **{name: place for name, share in shares if slot % share == 0}}

    async def create_indexes(self, driver: Driver) -> None:
        """Each queue in the order of its places, and the same for the samples of it."""
        for field in (self.place, self.fine, self.coarse):
            await driver.collection("complaints").create_index([self.queues, field], only={field: {"$gt": ""}})

    def fine_of(self, queue: str) -> Sample:
        """About one in sixteen of what stands there."""
        return Sample(self.queues, queue, self.fine)

    def coarse_of(self, queue: str) -> Sample:
        """About one in a thousand."""
        return Sample(self.queues, queue, self.coarse)


async def possible_ends(
    complaints: Collection, order: Order, queue: str, after: str, until: str | None = None
) -> AsyncIterator[str | None]:
    """Where a window may end: about every sixteen documents, and at last, as None, at the end of the queue.

    Nothing beyond the place `until` is looked at.
    """
    coarse = await places(complaints, order.coarse_of(queue), after, until)
    since = after
    for end in (*coarse[COARSE_STEP - 1 :: COARSE_STEP], until):
        for place in await places(complaints, order.fine_of(queue), since, end):
            yield place
        since = end or since
    yield None


async def places(complaints: Collection, sample: Sample, since: str, end: str | None) -> list[str]:
    """The places of a sample between two others, in order."""
    upto = {} if end is None else {"$lte": end}
    where = {sample.queues: sample.queue, sample.field: {"$gt": since, **upto}}
    found = await complaints.find(where, {sample.field: 1}, MAX_SAMPLE)
    return sorted(each[sample.field] for each in found)
