"""What the transports that post JSON to a web address have in common: the content, the session and the client."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from services.notify.domain.outcomes import Outcome, Refused
from services.notify.domain.public import instant
from services.notify.transports.base import Message
from services.notify.transports.outbound import NOT_A_REQUEST, Outbound

MESSAGE = "notification"
"""The type of what is about no single event, such as a digest."""


class Post(NamedTuple):
    """A request as it is sent."""

    headers: Mapping[str, str]
    body: bytes


Write = Callable[[Message], Post]
"""Raises ValueError or TypeError for what cannot be written as a request."""


def content(message: Message) -> dict[str, Any]:
    """What happened, for systems: `type`, `time`, `subject`, and `data` with the text that people get."""
    event = message.event or {}
    text = {"subject": message.subject, "text": message.plain, "language": message.language}
    return {
        "type": event.get("type", MESSAGE),
        "time": event.get("time") or instant(message.written_at),
        "subject": event.get("subject", message.thread),
        "data": {**event.get("data", {}), f"{message.about}_id": message.thread, "seq": message.seq, "message": text},
    }


class PostingSession:
    """There is no connection of a session's own: the client has some for all of them."""

    usable = True

    def __init__(self, client: Outbound, write: Write) -> None:
        self._client, self._write = client, write

    async def send(self, message: Message) -> Outcome:
        """Post one message."""
        try:
            headers, body = self._write(message)
        except (TypeError, ValueError) as error:
            return Refused(True, NOT_A_REQUEST, str(error))
        return await self._client.post(message.to, headers, body)


class PostingTransport:
    """Posts what `write` makes of a message."""

    is_shared = False

    def __init__(self, name: str, client: Outbound, write: Write, timeout_s: float) -> None:
        self.name, self.timeout = name, timedelta(seconds=timeout_s)
        self._client, self._write = client, write

    @asynccontextmanager
    async def session(self) -> AsyncIterator[PostingSession]:
        """Nothing is connected before the first message."""
        yield PostingSession(self._client, self._write)

    async def close(self) -> None:
        """Close the client's connections."""
        await self._client.aclose()
