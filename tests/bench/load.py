"""Requests at the intake API from as cheap a client as possible: HTTP/1.1 over connections that stay open."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import httpx
import orjson

from tests.bench.results import MeasurementError, Slice
from tests.bench.samples import Body

ANSWER_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Target:
    """A route that takes complaints."""

    host: str
    port: int
    path: str
    headers: Mapping[str, str]


class Connection:
    """One connection to a target; it asks one thing at a time."""

    def __init__(self, target: Target) -> None:
        self._target = target
        headers = {"Host": f"{target.host}:{target.port}", "Content-Type": "application/json", **target.headers}
        lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        self._head = "\r\n".join([*lines, "Content-Length: "]).encode("ascii")
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> "Connection":
        self._reader, self._writer = await asyncio.open_connection(self._target.host, self._target.port)
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._writer is not None:
            self._writer.close()

    async def file(self, body: Body) -> dict[str, Any]:
        """The answer to a filing; raises `MeasurementError` unless it is a 201."""
        assert self._reader is not None and self._writer is not None, "use it as a context"
        content = orjson.dumps({name: value for name, value in body.items() if value is not None})
        self._writer.write(self._head + b"%d\r\n\r\n" % len(content) + content)
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                head = await self._reader.readuntil(b"\r\n\r\n")
                answer = await self._reader.readexactly(_length(head))
        except (OSError, EOFError, TimeoutError) as error:
            raise MeasurementError(f"a filing got no answer: {type(error).__name__}: {error}") from error
        if not head.startswith(b"HTTP/1.1 201 "):
            first = head.split(b"\r\n", 1)[0]
            raise MeasurementError(f"a filing was answered with {first.decode()}: {answer[:500].decode()}")
        found: dict[str, Any] = orjson.loads(answer)
        return found


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise MeasurementError(f"an answer without a length: {head.decode()}")


@asynccontextmanager
async def _together() -> AsyncIterator[asyncio.TaskGroup]:
    """Tasks that end together; their first error is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None


async def closed_loop(target: Target, bodies: Iterator[Body], clients: int, seconds: float) -> Slice:
    """Each client files again as soon as it is answered: how many 201s, and in how many seconds."""
    began = time.perf_counter()
    async with _together() as group:
        tasks = [group.create_task(_client(target, bodies, began + seconds)) for _ in range(clients)]
    return Slice(sum(task.result() for task in tasks), time.perf_counter() - began)


async def _client(target: Target, bodies: Iterator[Body], until: float) -> int:
    filed = 0
    async with Connection(target) as connection:
        while time.perf_counter() < until:
            await connection.file(next(bodies))
            filed += 1
    return filed


@dataclass(frozen=True)
class Answer:
    """One filing of the open loop; times are seconds of `time.perf_counter`. `due` is when it was to be sent."""

    complaint_id: str
    due: float
    answered: float


async def open_loop(target: Target, bodies: Iterator[Body], per_second: float, seconds: float) -> list[Answer]:
    """Files at fixed moments, however long the answers take, so that a stall is felt by all who arrive in it.

    Each filing has a connection of its own: whoever arrives once a minute does not find an open one.
    """
    began = time.perf_counter()
    moments = [began + number / per_second for number in range(round(per_second * seconds))]
    async with _together() as group:
        tasks = []
        for due in moments:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(group.create_task(_one(target, next(bodies), due)))
    return [task.result() for task in tasks]


async def _one(target: Target, body: Body, due: float) -> Answer:
    async with Connection(target) as connection:
        answer = await connection.file(body)
        return Answer(answer["id"], due, time.perf_counter())


async def count_readable(target: Target, complaint_ids: Sequence[str], readers: int) -> int:
    """How many of these complaints the channel can read, and reads as those that were asked for."""
    waiting, found = list(complaint_ids), 0
    async with httpx.AsyncClient(
        base_url=f"http://{target.host}:{target.port}", headers=target.headers, timeout=ANSWER_TIMEOUT_S
    ) as client:

        async def read() -> None:
            nonlocal found
            while waiting:
                complaint_id = waiting.pop()
                answer = await client.get(f"{target.path}/{complaint_id}")
                found += answer.status_code == httpx.codes.OK and answer.json()["id"] == complaint_id

        async with _together() as group:
            for _ in range(readers):
                group.create_task(read())
    return found
