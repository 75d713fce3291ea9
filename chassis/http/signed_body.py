"""The hash of a body while it streams in, whoever reads it: as JSON, as a form or in parts."""

import hashlib

from starlette.requests import Request
from starlette.types import Message, Receive

from chassis.http.problems import Fault, Problem

MAX_UNREAD = 256 * 1024
"""Of a body that nobody has read yet: it has to be in memory before anything is acted on."""


class BodyHash:
    """Watches a request's body. Only signed requests have one."""

    def __init__(self) -> None:
        self._hash, self._is_complete, self._limit, self._received = hashlib.sha256(), False, 0, 0

    def watching(self, receive: Receive) -> Receive:
        """The same `receive`, watched."""

        async def watched() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                self._note(message.get("body", b""), not message.get("more_body", False))
            return message

        return watched

    async def of(self, request: Request) -> str:
        """The SHA-256 of the whole body. One that is still to come is read and kept in `request`."""
        if not self._is_complete:
            self._limit = MAX_UNREAD
            await request.body()
        return self._hash.hexdigest()

    def _note(self, part: bytes, is_last: bool) -> None:
        self._hash.update(part)
        self._received += len(part)
        self._is_complete = self._is_complete or is_last
        if self._limit and self._received > self._limit:
            reason = f"a signed body of more than {self._limit} bytes is not read on this address"
            remedy = "send it with X-API-Key, or in smaller parts"
            raise Problem("body-too-large", reason, [Fault("body", reason, remedy)], {"Connection": "close"})
