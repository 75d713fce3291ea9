"""What tests of batches share: lines to send, results as they were answered, and the API on a port of its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any

import h11
import httpx
from starlette.types import ASGIApp

from chassis.ops import HttpServer
from deploy.local.ports import HOST, free_ports
from tests.component.complaints.intake_api import DEMO, IntakeClient
from tests.component.notify.waiting import until

PATH = "/v1/complaints/batch"
NDJSON = {"Content-Type": "application/x-ndjson"}


def ndjson(bodies: Iterable[dict[str, Any]]) -> bytes:
    """The bodies, one on each line."""
    return b"".join(json.dumps(body).encode() + b"\n" for body in bodies)


def proper(count: int, prefix: str = "b") -> list[dict[str, Any]]:
    """So many complaints that are accepted, each with an id of its own."""
    return [{"text": f"jalan berlubang {number}", "external_id": f"{prefix}-{number}"} for number in range(count)]


def results(answer: httpx.Response) -> list[dict[str, Any]]:
    """What was answered, line by line."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


async def send(intake: IntakeClient, body: bytes, **headers: str) -> list[dict[str, Any]]:
    """The results of a batch."""
    return results(await intake.client.post(PATH, content=body, headers={**DEMO, **NDJSON, **headers}))


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[int]:
    """The API on a port, as a service runs it."""
    port = free_ports().api
    server = HttpServer("api", app, HOST, port)
    await server.start()
    await until(lambda: server.not_ready_because() is None, "the API listens")
    try:
        yield port
    finally:
        await server.stop()


class Duplex:
    """A client that reads results while it still sends lines. `async with` opens its connection and closes it."""

    def __init__(self, port: int) -> None:
        self._port, self._protocol = port, h11.Connection(h11.CLIENT)
        self._results: list[dict[str, Any]] = []
        self._begun = b""

    async def __aenter__(self) -> "Duplex":
        self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        headers = {"Host": HOST, "Transfer-Encoding": "chunked", **DEMO, **NDJSON}
        await self._write(h11.Request(method="POST", target=PATH, headers=list(headers.items())))
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._writer.close()

    async def send(self, lines: bytes) -> None:
        """Send some of the body."""
        await self._write(h11.Data(data=lines))

    async def end(self) -> None:
        """Say that the body is complete."""
        await self._write(h11.EndOfMessage())

    async def take(self, count: int) -> list[dict[str, Any]]:
        """The next results: so many, or fewer when the answer ends before."""
        while len(self._results) < count and not self._has_ended(event := self._protocol.next_event()):
            if event is h11.NEED_DATA:
                self._protocol.receive_data(await asyncio.wait_for(self._reader.read(65_536), 30))
            elif isinstance(event, h11.Data):
                *lines, self._begun = (self._begun + bytes(event.data)).split(b"\n")
                self._results += [json.loads(line) for line in lines]
        taken, self._results = self._results[:count], self._results[count:]
        return taken

    @staticmethod
    def _has_ended(event: object) -> bool:
        return isinstance(event, h11.EndOfMessage | h11.ConnectionClosed) or event is h11.PAUSED

    async def _write(self, event: h11.Event) -> None:
        self._writer.write(self._protocol.send(event) or b"")
        await self._writer.drain()
