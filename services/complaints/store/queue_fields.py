"""The fields of a document by which lists find it. They are absent where it stands in no queue.

A few documents, evenly spread, repeat their place in `FINE`, and fewer still in `COARSE`: from these a list learns how
dense a queue is where it reads, without looking at the queue itself.
"""

from collections.abc import Iterable
from typing import Any

from chassis.mongo import Driver
from contracts.values import Clock
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.queues import place_in_queue, queues_of
from services.complaints.store.samples import Order

QUEUES = "queues"
PLACE = "place"
FINE = "place_of_sixteen"
COARSE = "place_of_thousand"
FIELDS = (QUEUES, PLACE, FINE, COARSE)
ORDER = Order(*FIELDS)


async def create_queue_indexes(driver: Driver) -> None:
    """Each queue in the order of its places, and the same for the samples of it."""
    await ORDER.create_indexes(driver)


def queue_fields(complaint: Complaint, clocks: Iterable[Clock], organisation: Organisation) -> dict[str, Any]:
    """Where the complaint stands with these clocks; empty when it stands in no queue."""
    queues = queues_of(complaint, organisation)
    if not queues:
        return {}
    return {QUEUES: list(queues), **ORDER.fields(place_in_queue(complaint, clocks), complaint.id)}


def step_fields(before: Complaint, after: Complaint, organisation: Organisation) -> dict[str, Any] | None:
    """What a step changes of it, whose clocks follow later; None: nothing; empty: it leaves all queues."""
    old, new = queues_of(before, organisation), queues_of(after, organisation)
    if old == new:
        return None
    return {QUEUES: list(new)} if old and new else queue_fields(after, (), organisation)
