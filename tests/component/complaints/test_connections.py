"""The API on a port: connections that break off in the middle, and requests that are no proper HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from deploy.local.ports import HOST
from tests.component.complaints.intake_api import DEMO, IntakeClient
from tests.component.notify.waiting import eventually
from tests.component.serving import listening

HEAD = b"POST /v1/complaints HTTP/1.1\r\nHost: test\r\nX-API-Key: key-of-demo\r\nContent-Type: application/json\r\n"
_JSON = {"Content-Type": "application/json"}
BODY = json.dumps({"text": "got mampet", "external_id": "A-1"}).encode()


@pytest.fixture
async def port(intake_api: IntakeClient) -> AsyncIterator[int]:
    """Where the API listens."""
    async with listening(intake_api.app) as address:
        yield int(address.rpartition(":")[2])


async def _answer(port: int, request: bytes) -> bytes:
    """All that is answered to these bytes."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return answer


async def _leave(port: int, request: bytes) -> None:
    """Send these bytes and be gone."""
    _, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def _posting(body: bytes, length: int) -> bytes:
    return HEAD + b"Content-Length: %d\r\n\r\n" % length + body


async def test_a_client_that_leaves_in_the_middle_of_its_body_has_filed_nothing(
    intake_api: IntakeClient, port: int
) -> None:
    for cut in (0, 1, len(BODY) - 1):
        await _leave(port, _posting(BODY[:cut], len(BODY)))
    again = await intake_api.client.post("/v1/complaints", content=BODY, headers={**DEMO, **_JSON})
    assert (again.status_code, again.headers.get("Idempotency-Replayed")) == (201, None)
    assert len(await intake_api.kept()) == 1


async def test_a_client_that_leaves_before_the_answer_finds_its_complaint_again(
    intake_api: IntakeClient, port: int
) -> None:
    await _leave(port, _posting(BODY, len(BODY)))

    async def is_kept() -> bool:
        return len(await intake_api.kept()) == 1

    await eventually(is_kept, "the complaint is kept")
    again = await intake_api.client.post("/v1/complaints", content=BODY, headers={**DEMO, **_JSON})
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    (kept,) = await intake_api.kept()
    assert again.json()["id"] == kept["_id"]
    shown = await intake_api.client.get(again.json()["links"]["self"], headers=DEMO)
    assert shown.json()["text"] == "got mampet"


@pytest.mark.parametrize(
    "lines",
    [
        b"Idempotency-Key: a\x00b\r\nContent-Length: 33\r\n",
        b"Idempotency-Key: a\rX-Planted: b\r\nContent-Length: 33\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 33\r\nContent-Length: 5\r\n",
        b"Idempotency Key: a\r\nContent-Length: 33\r\n",
    ],
)
async def test_what_is_no_proper_http_is_refused_and_keeps_nothing(
    intake_api: IntakeClient, port: int, lines: bytes
) -> None:
    answer = await _answer(port, HEAD + lines + b"Connection: close\r\n\r\n" + BODY)
    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert b"planted" not in answer.lower()
    assert await intake_api.kept() == []


async def test_nothing_that_was_sent_becomes_a_header_of_the_answer(intake_api: IntakeClient, port: int) -> None:
    for sent in (
        b"traceparent: 00-planted\r\n",
        b"Accept-Language: en\r\nIf-Match: planted\r\n",
        b"Origin: planted\r\n",
    ):
        request = HEAD + sent + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
        answer = await _answer(port, request)
        assert answer.startswith(b"HTTP/1.1 201 "), answer
        assert b"planted" not in answer.partition(b"\r\n\r\n")[0].lower()
    assert len(await intake_api.kept()) == 1


async def test_an_unknown_method_is_answered_with_those_there_are(intake_api: IntakeClient, port: int) -> None:
    answer = await _answer(port, b"BREW /v1/units HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"allow: GET, OPTIONS" in answer
