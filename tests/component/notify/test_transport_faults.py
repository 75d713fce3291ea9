"""What goes wrong between us and an HTTP receiver, on real sockets, and what each fault comes to."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_network

import pytest

from chassis.errors import TemporarilyUnavailable
from deploy.local.ports import HOST, free_ports
from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused
from services.notify.transports.outbound import MAX_ANSWER, Outbound, Progress
from tests.component.notify.http_receiver import (
    CERTIFICATE,
    Receiver,
    always,
    answer,
    begun,
    endless,
    raw,
    silence,
)

LOOPBACK = (ip_network("127.0.0.1/32"),)
SHORT_S = 0.5


@pytest.fixture
def certificate_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


async def post(url: str, client: Outbound | None = None, body: bytes = b"{}", **headers: str) -> Outcome:
    client = client or Outbound(SHORT_S, LOOPBACK)
    try:
        return await client.post(url, headers, body)
    finally:
        await client.aclose()


async def test_no_answer_within_the_limit_may_have_been_taken(receiver: Receiver) -> None:
    receiver.answer = silence
    assert await post(receiver.url) == NoReply("not within the time limit")
    assert len(receiver.received) == 1


async def test_a_refused_connection_was_not_sent() -> None:
    outcome = await post(f"http://{HOST}:{free_ports().api}/hook")
    assert outcome == Refused(False, "connect_failed", "Connection refused")


async def test_a_name_that_is_gone_was_not_sent() -> None:
    client = Outbound(10.0, LOOPBACK)
    outcome = await post("https://receiver.invalid/hook", client)
    assert outcome == Refused(False, "dns_failed", "the host's name is not known")


async def test_a_name_server_that_hangs_holds_up_nothing_else(receiver: Receiver) -> None:
    async def hang(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(0 if host == HOST else 60)
        return [host]

    client = Outbound(SHORT_S, LOOPBACK, hang)
    slow, quick = await asyncio.gather(
        client.post("https://slow.example/", {}, b""), client.post(receiver.url, {}, b"")
    )
    await client.aclose()
    assert slow == Refused(False, "connect_failed", "not within the time limit")
    assert quick == Accepted(204, "")


async def test_a_plain_server_where_tls_is_expected_was_not_sent(receiver: Receiver) -> None:
    outcome = await post(receiver.url.replace("http://", "https://"))
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (False, "tls_failed")
    assert all(b"{}" not in request.body for request in receiver.received)


async def test_a_certificate_that_nobody_trusts_is_said_to_be_so(secure_receiver: Receiver) -> None:
    outcome = await post(secure_receiver.url)
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (False, "tls_failed")
    assert outcome.reason.startswith("the certificate is not trusted: self-signed certificate")
    assert secure_receiver.received == []


@pytest.mark.usefixtures("certificate_is_trusted")
async def test_the_certificate_must_be_of_the_name_that_was_given(secure_receiver: Receiver) -> None:
    right = f"https://receiver.example:{secure_receiver.port}/hook"
    assert await post(right, Outbound(SHORT_S, LOOPBACK, always(HOST))) == Accepted(204, "")
    assert secure_receiver.received[0].headers["host"] == f"receiver.example:{secure_receiver.port}"
    wrong = f"https://other.example:{secure_receiver.port}/hook"
    outcome = await post(wrong, Outbound(SHORT_S, LOOPBACK, always(HOST)))
    assert isinstance(outcome, Refused)
    assert (outcome.code, len(secure_receiver.received)) == ("tls_failed", 1)


async def test_an_endless_answer_is_cut_and_its_status_counts(receiver: Receiver) -> None:
    receiver.answer = endless
    outcome = await post(receiver.url)
    assert isinstance(outcome, Accepted)
    assert (outcome.code, len(outcome.reply)) == (200, MAX_ANSWER)


async def test_a_status_counts_when_the_rest_of_the_answer_never_comes(receiver: Receiver) -> None:
    receiver.answer = begun
    assert await post(receiver.url) == Accepted(200, "abc")


@pytest.mark.parametrize(
    "text", [b"", b"HTTP/1.1 200 O", b"HTTP/1.1 200 OK\r\nContent-Le", b"SSH-2.0-x\r\n", b"\0" * 200_000]
)
async def test_a_connection_that_is_cut_in_mid_answer_may_have_taken_it(receiver: Receiver, text: bytes) -> None:
    receiver.answer = raw(text)
    assert isinstance(await post(receiver.url), NoReply)


async def test_endless_headers_are_no_answer(receiver: Receiver) -> None:
    receiver.answer = raw(b"HTTP/1.1 200 OK\r\n" + b"X-More: yes\r\n" * 20_000)
    assert isinstance(await post(receiver.url), NoReply)


async def test_a_receiver_that_came_back_is_reached_again(receiver: Receiver) -> None:
    client = Outbound(SHORT_S, LOOPBACK)
    assert await client.post(receiver.url, {}, b"") == Accepted(204, "")
    await receiver.stop()
    assert await client.post(receiver.url, {}, b"") == Refused(False, "connect_failed", "Connection refused")
    await receiver.start()
    assert await client.post(receiver.url, {}, b"") == Accepted(204, "")
    await client.aclose()


async def test_five_hundreds_pass(receiver: Receiver) -> None:
    client = Outbound(SHORT_S, LOOPBACK)
    for status in (500, 500, 200):
        receiver.answer = answer(status)
        outcome = await client.post(receiver.url, {}, b"")
    await client.aclose()
    assert outcome == Accepted(200, "")


async def test_a_header_with_a_line_break_is_refused_and_not_sent(receiver: Receiver) -> None:
    outcome = await post(receiver.url, webhook_id="d-1\r\nX-Other: yes")
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code, receiver.received) == (True, "not_a_request", [])


async def test_the_environments_proxies_are_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, f"http://{HOST}:{free_ports().api}")
    assert await post(receiver.url) == Accepted(204, "")


async def test_it_is_nobodys_fault_when_no_connection_is_free_in_time() -> None:
    with pytest.raises(TemporarilyUnavailable, match="connections are in use"):
        Progress().outcome(TimeoutError())


async def test_what_an_answer_says_is_kept_readable(receiver: Receiver) -> None:
    receiver.answer = answer(200, "ya\n\0\x1b[31m\u202e\xff".encode("latin-1", "replace") + b"\xff")
    outcome = await post(receiver.url)
    assert isinstance(outcome, Accepted)
    assert outcome.reply.startswith("ya\n")
    assert all(letter.isprintable() or letter == "\n" for letter in outcome.reply)
