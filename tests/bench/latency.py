"""At a steady arrival: how long a 201 takes, how long it takes from there until the responsible unit is known, and
whether everything that was answered with a 201 can be read.
"""

import asyncio
import time
from contextlib import ExitStack
from typing import Any

from contracts.topics import ASSIGNMENTS
from deploy.local.environment import Stack
from tests.bench import records
from tests.bench.ground import Ground, running, service
from tests.bench.intake import intake_api
from tests.bench.load import Answer, count_readable, open_loop
from tests.bench.results import Goal, Line, MeasurementError, percentile
from tests.bench.samples import endless_bodies

PER_SECOND = 30.0
P99_MS = 150.0
ANSWER_P99_MS = 100.0
READERS = 4
WARM_UP_S = 3.0
ASSIGNED_TIMEOUT_S = 30.0


async def measure(ground: Ground) -> list[Line]:
    """Both ends are seen by this process and its one clock: the 201 read here, the assignment received here."""
    stack = ground.fresh().stack
    await records.make_topics(stack)
    with ExitStack() as programs:
        for name in ("complaints", "routing"):
            programs.enter_context(running(stack, service(stack, name)))
        await _file_and_follow(stack, WARM_UP_S)
        ground.say(f"latency  {PER_SECOND:g} complaints a second for {ground.plan.latency_s:g} s")
        answers, arrivals = await _file_and_follow(stack, ground.plan.latency_s)
        readable = await count_readable(intake_api(stack), [each.complaint_id for each in answers], READERS)
    return _lines(answers, arrivals, readable)


async def _file_and_follow(stack: Stack, seconds: float) -> tuple[list[Answer], dict[str, float]]:
    arrivals: dict[str, float] = {}
    async with records.reader(stack, ASSIGNMENTS.name) as topic:
        await topic.seek_to_end()
        follower = asyncio.create_task(_follow(topic, arrivals))
        try:
            answers = await open_loop(intake_api(stack), endless_bodies(), PER_SECOND, seconds)
            await _until_all_arrived({answer.complaint_id for answer in answers}, arrivals)
        finally:
            follower.cancel()
            await asyncio.wait([follower])
    return answers, arrivals


async def _follow(topic: Any, arrivals: dict[str, float]) -> None:
    async for record in topic:
        arrivals.setdefault(record.key.decode(), time.perf_counter())


async def _until_all_arrived(wanted: set[str], arrivals: dict[str, float]) -> None:
    deadline = time.monotonic() + ASSIGNED_TIMEOUT_S
    while missing := wanted - arrivals.keys():
        if time.monotonic() > deadline:
            raise MeasurementError(
                f"{len(missing)} of {len(wanted)} complaints were not assigned in {ASSIGNED_TIMEOUT_S:g} s"
            )
        await asyncio.sleep(0.1)


def _lines(answers: list[Answer], arrivals: dict[str, float], readable: int) -> list[Line]:
    waits = [(arrivals[each.complaint_id] - each.answered) * 1000 for each in answers]
    calls = [(each.answered - each.due) * 1000 for each in answers]
    detail = f"{len(answers)} complaints; the slowest {max(waits):.0f} ms"
    return [
        Line("latency: 201 to assigned, p50", percentile(waits, 0.50), "ms"),
        Line("latency: 201 to assigned, p99", percentile(waits, 0.99), "ms", Goal(P99_MS, at_least=False), detail),
        Line("latency: due to 201, p99", percentile(calls, 0.99), "ms", Goal(ANSWER_P99_MS, at_least=False)),
        Line(
            "latency: readable of all 201s",
            readable / len(answers),
            "share",
            Goal(1.0, at_least=True),
            f"{readable} of {len(answers)}",
        ),
    ]
