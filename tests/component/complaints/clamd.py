"""A clamd for tests: it speaks INSTREAM, and finds the virus in whatever holds `VIRUS`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

VIRUS = b"X5O!-test-virus-"


class Clamd:
    """`received` are the streams that it was sent; `reply` is said instead of what it finds."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.reply: bytes | None = None
        self.is_silent = False

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, as clamd serves it."""
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        stream = b""
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            stream += await reader.readexactly(length)
        self.received.append(stream)
        found = b"stream: Test.Virus FOUND" if VIRUS in stream else b"stream: OK"
        if self.is_silent:
            await reader.read()
        else:
            writer.write((self.reply or found) + b"\0")
            await writer.drain()
        writer.close()


@asynccontextmanager
async def clamd(socket: Path | None = None) -> AsyncIterator[tuple[Clamd, str]]:
    """A running one, and its address for `SCANNER`: at a free port, or at a Unix socket."""
    known = Clamd()
    if socket is None:
        server = await asyncio.start_server(known.answer, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        address = f"tcp://{host}:{port}"
    else:
        server = await asyncio.start_unix_server(known.answer, socket)
        address = f"unix:{socket}"
    async with server:
        yield known, address
