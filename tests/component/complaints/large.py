"""Many complaints of one unit at once, put into the store as intake and projection would have left them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from chassis.errors import Duplicate
from chassis.mongo import Collection, Document
from contracts.values import RoutingInput
from services.complaints.domain.complaint import Complaint, State
from services.complaints.record import Request
from services.complaints.store.documents import new_document

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
A_COMMAND = 100


def open_complaints(number: int, unit: str, step: timedelta, begin: datetime = BEGIN) -> Iterator[Document]:
    """Assigned complaints whose first events wait to be published, filed one after the other."""
    for n in range(number):
        routing_input = RoutingInput(channel="demo", filed_at=begin + n * step)
        complaint = Complaint(
            str(uuid4()), routing_input, State.ASSIGNED, version=2, seq=1, unit=unit, assignment_number=1
        )
        yield new_document(complaint, b"x" * 500, Request("jalan " * 100, "id", "0" * 64), complaint.id) | {
            "overdue": n % 3 == 0
        }


async def keep(complaints: Collection, documents: Iterator[Document]) -> list[Document]:
    """Insert them, a hundred with a command; a driver that repeats a command meets the documents of its first."""
    kept = list(documents)
    for start in range(0, len(kept), A_COMMAND):
        faults = await complaints.insert_many(kept[start : start + A_COMMAND])
        assert {type(fault) for fault in faults.values()} <= {Duplicate}
    return kept
