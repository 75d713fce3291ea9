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

ROUTING_GOAL = 0.40
SLA_GOAL = 2.0
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
    rounds = await _rounds(SLA, in_city_of_days(ground), samples.assigned(ground.plan.sla_events, CITY_OF_DAYS))
    return comparison(SLA.name, rounds, SLA_GOAL, "events/s")


async def load_routing(ground: Ground, started_by: Callable[[Program], Program]) -> None:
    """All complaints of the bench's rounds on routing alone."""
    await _load(ROUTING, ground, samples.filed(ground.plan.rounds * ground.plan.routing_events), started_by)


async def load_sla(ground: Ground, started_by: Callable[[Program], Program]) -> None:
    """All assignments of the bench's rounds on sla alone."""
    inputs = samples.assigned(ground.plan.rounds * ground.plan.sla_events, CITY_OF_DAYS)
    await _load(SLA, in_city_of_days(ground), inputs, started_by)


async def _load(race: Race, ground: Ground, inputs: list[Record], started_by: Callable[[Program], Program]) -> None:
    stack = await _filled(race, ground, inputs)
    await _run(stack, started_by(service(stack, race.name)), race.output, inputs)


def in_city_of_days(ground: Ground) -> Ground:
    """The same broker and store for a city whose deadlines are days away."""
    return replace(ground, stack=replace(ground.stack, city=CITY_OF_DAYS))


async def _rounds(race: Race, ground: Ground, inputs: list[Record]) -> list[Round]:
    """Whoever comes first in a round comes second in the next."""
    rounds = []
    for number in range(ground.plan.rounds):
        stack = await _filled(race, ground, inputs)
        sides = {race.output: service(stack, race.name), race.bare_output: race.bare(stack)}
        in_turn = list(sides) if number % 2 == 0 else list(reversed(sides))
        rates = {output: await _run(stack, sides[output], output, inputs) for output in in_turn}
        rounds.append(Round(rates[race.output], rates[race.bare_output]))
        ground.say(f"{race.name:<8} round {number + 1}: {rounds[-1].ours:.0f}/s, bare {rounds[-1].bare:.0f}/s")
    return rounds


async def _filled(race: Race, ground: Ground, inputs: list[Record]) -> Stack:
    stack = ground.fresh().stack
    await records.make_topics(stack, race.bare_output)
    await records.fill(stack, inputs)
    return stack


async def _run(stack: Stack, program: Program, output: str, inputs: list[Record]) -> float:
    """Events per second by the times of the outputs; every input must have had its one output."""
    async with records.reader(stack, output) as topic:
        with running(stack, program) as writer:
            await records.await_size(topic, len(inputs), writer)
            # Whoever writes twice does so within a moment.
            await asyncio.sleep(1.0)
            written = await records.read_to_end(topic)
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
