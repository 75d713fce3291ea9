"""The channel of the demonstration believes nothing that is not signed, and notices what it did not hear."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson
import pytest

from contracts.events import NotificationDelivered
from demo.listener import Listener
from deploy.local.ports import free_ports
from services.notify.transports.base import Message
from services.notify.transports.webhook import new_secret, post
from verify import History

SECRET = new_secret()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    server = Listener(free_ports().api)
    server.know(SECRET)
    await server.start()
    yield server
    await server.stop()


async def send(listener: Listener, message: str, seq: int, secret: str = SECRET) -> int:
    event: dict[str, Any] = {"type": "complaint.resolved", "subject": "c-1", "data": {}}
    now = datetime.now(UTC)
    letter = Message(message, listener.url, "id", "", "", None, "c-1", now, event, seq)
    request = post(letter, (secret,), now.timestamp())
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.post(listener.url, headers=dict(request.headers), content=request.body)).status_code


def delivered(*messages: str) -> History:
    history = History("c-1")
    for message in messages:
        event = NotificationDelivered(
            id=f"e-{message}", subject="c-1", occurred_at=datetime.now(UTC), delivery_id=message,
            recipient="channel-demo", transport="webhook", template="resolved", attempts=1, status="204",
        )  # fmt: skip
        history.take(event, event.occurred_at)
    return history


async def test_what_is_signed_and_in_order_is_taken(listener: Listener) -> None:
    assert [await send(listener, f"m-{seq}", seq) for seq in (1, 2, 3)] == [204] * 3
    assert listener.mismatches([delivered("m-1", "m-2", "m-3")]) == []
    assert orjson.dumps(listener.received["m-1"])


async def test_a_message_that_comes_again_is_the_same_message(listener: Listener) -> None:
    assert [await send(listener, "m-1", 1) for _ in range(2)] == [204, 204]
    assert listener.mismatches([delivered("m-1")]) == []


async def test_another_signature_a_gap_and_a_message_that_never_came_are_named(listener: Listener) -> None:
    assert await send(listener, "m-1", 1, new_secret()) == 401
    assert await send(listener, "m-3", 3) == 204
    found = listener.mismatches([delivered("m-2", "m-3")])
    assert len(found) == 3
    assert "not signed" in found[0]
    assert "in order: [3]" in found[1]
    assert "never got the message m-2" in found[2]
