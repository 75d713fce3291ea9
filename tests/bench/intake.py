"""The intake API: complaints that are durably accepted per second, against a route with a single insert."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

from contracts.topics import COMPLAINTS
from deploy.local.access import read_plain
from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports, is_listening
from tests.bench import records
from tests.bench.ground import Ground, Program, Running, running, service
from tests.bench.load import Target, closed_loop
from tests.bench.results import Line, MeasurementError, Round, Slice, comparison
from tests.bench.samples import CHANNEL, Body, endless_bodies

GOAL = 0.7
CLIENTS = 16
"""So many that the service and not a single answer's latency is what is measured."""
LOOK_EVERY_S = 0.02


async def measure(ground: Ground) -> list[Line]:
    """Short slices of both sides in turn, on a store that both have used before."""
    ground = ground.fresh()
    plan, rounds = ground.plan, []
    async with _sides(ground) as sides:
        await sides.round(plan.warm_up_s, 1, ours_first=True)
        for number in range(plan.rounds):
            rounds.append(await sides.round(plan.slice_s, plan.slices, ours_first=number % 2 == 0))
            ground.say(f"intake   round {number + 1}: {rounds[-1].ours:.0f}/s, bare {rounds[-1].bare:.0f}/s")
        ground.say(f"intake   the relay needed at most {sides.relay_behind_s:.1f} s to catch up after a slice")
    return comparison("intake", rounds, GOAL, "201s/s")


class _Sides:
    """Both sides under load in turn. `relay_behind_s`: an intake that outruns its relay would be no gain."""

    def __init__(self, intake: Running, published: Any, ours: Target, bare: Target) -> None:
        self._intake, self._published, self._ours, self._bare = intake, published, ours, bare
        self._bodies: Iterator[Body] = endless_bodies()
        self._filed = 0
        self.relay_behind_s = 0.0

    async def round(self, seconds: float, slices: int, ours_first: bool) -> Round:
        ours: list[Slice] = []
        bare: list[Slice] = []
        for _ in range(slices):
            for is_ours in (ours_first, not ours_first):
                if is_ours:
                    ours.append(await self._slice_of_ours(seconds))
                else:
                    bare.append(await closed_loop(self._bare, self._bodies, CLIENTS, seconds))
        return Round.of(ours, bare)

    async def _slice_of_ours(self, seconds: float) -> Slice:
        """The relay publishes meanwhile; what it has left to do then must not slow the other side."""
        done = await closed_loop(self._ours, self._bodies, CLIENTS, seconds)
        self._filed += done.done
        began = time.monotonic()
        await records.await_size(self._published, self._filed, self._intake, LOOK_EVERY_S)
        self.relay_behind_s = max(self.relay_behind_s, time.monotonic() - began)
        if (published := await records.size(self._published)) != self._filed:
            raise MeasurementError(f"{self._filed} complaints were answered with 201, {published} were published")
        return done


@asynccontextmanager
async def _sides(ground: Ground) -> AsyncIterator[_Sides]:
    stack, bare_port = ground.stack, free_ports().api
    await records.make_topics(stack)
    with ExitStack() as programs:
        intake = programs.enter_context(running(stack, service(stack, "complaints")))
        programs.enter_context(running(stack, _bare(stack, bare_port)))
        async with records.reader(stack, COMPLAINTS.name) as published:
            yield _Sides(intake, published, intake_api(stack), Target(HOST, bare_port, "/complaints", {}))
            intake.check()


async def load_ours(ground: Ground, started_by: Callable[[Program], Program]) -> None:
    """The load of a whole round on our side alone."""
    stack, plan = ground.fresh().stack, ground.plan
    await records.make_topics(stack)
    with running(stack, started_by(service(stack, "complaints"))):
        await closed_loop(intake_api(stack), endless_bodies(), CLIENTS, plan.rounds * plan.slices * plan.slice_s)


def intake_api(stack: Stack) -> Target:
    """The route of the complaints service, with the key of a channel."""
    return Target(HOST, stack.ports.api, "/v1/complaints", {"X-API-Key": read_plain(stack)["channels"][CHANNEL]})


def _bare(stack: Stack, port: int) -> Program:
    environment = {"PORT": str(port), "MONGO_URL": stack.mongo_url, "MONGO_DATABASE": f"{stack.database}-bare"}
    return Program("bare-intake", "tests.bench.bare.intake", environment, is_ready=lambda: is_listening(port))
