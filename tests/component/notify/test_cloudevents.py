"""CloudEvents over real HTTP, as the reference library reads them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.core.formats.json import JSONFormat

from services.notify.domain.outcomes import Accepted, Refused
from services.notify.transports.base import Message
from services.notify.transports.cloudevents import CloudEventsSettings, CloudEventsTransport
from tests.component.notify.http_receiver import Receiver, answer
from tests.unit.notify.examples import COMPLAINT, NOW

MESSAGE = Message(
    id="d-1", to="", language="id", subject="Terlambat", plain="Pengaduan terlambat.\n", html=None,
    thread=COMPLAINT, written_at=NOW,
    event={
        "type": "complaint.escalated", "time": "2026-03-02T03:00:00Z", "subject": COMPLAINT, "data": {"level": 3},
    },
    seq=7,
)  # fmt: skip


@pytest.fixture
async def cloudevents() -> AsyncIterator[CloudEventsTransport]:
    transport = CloudEventsTransport(
        CloudEventsSettings(
            cloudevents_source="/tanggap/notify",
            cloudevents_timeout_s=2.0,
            cloudevents_allowed_networks=(ip_network("127.0.0.1/32"),),
        )
    )
    yield transport
    await transport.close()


async def test_the_reference_library_reads_the_event(cloudevents: CloudEventsTransport, receiver: Receiver) -> None:
    async with cloudevents.session() as session:
        assert await session.send(replace(MESSAGE, to=receiver.url)) == Accepted(204, "")
    (received,) = receiver.received
    assert received.headers["content-type"].startswith("application/cloudevents+json")

    event = from_http_event(HTTPMessage(received.headers, received.body), JSONFormat())

    assert (event.get_specversion(), event.get_id(), event.get_source()) == ("1.0", "d-1", "/tanggap/notify")
    assert (event.get_type(), event.get_subject()) == ("complaint.escalated", COMPLAINT)
    assert event.get_time() == datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    assert event.get_datacontenttype() == "application/json"
    assert event.get_data() == {
        "level": 3,
        "complaint_id": COMPLAINT,
        "seq": 7,
        "message": {"subject": "Terlambat", "text": "Pengaduan terlambat.\n", "language": "id"},
    }


async def test_what_is_about_no_single_event_is_an_event_too(
    cloudevents: CloudEventsTransport, receiver: Receiver
) -> None:
    async with cloudevents.session() as session:
        await session.send(replace(MESSAGE, to=receiver.url, event=None, thread=None, seq=None))
    event = from_http_event(HTTPMessage(receiver.received[0].headers, receiver.received[0].body), JSONFormat())
    assert (event.get_type(), event.get_subject(), event.get_time()) == ("notification", None, NOW)


async def test_a_repetition_says_the_same(cloudevents: CloudEventsTransport, receiver: Receiver) -> None:
    async with cloudevents.session() as session:
        for _ in range(2):
            await session.send(replace(MESSAGE, to=receiver.url))
    assert receiver.received[0].body == receiver.received[1].body


@pytest.mark.parametrize(("status", "permanent"), [(400, True), (410, True), (415, True), (429, False), (500, False)])
async def test_answers_come_to_the_same_as_those_of_webhooks(
    cloudevents: CloudEventsTransport, receiver: Receiver, status: int, permanent: bool
) -> None:
    receiver.answer = answer(status)
    async with cloudevents.session() as session:
        outcome = await session.send(replace(MESSAGE, to=receiver.url))
    assert outcome == Refused(permanent, status, "", gone=status == 410)
