"""A real HTTP server that answers as a test wants, well or badly; it can be stopped and started again on its port."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import HOST, free_ports
from services.notify.transports.network import Resolve

CERTIFICATE = Path(__file__).with_name("certificate.pem")
"""Of `receiver.example`, `localhost` and 127.0.0.1, with its key, which protects nothing. Nobody trusts it unasked."""


@dataclass(frozen=True)
class Received:
    """A request; the names of its headers in small letters."""

    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    """A proper answer; `_` in the name of a header stands for `-`."""

    async def write(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)

    return write


def raw(text: bytes) -> Answer:
    """These bytes, and the connection is cut."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(text)
        await writer.drain()
        writer.close()

    return write


async def silence(_writer: asyncio.StreamWriter) -> None:
    """No answer, ever."""
    await asyncio.Event().wait()


async def endless(writer: asyncio.StreamWriter) -> None:
    """A body that does not end."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        await writer.drain()


async def begun(writer: asyncio.StreamWriter) -> None:
    """A status and headers, and a body that never comes."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    await asyncio.Event().wait()


class Receiver:
    """`answer` is what it does with each request; `certificate` makes it speak TLS."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.port = free_ports().api
        self.url = f"{'https' if certificate else 'http'}://{HOST}:{self.port}/hooks/1"
        self.answer: Answer = answer(204)
        self.received: list[Received] = []
        self.connections = 0
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, HOST, self.port, ssl=self._tls)

    async def stop(self) -> None:
        """Gone: open connections are cut, new ones are refused."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()
        for _ in range(5):  # what is still to be done for connections whose handshake failed
            await asyncio.sleep(0)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while not writer.is_closing():
                    self.received.append(await _request(reader))
                    await self.answer(writer)
                    await writer.drain()
        finally:
            self._tasks.discard(task)
            writer.transport.abort()


@asynccontextmanager
async def receiving(certificate: Path | None = None) -> AsyncIterator[Receiver]:
    """A receiver that is started, and stopped at the end."""
    server = Receiver(certificate)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def always(*addresses: str) -> Resolve:
    """A name server that knows one answer."""

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return resolve


async def _request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    return Received(head[0].split(" ")[1], headers, await reader.readexactly(int(headers.get("content-length", "0"))))
