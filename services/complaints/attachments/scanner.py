"""A virus scanner that speaks clamd's protocol: `INSTREAM`, over TCP or a Unix socket.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

import asyncio
import re
from collections.abc import Awaitable
from typing import Protocol

from chassis import logs
from chassis.errors import ConfigurationError, TemporarilyUnavailable

log = logs.get(__name__)

TIMEOUT_S = 20.0
"""For one file as a whole."""
_PIECE_BYTES = 128 * 1024
_MAX_REPLY = 4_096
_ADDRESS = re.compile(r"tcp://(?P<host>\[[0-9a-fA-F:]+\]|[^\s:/]+):(?P<port>[0-9]{1,5})|unix:(?P<path>/\S+)")

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class ScannerUnavailable(TemporarilyUnavailable):
    """The scanner did not say in time whether the file is clean: it is not taken, and may be sent again."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"virus scanner unavailable: {detail}")


class Scanner(Protocol):
    """Whatever tells clean files from others."""

    async def is_clean(self, content: bytes) -> bool:
        """Whether nothing was found; raises `ScannerUnavailable`."""


class Clamd:
    """A clamd at `address`: `tcp://host:port` or `unix:/path`; anything else is a `ConfigurationError`."""

    def __init__(self, address: str, timeout_s: float = TIMEOUT_S) -> None:
        match = _ADDRESS.fullmatch(address)
        if match is None:
            raise ConfigurationError("SCANNER: must be tcp://host:port or unix:/path of a clamd")
        self._where, self._timeout_s = match, timeout_s

    async def is_clean(self, content: bytes) -> bool:
        """Ask about one file, on a connection of its own: clamd closes it after the reply."""
        try:
            async with asyncio.timeout(self._timeout_s):
                reply = await self._reply(content)
        except (OSError, TimeoutError) as error:
            raise ScannerUnavailable(type(error).__name__) from error
        if reply.endswith(b"FOUND"):
            log.warning("a file was refused by the virus scanner", reply=_named(reply))
            return False
        if reply != b"stream: OK":
            raise ScannerUnavailable(_named(reply) or "no reply")
        return True

    async def _reply(self, content: bytes) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE_BYTES):
                piece = content[start : start + _PIECE_BYTES]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await reader.read(_MAX_REPLY)).rstrip(b"\0\n")
        finally:
            writer.close()

    def _connect(self) -> Awaitable[Streams]:
        if path := self._where["path"]:
            return asyncio.open_unix_connection(path)
        return asyncio.open_connection(self._where["host"].strip("[]"), int(self._where["port"]))


def _named(reply: bytes) -> str:
    """What the scanner said, as it may stand in a log: the names of signatures, and nothing of the file."""
    return re.sub(r"[^\x20-\x7e]", "?", reply.decode("ascii", "replace"))[:200]
