"""Answers a stream of lines with a stream of results: in the order of the lines, each as soon as it is known.

Reading does not wait for the client to read, since most clients send all of their body before they look at the answer;
what waits for them is bounded by the number of lines. A client that goes away ends only the reading: what was read is
filed to its end.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import orjson
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chassis.http import problems
from services.complaints.api.lines import Line
from services.complaints.api.pace import Pace
from services.complaints.api.problems import KINDS, Fault, Problem

NDJSON = "application/x-ndjson"
REST_S = 5.0
"""How long the rest of a body is read of which no line is tried any more."""
UNAVAILABLE, _ = KINDS["store-unavailable"]

Result = dict[str, Any]
"""One line of the answer: `line`, `status`, and what became of it."""


class BatchAnswer(Response):
    """`lines` are those of the body, whose `pieces` are read to the end in any case. `result_of` files one line,
    `refusal` says that the lines from a number on were not tried, and why. `pace` says how many are filed together.

    Once the store is unavailable to a line, no further chunk is begun.
    """

    media_type = NDJSON

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        lines: AsyncIterator[list[Line]],
        result_of: Callable[[Line], Awaitable[Result]],
        refusal: Callable[[int, problems.Problem], Result],
        pace: Pace,
    ) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._pieces, self._lines = pieces, lines
        self._result_of, self._refusal, self._pace = result_of, refusal, pace
        self._answers: asyncio.Queue[Awaitable[bytes] | None] = asyncio.Queue()
        self._next, self._is_unavailable = 1, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the results while the lines are read."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read(tasks))
            while (answer := await self._answers.get()) is not None:
                await send({"type": "http.response.body", "body": await answer, "more_body": True})
        await self._read_rest()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _read_rest(self) -> None:
        """A connection that is closed on what nobody has read is reset, and the client loses the last results."""
        with contextlib.suppress(TimeoutError, ClientDisconnect, problems.Problem):
            async with asyncio.timeout(REST_S):
                async for _ in self._pieces:
                    pass

    async def _read(self, tasks: asyncio.TaskGroup) -> None:
        try:
            await self._begin_all(tasks)
        except problems.Problem as problem:
            self._answers.put_nowait(tasks.create_task(self._refused(problem)))
        self._answers.put_nowait(None)

    async def _begin_all(self, tasks: asyncio.TaskGroup) -> None:
        """Meanwhile the server gathers what arrives, up to a limit of its own, so that chunks fill by themselves."""
        async for lines in self._lines:
            while lines:
                await self._pace.turns.acquire()
                if self._is_unavailable:
                    self._pace.turns.release()
                    raise _not_tried()
                chunk, lines = lines[: self._pace.size], lines[self._pace.size :]
                task = tasks.create_task(self._file(chunk))
                task.add_done_callback(lambda _: self._pace.turns.release())
                self._answers.put_nowait(task)
                self._next = chunk[-1].number + 1

    async def _file(self, chunk: Sequence[Line]) -> bytes:
        began = time.monotonic()
        results = await asyncio.gather(*(self._result_of(line) for line in chunk))
        self._pace.took(time.monotonic() - began)
        self._is_unavailable |= any(result["status"] == UNAVAILABLE for result in results)
        return _encoded(results)

    async def _refused(self, problem: problems.Problem) -> bytes:
        return _encoded([self._refusal(self._next, problem)])


def _not_tried() -> Problem:
    reason = "the store does not answer; this line and those after it were not tried"
    return Problem("store-unavailable", reason, [Fault("body", reason, "send them again in a few seconds")])


def _encoded(results: Sequence[Result]) -> bytes:
    return b"".join(orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE) for result in results)
