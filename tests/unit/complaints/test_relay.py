"""What the relay publishes."""

from services.complaints.record import Pending
from services.complaints.relay.relay import portions, records_of
from tests.unit.complaints.examples import NOON


def _pending(complaint_id: str, bodies: tuple[bytes, ...] = (b"1",)) -> Pending:
    return Pending(complaint_id, NOON, 0, len(bodies), bodies)


def test_events_of_a_complaint_are_published_in_order_under_its_key() -> None:
    records = records_of([_pending("a", (b"1", b"2")), _pending("b", (b"3",))])
    assert [(record.key, record.value) for record in records] == [(b"a", b"1"), (b"a", b"2"), (b"b", b"3")]
    assert {record.topic for record in records} == {"complaints"}


def test_a_batch_is_published_in_portions() -> None:
    batch = [_pending(str(number)) for number in range(5)]
    assert [len(part) for part in portions(batch, 2)] == [2, 2, 1]
