"""the intake API: complaints that were durably taken in per second, against a route with a single insert."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

from deploy.local.access import read_plain
from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports, is_listening
from tests.bench import records
from tests.bench.ground import Ground, Program, Running, running, service
from tests.bench.load import Target, closed_loop
from tests.bench.results import Line, MeasurementError, Round, comparison
from tests.bench.samples import CHANNEL, Body, endless_bodies

GOAL = 0.6
CLIENTS = 4
WARM_UP_S = 1.0


async def measure(ground: Ground) -> list[Line]:
    """The relay runs along with a broker; after each round it catches up, so that it never slows the other side."""
    ground = ground.fresh()
    await records.make_topics(ground.stack)
    bare_port = free_ports().api
    with ExitStack() as programs:
        door = programs.enter_context(running(ground.stack, service(ground.stack, "complaints")))
        programs.enter_context(running(ground.stack, _bare(ground.stack, bare_port)))
        sides = _Sides(ground, door, intake_api(ground.stack), Target(HOST, bare_port, "/complaints", {}))
        await sides.round(WARM_UP_S)
        rounds = []
        for number in range(ground.plan.rounds):
            rounds.append(await sides.round(ground.plan.intake_seconds))
            ground.say(f"intake   round {number + 1}: {rounds[-1].ours:.0f}/s, bare {rounds[-1].bare:.0f}/s")
        sides.check()
    return comparison("intake", rounds, GOAL, "201s/s")


class _Sides:
    def __init__(self, ground: Ground, door: Running, ours: Target, bare: Target) -> None:
        self._ground, self._door, self._ours, self._bare = ground, door, ours, bare
        self._bodies: Iterator[Body] = endless_bodies()
        self._filed = 0
        self._behind_s = 0.0

    async def round(self, seconds: float) -> Round:
        filed, took = await closed_loop(self._ours, self._bodies, CLIENTS, seconds)
        self._filed += filed
        await self._let_relay_catch_up()
        inserted, bare_took = await closed_loop(self._bare, self._bodies, CLIENTS, seconds)
        return Round(filed / took, inserted / bare_took)

    async def _let_relay_catch_up(self) -> None:
        began = time.monotonic()
        async with records.reader(self._ground.stack, "complaints") as topic:
            await records.await_size(topic, self._filed, self._door)
            published = await records.size(topic)
        self._behind_s = max(self._behind_s, time.monotonic() - began)
        if published != self._filed:
            raise MeasurementError(f"{self._filed} complaints were answered with 201, {published} were published")

    def check(self) -> None:
        """Say how far the relay was behind: an intake that outruns it would be no gain."""
        self._door.check()
        self._ground.say(f"intake   the relay needed at most {self._behind_s:.1f} s to catch up after a round")


def intake_api(stack: Stack) -> Target:
    """The route of the complaints service, with the key of a channel."""
    return Target(HOST, stack.ports.api, "/v1/complaints", {"X-API-Key": read_plain(stack)["channels"][CHANNEL]})


def _bare(stack: Stack, port: int) -> Program:
    environment = {"PORT": str(port), "MONGO_URL": stack.mongo_url, "MONGO_DATABASE": f"{stack.database}-bare"}
    module = "tests.bench.bare.intake"
    return Program("bare-front-door", module, environment, is_ready=lambda: is_listening(port))
