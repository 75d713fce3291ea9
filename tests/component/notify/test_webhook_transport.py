"""Webhooks over real HTTP: what a receiver gets, and what its answers come to."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from chassis.errors import ConfigurationError
from services.notify.domain.outcomes import Accepted, Outcome, Refused
from services.notify.transports.base import Message
from services.notify.transports.webhook import WebhookSettings, WebhookTransport, new_secret
from tests.component.notify.http_receiver import Receiver, answer
from tests.unit.notify.examples import COMPLAINT, NOW

OLDER, NEWER, OWN = "whsec_" + "b2xk" * 11, "whsec_" + "bmV3" * 11, new_secret()
MESSAGE = Message(
    id="d-1", to="", language="id", subject="Terlambat", plain="Pengaduan terlambat.\n", html="<p>Terlambat</p>",
    thread=COMPLAINT, written_at=NOW,
    event={
        "type": "complaint.escalated", "time": "2026-03-02T03:15:00Z", "subject": COMPLAINT, "data": {"level": 3},
    },
    seq=7,
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> WebhookSettings:
    file = tmp_path / "secrets.yaml"
    file.write_text(f"secrets: [{NEWER}, {OLDER}]\n", encoding="utf-8")
    return WebhookSettings(webhook_secrets_file=file, webhook_timeout_s=2.0, webhook_allowed_networks="127.0.0.1/32")


@pytest.fixture
async def webhook(settings: WebhookSettings) -> AsyncIterator[WebhookTransport]:
    transport = WebhookTransport(settings)
    yield transport
    await transport.close()


async def send(webhook: WebhookTransport, receiver: Receiver, message: Message = MESSAGE) -> Outcome:
    async with webhook.session() as session:
        return await session.send(replace(message, to=receiver.url))


async def test_a_receiver_gets_what_happened_and_the_text(webhook: WebhookTransport, receiver: Receiver) -> None:
    assert await send(webhook, receiver) == Accepted(204, "")

    (received,) = receiver.received
    assert received.path == "/hooks/1"
    assert received.headers["content-type"] == "application/json"
    assert received.headers["webhook-id"] == "d-1"
    assert Webhook(NEWER).verify(received.body, received.headers) == {
        "type": "complaint.escalated",
        "timestamp": "2026-03-02T03:15:00Z",
        "data": {
            "level": 3,
            "complaint_id": COMPLAINT,
            "seq": 7,
            "message": {"subject": "Terlambat", "text": "Pengaduan terlambat.\n", "language": "id"},
        },
    }


async def test_what_is_about_no_single_event_has_a_type_and_a_time_too(
    webhook: WebhookTransport, receiver: Receiver
) -> None:
    await send(webhook, receiver, replace(MESSAGE, event=None, thread=None, seq=None))
    content = Webhook(NEWER).verify(receiver.received[0].body, receiver.received[0].headers)
    assert (content["type"], content["timestamp"]) == ("notification", "2026-03-02T03:15:00Z")


@pytest.mark.parametrize("secret", [NEWER, OLDER])
async def test_either_secret_verifies_it_while_they_change(
    webhook: WebhookTransport, receiver: Receiver, secret: str
) -> None:
    await send(webhook, receiver)
    assert receiver.received[0].headers["webhook-signature"].count("v1,") == 2
    Webhook(secret).verify(receiver.received[0].body, receiver.received[0].headers)


async def test_a_webhooks_own_secrets_are_used_in_place_of_the_settings(
    webhook: WebhookTransport, receiver: Receiver
) -> None:
    await send(webhook, receiver, replace(MESSAGE, secrets=(OWN,)))
    (received,) = receiver.received
    Webhook(OWN).verify(received.body, received.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEWER).verify(received.body, received.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OWN).verify(received.body + b" ", received.headers)


async def test_a_repetition_says_the_same_under_the_same_id(webhook: WebhookTransport, receiver: Receiver) -> None:
    await send(webhook, receiver)
    await send(webhook, receiver)
    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])


async def test_connections_are_used_again(webhook: WebhookTransport, receiver: Receiver) -> None:
    for _ in range(5):
        await send(webhook, receiver)
    assert (len(receiver.received), receiver.connections) == (5, 1)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_success_is_accepted(webhook: WebhookTransport, receiver: Receiver, status: int) -> None:
    receiver.answer = answer(status)
    assert await send(webhook, receiver) == Accepted(status, "")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422, 451])
async def test_it_is_final_when_the_receiver_does_not_want_it(
    webhook: WebhookTransport, receiver: Receiver, status: int
) -> None:
    receiver.answer = answer(status, b"no such hook")
    assert await send(webhook, receiver) == Refused(True, status, "no such hook")


async def test_it_is_final_and_gone_when_nobody_is_there_any_more(
    webhook: WebhookTransport, receiver: Receiver
) -> None:
    receiver.answer = answer(410)
    assert await send(webhook, receiver) == Refused(True, 410, "", gone=True)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_it_is_tried_again_when_the_receiver_cannot_take_it_now(
    webhook: WebhookTransport, receiver: Receiver, status: int
) -> None:
    receiver.answer = answer(status, b"later")
    assert await send(webhook, receiver) == Refused(False, status, "later")


async def test_it_waits_as_long_as_it_is_asked_to_in_seconds(webhook: WebhookTransport, receiver: Receiver) -> None:
    receiver.answer = answer(429, Retry_After="120")
    assert await send(webhook, receiver) == Refused(False, 429, "", retry_after=timedelta(seconds=120))


async def test_it_waits_as_long_as_it_is_asked_to_by_a_date(webhook: WebhookTransport, receiver: Receiver) -> None:
    until = datetime.now(UTC) + timedelta(hours=2)
    receiver.answer = answer(503, Retry_After=format_datetime(until, usegmt=True))
    outcome = await send(webhook, receiver)
    assert isinstance(outcome, Refused) and outcome.retry_after is not None
    assert timedelta(hours=1) < outcome.retry_after <= timedelta(hours=2)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(webhook: WebhookTransport, receiver: Receiver, status: int) -> None:
    receiver.answer = answer(status, Location=receiver.url)
    outcome = await send(webhook, receiver)
    assert outcome == Refused(True, status, "redirects are not followed; correct the address")
    assert len(receiver.received) == 1


async def test_an_event_that_is_no_json_is_refused_and_not_sent(webhook: WebhookTransport, receiver: Receiver) -> None:
    for faulty in (replace(MESSAGE, event={"data": {"at": object()}}), replace(MESSAGE, plain="\ud800")):
        outcome = await send(webhook, receiver, faulty)
        assert isinstance(outcome, Refused)
        assert (outcome.permanent, outcome.code) == (True, "not_a_request")
    assert receiver.received == []


async def test_a_secret_is_never_repeated(webhook: WebhookTransport, receiver: Receiver) -> None:
    message = replace(MESSAGE, secrets=("whsec_c2VjcmV0",))
    outcome = await send(webhook, receiver, message)
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (True, "not_a_request")
    assert "c2VjcmV0" not in repr((outcome, message))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("secrets: []", "secrets.yaml:1: secrets: "),
        (f"secrets: [{NEWER}, {OLDER}, {OWN}]", "secrets.yaml:1: secrets: "),
        ("secrets: [whsec_c2VjcmV0]", "secrets.yaml:1: secrets.0: must be whsec_ and 24 to 64 random bytes in base64"),
        ("secrets: [c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0]", "secrets.0: must be whsec_ and"),
        ("secrets: ['whsec_c2VjcmV0 c2VjcmV0']", "secrets.0: must be whsec_ and"),
    ],
)
def test_secrets_that_are_none_are_named_without_showing_them(
    settings: WebhookSettings, text: str, reason: str
) -> None:
    settings.webhook_secrets_file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        WebhookTransport(settings)
    assert reason in str(raised.value)
    assert "c2VjcmV0" not in str(raised.value)
