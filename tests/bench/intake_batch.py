"""Batches of complaints against single ones, both at the intake API: durably accepted complaints per second."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from itertools import islice
from typing import Any

import orjson

from contracts.topics import COMPLAINTS
from tests.bench import records
from tests.bench.ground import Ground, Program, Running, running, service
from tests.bench.intake import CLIENTS, LOOK_EVERY_S, intake_api
from tests.bench.load import Target, closed_loop
from tests.bench.results import Line, MeasurementError, Round, Slice, comparison
from tests.bench.samples import Body, endless_bodies

GOAL = 8.0
LINES = 2_000
"""Of one batch: it takes about as long as a slice of single complaints."""
ANSWER_TIMEOUT_S = 60.0
ACCEPTED = b'"status":201'


async def measure(ground: Ground) -> list[Line]:
    """Slices of both sides in turn, on one service and one store; the relay has caught up before each of them."""
    ground = ground.fresh()
    plan, rounds = ground.plan, []
    async with _sides(ground) as sides:
        await sides.round(1, plan.warm_up_s, batch_first=True)
        for number in range(plan.rounds):
            rounds.append(await sides.round(plan.slices, plan.slice_s, batch_first=number % 2 == 0))
            ground.say(f"batch    round {number + 1}: {rounds[-1].ours:.0f}/s, one by one {rounds[-1].bare:.0f}/s")
    return comparison("batch", rounds, GOAL, "201s/s", sides=("in batches", "one by one"))


async def load_ours(ground: Ground, started_by: Callable[[Program], Program]) -> None:
    """Batches alone, as many as a measurement sends."""
    stack, plan = ground.fresh().stack, ground.plan
    await records.make_topics(stack)
    bodies = endless_bodies()
    with running(stack, started_by(service(stack, "complaints"))):
        for _ in range(plan.rounds * plan.slices):
            await send_batch(_batch_route(intake_api(stack)), encoded(bodies, LINES))


class _Sides:
    """One service under both loads in turn."""

    def __init__(self, intake: Running, published: Any, target: Target) -> None:
        self._intake, self._published, self._target = intake, published, target
        self._bodies: Iterator[Body] = endless_bodies()
        self._filed = 0

    async def round(self, slices: int, seconds: float, batch_first: bool) -> Round:
        in_batches: list[Slice] = []
        one_by_one: list[Slice] = []
        for _ in range(slices):
            for is_batch in (batch_first, not batch_first):
                if is_batch:
                    in_batches.append(await self._settled(await self._send_batch()))
                else:
                    one_by_one.append(await self._settled(await self._send_singly(seconds)))
        return Round.of(in_batches, one_by_one)

    async def _send_batch(self) -> Slice:
        return await send_batch(_batch_route(self._target), encoded(self._bodies, LINES))

    async def _send_singly(self, seconds: float) -> Slice:
        return await closed_loop(self._target, self._bodies, CLIENTS, seconds)

    async def _settled(self, done: Slice) -> Slice:
        """What the relay has left to do must not slow the other side."""
        self._filed += done.done
        await records.await_size(self._published, self._filed, self._intake, LOOK_EVERY_S)
        return done


async def send_batch(target: Target, lines: Sequence[bytes]) -> Slice:
    """Send a batch until each line has its 201: what the store was too slow for is sent again, as a client has to.

    Raises `MeasurementError` when a line is refused for another reason, or all of it takes too long.
    """
    left, began = list(lines), time.perf_counter()
    while left:
        if time.perf_counter() - began > ANSWER_TIMEOUT_S:
            raise MeasurementError(f"{len(left)} of {len(lines)} lines were not accepted in {ANSWER_TIMEOUT_S:g} s")
        answer = await _exchange(target, b"".join(left))
        if answer.count(ACCEPTED) == len(left):
            break
        left = _to_send_again(left, answer)
    return Slice(len(lines), time.perf_counter() - began)


async def _exchange(target: Target, body: bytes) -> bytes:
    """The whole answer, with its head and the sizes of its pieces."""
    head = [f"POST {target.path} HTTP/1.1", f"Host: {target.host}", "Connection: close"]
    head += [f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in target.headers.items())]
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            reader, writer = await asyncio.open_connection(target.host, target.port)
            writer.write("\r\n".join([*head, "", ""]).encode("ascii") + body)
            answer = await reader.read()
    except (OSError, TimeoutError) as error:
        raise MeasurementError(f"a batch got no answer: {type(error).__name__}: {error}") from error
    writer.close()
    return answer


def _to_send_again(lines: Sequence[bytes], answer: bytes) -> list[bytes]:
    results = [orjson.loads(line) for line in answer.splitlines() if line.startswith(b'{"line":')]
    wrong = next((each for each in results if each["status"] not in (201, 503)), None)
    if wrong is not None or not results:
        raise MeasurementError(f"a batch was answered with {wrong or answer[:500].decode()}")
    accepted = {each["line"] for each in results if each["status"] == 201}
    return [line for number, line in enumerate(lines, 1) if number not in accepted]


def encoded(bodies: Iterator[Body], count: int) -> list[bytes]:
    """The next so many complaints, each as a line."""
    given = ({name: value for name, value in body.items() if value is not None} for body in islice(bodies, count))
    return [orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE) for body in given]


def _batch_route(target: Target) -> Target:
    headers = {"Content-Type": "application/x-ndjson", **target.headers}
    return Target(target.host, target.port, f"{target.path}/batch", headers)


@asynccontextmanager
async def _sides(ground: Ground) -> AsyncIterator[_Sides]:
    stack = ground.stack
    await records.make_topics(stack)
    with ExitStack() as programs:
        intake = programs.enter_context(running(stack, service(stack, "complaints")))
        async with records.reader(stack, COMPLAINTS.name) as published:
            yield _Sides(intake, published, intake_api(stack))
            intake.check()
