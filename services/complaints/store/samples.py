"""Where windows over a long queue may end, learned from samples of it: no window holds much more than it should.

Of all complaints about one in sixteen has a small document beside it that repeats where it stands, and of these every
64th repeats its places in fields of their own. Of each two neighbours in that coarse sample, the fine one between them
is read. Samples stand beside the complaints because a store keeps every index of a collection with each write to it.
"""

from collections.abc import AsyncIterator, Iterable
from typing import Any, NamedTuple

from chassis import logs
from chassis.errors import Duplicate, StoreUnavailable
from chassis.mongo import Change, Driver, Filter
from chassis.shares import slot_of
from services.complaints.store.orders import ORDERS, Order

log = logs.get(__name__)

FINE_SHARE = 16
COARSE_SHARE = 1024
"""One of so many documents, on the average, is in a sample."""
COARSE_STEP = 2
MAX_SAMPLE = 20_000
_COARSE = "_of_thousand"


class Sample(NamedTuple):
    """The part of one queue that repeats its place in `field`."""

    queues: str
    queue: str
    field: str


def fine_of(order: Order, queue: str) -> Sample:
    """About one in sixteen of what stands there."""
    return Sample(order.queues, queue, order.place)


def coarse_of(order: Order, queue: str) -> Sample:
    """About one in a thousand."""
    return Sample(order.queues, queue, order.place + _COARSE)


class Samples:
    """The samples of all queues. Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._samples = driver.collection("samples")

    async def create_indexes(self) -> None:
        """Each queue in the order of its places, and the same for the coarse sample of it."""
        for order in ORDERS:
            for field in (order.place, order.place + _COARSE):
                await self._samples.create_index([order.queues, field], only={field: {"$gt": ""}})

    async def follow(self, changes: Iterable[tuple[str, Filter]]) -> None:
        """Repeat what updates of complaints change of where these stand. A new document is an update that sets it."""
        updates = [each for each in (_change(*one) for one in changes) if each is not None]
        if updates:
            await self._samples.update_each(updates, upsert=True)

    async def follow_if_it_can(self, changes: Iterable[tuple[str, Filter]]) -> None:
        """The same after the complaints were written. What the store does not take is passed over: windows get a little
        larger or smaller by it, and the next change of the complaint makes up for it.
        """
        try:
            await self.follow(changes)
        except (StoreUnavailable, Duplicate) as error:
            log.warning("samples of queues not written", reason=str(error))

    async def possible_ends(
        self, order: Order, queue: str, after: str, until: str | None = None
    ) -> AsyncIterator[str | None]:
        """Where a window may end: about every sixteen documents, and at last, as None, at the end of the queue.

        Nothing beyond the place `until` is looked at.
        """
        coarse = await self.places(coarse_of(order, queue), after, until)
        since = after
        for end in (*coarse[COARSE_STEP - 1 :: COARSE_STEP], until):
            for place in await self.places(fine_of(order, queue), since, end):
                yield place
            since = end or since
        yield None

    async def places(self, sample: Sample, since: str, end: str | None) -> list[str]:
        """The places of a sample between two others, in order."""
        upto = {} if end is None else {"$lte": end}
        where = {sample.queues: sample.queue, sample.field: {"$gt": since, **upto}}
        found = await self._samples.find(where, {sample.field: 1}, MAX_SAMPLE)
        return sorted(each[sample.field] for each in found)


def _change(complaint_id: str, update: Filter) -> Change | None:
    """What has to be repeated of an update; None where there is nothing."""
    slot = slot_of(complaint_id)
    if slot % FINE_SHARE != 0:
        return None
    repeated = {name: _repeated(values, slot) for name, values in update.items() if name in ("$set", "$unset")}
    changed = {name: values for name, values in repeated.items() if values}
    return ({"_id": complaint_id}, changed) if changed else None


def _repeated(values: Filter, slot: int) -> dict[str, Any]:
    found = {name: values[name] for order in ORDERS for name in order if name in values}
    if slot % COARSE_SHARE == 0:
        found |= {order.place + _COARSE: values[order.place] for order in ORDERS if order.place in values}
    return found
