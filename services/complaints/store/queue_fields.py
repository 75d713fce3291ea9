"""The fields of a document by which lists find it. They are absent where it stands in no queue.

A few documents, evenly spread, repeat their place in `FINE`, and fewer still in `COARSE`: from these a list learns how
dense a queue is where it reads, without looking at the queue itself.
"""

from collections.abc import Iterable
from typing import Any

from chassis.mongo import Driver
from chassis.shares import slot_of
from contracts.values import Clock
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.queues import place_in_queue, queues_of

QUEUES = "queues"
PLACE = "place"
FINE = "place_of_sixteen"
COARSE = "place_of_thousand"
FINE_SHARE = 16
COARSE_SHARE = 1024
"""One of so many documents, on the average."""
FIELDS = (QUEUES, PLACE, FINE, COARSE)

_ANY_PLACE = {"$gt": ""}


async def create_queue_indexes(driver: Driver) -> None:
    """Each queue in the order of its places, and the same for the samples of it."""
    complaints = driver.collection("complaints")
    for field in (PLACE, FINE, COARSE):
        await complaints.create_index([QUEUES, field], only={field: _ANY_PLACE})


def queue_fields(complaint: Complaint, clocks: Iterable[Clock], organisation: Organisation) -> dict[str, Any]:
    """Where the complaint stands with these clocks; empty when it stands in no queue."""
    queues = queues_of(complaint, organisation)
    if not queues:
        return {}
    place, slot = place_in_queue(complaint, clocks), slot_of(complaint.id)
    samples = {name: place for name, share in ((FINE, FINE_SHARE), (COARSE, COARSE_SHARE)) if slot % share == 0}
    return {QUEUES: list(queues), PLACE: place, **samples}


def step_fields(before: Complaint, after: Complaint, organisation: Organisation) -> dict[str, Any] | None:
    """What a step changes of it, whose clocks follow later; None: nothing; empty: it leaves all queues."""
    old, new = queues_of(before, organisation), queues_of(after, organisation)
    if old == new:
        return None
    return {QUEUES: list(new)} if old and new else queue_fields(after, (), organisation)
