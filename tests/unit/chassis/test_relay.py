"""What a relay publishes."""

from datetime import UTC, datetime

from chassis.outbox import Pending
from chassis.outbox.relay import portions, records_of
from contracts.topics import COMPLAINTS, FINDING_NOTIFICATIONS, HEADERS, Topic

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _pending(subject: str, bodies: tuple[bytes, ...] = (b"1",), topic: Topic = COMPLAINTS) -> Pending:
    return Pending(f"document of {subject}", topic, subject, NOON, 0, len(bodies), bodies)


def test_events_of_a_document_are_published_in_order_under_its_subject() -> None:
    records = records_of([_pending("a", (b"1", b"2")), _pending("b", (b"3",))])
    assert [(record.key, record.value) for record in records] == [(b"a", b"1"), (b"a", b"2"), (b"b", b"3")]
    assert {(record.topic, record.headers) for record in records} == {("complaints", HEADERS)}


def test_each_document_is_published_on_the_topic_of_its_subject() -> None:
    records = records_of([_pending("a"), _pending("b", topic=FINDING_NOTIFICATIONS), _pending("c")])
    assert [record.topic for record in records] == ["complaints", "finding-notifications", "complaints"]


def test_what_was_found_is_published_in_portions() -> None:
    found = [_pending(str(number)) for number in range(5)]
    assert [len(part) for part in portions(found, 2)] == [2, 2, 1]


def test_a_trace_of_an_event_is_a_header_of_its_record() -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    traced, other = records_of([_pending("a", (b'{"data":{},"traceparent":"%b"}' % trace.encode(), b"{}"))])
    assert traced.headers == (*HEADERS, ("traceparent", trace.encode()))
    assert other.headers == HEADERS
