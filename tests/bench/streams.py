"""Stream services: events per second from a full topic to the last output, against a bare loop on the same topic."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from contracts.records import Record
from contracts.topics import ASSIGNMENTS, COMPLAINTS, DEADLINES
from deploy.local.environment import REPOSITORY, Stack, shared_environment
from tests.bench import records, samples
from tests.bench.ground import Ground, Program, running, service
from tests.bench.results import Line, MeasurementError, Round, comparison, rate

ROUTING_GOAL = 0.2
SLA_GOAL = 1.5
CITY_OF_DAYS = REPOSITORY / "config" / "indonesia"
"""Deadlines of days on office hours: the calendar is worked with, and no timer goes off in mid-measurement."""


@dataclass(frozen=True)
class Race:
    """A service and a bare loop that read the same topic, each into a topic of its own."""

    name: str
    output: str
    bare_output: str
    bare: Callable[[Stack], Program]


ROUTING = Race("routing", ASSIGNMENTS.name, "bare-assignments", lambda stack: _bare_loop(stack))
SLA = Race("sla", DEADLINES.name, "bare-deadlines", lambda stack: _plain_faust(stack))


async def measure_routing(ground: Ground) -> list[Line]:
    """Complaints that are routed per second by the rules of the demonstration's city."""
    rounds = await _rounds(ROUTING, ground, samples.filed(ground.plan.routing_events))
    return comparison(ROUTING.name, rounds, ROUTING_GOAL, "complaints/s")


async def measure_sla(ground: Ground) -> list[Line]:
    """Assignments whose clocks are opened per second, each of another complaint."""
    ground = replace(ground, stack=replace(ground.stack, city=CITY_OF_DAYS))
    rounds = await _rounds(SLA, ground, samples.assigned(ground.plan.sla_events, CITY_OF_DAYS))
    return comparison(SLA.name, rounds, SLA_GOAL, "events/s")


async def _rounds(race: Race, ground: Ground, inputs: list[Record]) -> list[Round]:
    rounds = []
    for number in range(ground.plan.rounds):
        stack = ground.fresh().stack
        await records.make_topics(stack, race.bare_output)
        await records.fill(stack, inputs)
        ours = await _run(stack, service(stack, race.name), race.output, inputs)
        bare = await _run(stack, race.bare(stack), race.bare_output, inputs)
        rounds.append(Round(ours, bare))
        ground.say(f"{race.name:<8} round {number + 1}: {ours:.0f}/s, bare {bare:.0f}/s")
    return rounds


async def _run(stack: Stack, program: Program, output: str, inputs: list[Record]) -> float:
    """Events per second by the times of the outputs; every input must have had its one output."""
    async with records.reader(stack, output) as topic:
        with running(stack, program) as writer:
            await records.await_size(topic, len(inputs), writer)
            # Whoever writes twice does so within a moment.
            await asyncio.sleep(1.0)
            written = await records.read(topic, await records.size(topic))
    if sorted(each.key for each in written) != sorted(each.key or b"" for each in inputs):
        raise MeasurementError(f"{program.name}: {len(inputs)} inputs, but {len(written)} outputs of other complaints")
    return rate(each.at_ms for each in written)


def _bare_loop(stack: Stack) -> Program:
    environment = {"INPUT": stack.prefix + COMPLAINTS.name, "OUTPUT": stack.prefix + ROUTING.bare_output}
    environment["KAFKA_BOOTSTRAP"] = stack.bootstrap
    return Program("bare-loop", "tests.bench.bare.loop", environment)


def _plain_faust(stack: Stack) -> Program:
    environment = {**shared_environment(stack), "APP_DATADIR": str(stack.faust / "plain")}
    environment |= {"INPUT": ASSIGNMENTS.name, "OUTPUT": SLA.bare_output}
    arguments = ("worker", "--loglevel", "warn", "--without-web")
    return Program("plain-faust", "tests.bench.bare.faust_plain", environment, arguments)
