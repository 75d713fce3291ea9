"""Receivers of mails and of posts that do nothing but take them and note when: the other end of what notify sends."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from deploy.local.ports import HOST

KEPT = 1_000
"""Bytes of the beginning of a message that are kept; a mail's headers are among them."""


@dataclass(frozen=True)
class Taken:
    """A message: when its last byte was here, by `time.perf_counter`, and how it begins."""

    at: float
    begins: bytes


class _Receiving(asyncio.Protocol):
    """`taken` gets the messages; each is answered `delay_s` later."""

    def __init__(self, taken: list[Taken], delay_s: float) -> None:
        self._taken, self._delay_s = taken, delay_s
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def say(self, text: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(text)

    def take(self, message: bytes, answer: bytes) -> None:
        self._taken.append(Taken(time.perf_counter(), message[:KEPT]))
        if self._delay_s:
            asyncio.get_running_loop().call_later(self._delay_s, self.say, answer)
        else:
            self.say(answer)


class Smtp(_Receiving):
    """As much of RFC 5321 as a client needs that waits for each answer."""

    _is_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        super().connection_made(transport)
        self.say(b"220 bench\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer each command, and each mail."""
        self._buffer += data
        end = b"\r\n.\r\n" if self._is_mail else b"\r\n"
        while (found := self._buffer.find(end)) >= 0:
            text = bytes(self._buffer[:found])
            del self._buffer[: found + len(end)]
            if self._is_mail:
                self._is_mail = False
                self.take(text, b"250 2.0.0 Ok\r\n")
            else:
                self._command(text[:4].upper())
            end = b"\r\n.\r\n" if self._is_mail else b"\r\n"

    def _command(self, verb: bytes) -> None:
        self._is_mail = verb == b"DATA"
        self.say({b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}.get(verb, b"250 Ok\r\n"))


class Http(_Receiving):
    """As much of HTTP/1.1 as a client needs that posts a body of known length."""

    def data_received(self, data: bytes) -> None:
        """Answer each request."""
        self._buffer += data
        while (head := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = int(self._buffer[:head].lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            if len(self._buffer) < head + 4 + length:
                return
            message = bytes(self._buffer[: head + 4 + length])
            del self._buffer[: head + 4 + length]
            self.take(message, b"HTTP/1.1 204 No Content\r\n\r\n")


@asynccontextmanager
async def receiving(kind: type[Smtp] | type[Http], port: int, delay_s: float = 0.0) -> AsyncIterator[list[Taken]]:
    """A receiver on a port of this machine; the list grows by what it takes."""
    taken: list[Taken] = []
    make: Callable[[], asyncio.Protocol] = lambda: kind(taken, delay_s)  # noqa: E731 -- typed, as the server wants it
    server = await asyncio.get_running_loop().create_server(make, HOST, port)
    try:
        yield taken
    finally:
        server.close()
