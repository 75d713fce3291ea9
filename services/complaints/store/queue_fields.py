"""The fields of a document by which lists find it. They are absent where it stands in no queue."""

from collections.abc import Iterable
from typing import Any

from contracts.values import Clock
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.queues import place_in_queue, queues_of
from services.complaints.store.orders import QUEUED


def queue_fields(complaint: Complaint, clocks: Iterable[Clock], organisation: Organisation) -> dict[str, Any]:
    """Where the complaint stands with these clocks; empty when it stands in no queue."""
    queues = queues_of(complaint, organisation)
    if not queues:
        return {}
    return QUEUED.fields(list(queues), place_in_queue(complaint, clocks))


def step_fields(before: Complaint, after: Complaint, organisation: Organisation) -> dict[str, Any] | None:
    """What a step changes of it, whose clocks follow later; None: nothing; empty: it leaves all queues."""
    old, new = queues_of(before, organisation), queues_of(after, organisation)
    if old == new:
        return None
    return {QUEUED.queues: list(new)} if old and new else queue_fields(after, (), organisation)
