"""Many complaints at once, put into the store as intake and projection would have left them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from chassis.errors import Duplicate
from chassis.mongo import Document, Driver
from contracts.topics import COMPLAINTS
from contracts.values import Clock, ClockStatus, RoutingInput
from services.complaints.domain.complaint import State
from services.complaints.domain.lifecycle import Change, file
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.rights import THE_SYSTEM
from services.complaints.record import Request
from services.complaints.store.documents import new_document
from services.complaints.store.queue_fields import queue_fields
from services.complaints.store.samples import Samples

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
DUE_WITHIN = timedelta(days=5)
A_COMMAND = 100
_OF_TESTS = UUID("5c1f4f7e-6f0c-4d2b-9a3b-2d0f6a1e8b11")


def open_complaints(
    number: int,
    unit: str,
    step: timedelta,
    organisation: Organisation,
    begin: datetime = BEGIN,
    category: str | None = None,
    text: str = "jalan " * 100,
) -> Iterator[Document]:
    """Assigned complaints whose first events wait to be published, due one after the other.

    The same call makes the same ids: which of them are in the samples that lists learn from does not vary.
    """
    kind = f"{unit} {begin} {category} {step}"
    for n in range(number):
        filed_at = begin + n * step
        routing_input = RoutingInput(channel="demo", filed_at=filed_at, category=category)
        filed = file(str(uuid5(_OF_TESTS, f"{kind} {n}")), routing_input, THE_SYSTEM)
        assert isinstance(filed, Change)
        complaint = replace(filed.complaint, state=State.ASSIGNED, version=2, unit=unit, assignment_number=1)
        clock = Clock(name="respond_by", status=ClockStatus.RUNNING, started_at=filed_at, due_at=filed_at + DUE_WITHIN)
        yield (
            new_document(complaint, COMPLAINTS.encode(filed.event), Request(text, "id", "0" * 64), complaint.id)
            | queue_fields(complaint, (clock,), organisation)
            | {"overdue": n % 3 == 0}
        )


async def keep(driver: Driver, documents: Iterator[Document]) -> list[Document]:
    """Insert them, a hundred with a command; a driver that repeats a command meets the documents of its first."""
    complaints, kept = driver.collection("complaints"), list(documents)
    for start in range(0, len(kept), A_COMMAND):
        faults = await complaints.insert_many(kept[start : start + A_COMMAND])
        assert {type(fault) for fault in faults.values()} <= {Duplicate}
    await Samples(driver).follow((each["_id"], {"$set": each}) for each in kept)
    return kept
