"""What improvements do in a second: gathering events, searching for patterns, and making an edition.

Gathering is the use case on a real store, without the broker; beside it a bare loop decodes the same events and writes
one document a complaint. A search and an edition work on made complaints in memory; beside them a bare pass counts the
same observations once, by category, area, unit and week.
"""

import asyncio
import gc
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any

from chassis.errors import TemporarilyUnavailable
from chassis.mongo import Collection, Driver
from contracts.codec import decode
from contracts.events import AssignmentEvent
from contracts.topics import ASSIGNMENTS, COMPLAINTS
from deploy.local.environment import DEMO_CITY
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.gather import Gathering, Heard
from services.improvements.city import City, load_city
from services.improvements.domain.editions import compiled
from services.improvements.domain.observations import Observation
from services.improvements.domain.patterns import detect
from services.improvements.domain.performance.periods import named
from services.improvements.domain.performance.report import Source
from tests.bench.ground import Ground
from tests.bench.results import Line, MeasurementError, Round, Slice, comparison
from tests.component.improvements.lives import whole_life
from tests.simulation.improvements.town import DAY, Town, draw, is_working_day

GATHERING_GOAL = 0.4
SEARCH_GOAL, EDITION_GOAL = 0.01, 0.004
"""A search fits models to hundreds of series, an edition judges each complaint several times."""
SIDES = ("tanggap", "bare")
BATCH = 200
"""Records that a worker often finds at once under load."""
SLICE = 3
"""Batches of one side before the other has its turn."""
PASSES, TURNS = 10, 2
"""Passes of the bare side in a slice, and slices of each side in a round."""
FIRST_DAY = datetime(2026, 1, 5, 3, tzinfo=UTC)
YEAR = "2025"
TIMEOUT_S = 60.0

Bodies = Sequence[bytes]
Work = Callable[[], Awaitable[int]]


async def measure(ground: Ground) -> list[Line]:
    """Events, and complaints, per second of each, with their ratio to the bare side of the same run."""
    batches = list(_batches(ground.plan.gathered_complaints))
    gathered = [await _gathering(batches, ground, number) for number in range(ground.plan.rounds)]
    complaints = draw(Town(weekly=ground.plan.searched_complaints / Town().weeks), seed=1)
    searches = await _rounds("search", complaints, lambda: detect(complaints, DAY, cache(is_working_day)), ground)
    editions = await _rounds("edition", complaints, lambda: _edition(complaints), ground)
    return [
        *comparison("improvements: gathering", gathered, GATHERING_GOAL, "events/s", SIDES),
        *comparison("improvements: a search", searches, SEARCH_GOAL, "complaints/s", SIDES),
        *comparison("improvements: an edition", editions, EDITION_GOAL, "complaints/s", SIDES),
    ]


def _batches(complaints: int) -> Iterator[Bodies]:
    """The lives of so many complaints, one step of all after the other, as they come from the topics."""
    lives = [whole_life(f"c-{number:06}", FIRST_DAY + timedelta(minutes=number)) for number in range(complaints)]
    events = list(chain.from_iterable(zip(*lives, strict=True)))
    bodies = [(ASSIGNMENTS if isinstance(each, AssignmentEvent) else COMPLAINTS).encode(each) for each in events]
    return (bodies[begin : begin + BATCH] for begin in range(0, len(bodies), BATCH))


async def _gathering(batches: Sequence[Bodies], ground: Ground, number: int) -> Round:
    """Both sides begin with an empty database."""
    stack = ground.fresh().stack
    driver = Driver(stack.mongo_url, f"{stack.database}_improvements", 8, TIMEOUT_S)
    driver.open()
    try:
        deps = Dependencies.over(driver, _city())
        await deps.prepare()
        gathering, collection = Gathering(deps), driver.collection("bare")
        slices: dict[str, list[Slice]] = {side: [] for side in SIDES}
        gc.collect()
        for begin in range(0, len(batches), SLICE):
            part = batches[begin : begin + SLICE]
            sides: dict[str, Work] = {
                SIDES[0]: lambda part=part: _gather(part, gathering),  # type: ignore[misc]
                SIDES[1]: lambda part=part: _decode_and_write(part, collection),  # type: ignore[misc]
            }
            await _in_turn(sides, slices, number)
        await _all_kept(deps, batches)
    finally:
        driver.close()
    return _said("gathering", Round.of(slices[SIDES[0]], slices[SIDES[1]]), number, ground)


def _said(name: str, one: Round, number: int, ground: Ground) -> Round:
    ground.say(f"{name:<10} round {number + 1}: {one.ours:.0f}/s, bare {one.bare:.0f}/s")
    return one


async def _gather(batches: Sequence[Bodies], gathering: Gathering) -> int:
    for bodies in batches:
        while not await _is_kept(bodies, gathering):
            pass
    return sum(map(len, batches))


async def _is_kept(bodies: Bodies, gathering: Gathering) -> bool:
    """False where the same batch is to be taken again, as the worker does it."""
    try:
        await gathering.hear([Heard(decode(body)) for body in bodies])
    except TemporarilyUnavailable:
        return False
    return True


async def _decode_and_write(batches: Sequence[Bodies], collection: Collection) -> int:
    for bodies in batches:
        known = {decode(body).subject: body for body in bodies}
        await collection.update_each(
            [({"_id": subject}, {"$set": {"body": body}}) for subject, body in known.items()], upsert=True
        )
    return sum(map(len, batches))


async def _all_kept(deps: Dependencies, batches: Sequence[Bodies]) -> None:
    complaints = {decode(body).subject for bodies in batches for body in bodies}
    kept = await deps.observations.known(sorted(complaints))
    if kept != complaints:
        raise MeasurementError(f"of {len(complaints)} complaints {len(kept)} have an observation")


async def _rounds(name: str, complaints: Sequence[Observation], work: Callable[[], Any], ground: Ground) -> list[Round]:
    """A slice of ours is one piece of work, one of the bare side some passes: one alone is too short to measure."""

    async def ours() -> int:
        work()
        return len(complaints)

    async def bare() -> int:
        for _ in range(PASSES):
            _count(complaints)
        return len(complaints) * PASSES

    rounds = []
    for number in range(ground.plan.rounds):
        slices: dict[str, list[Slice]] = {side: [] for side in SIDES}
        gc.collect()
        for _ in range(TURNS):
            await _in_turn({SIDES[0]: ours, SIDES[1]: bare}, slices, number)
        rounds.append(_said(name, Round.of(slices[SIDES[0]], slices[SIDES[1]]), number, ground))
    return rounds


async def _in_turn(sides: dict[str, Work], slices: dict[str, list[Slice]], number: int) -> None:
    """Whoever comes first in a round comes second in the next."""
    for side in SIDES if number % 2 == 0 else SIDES[::-1]:
        began = time.perf_counter()
        done = await sides[side]()
        slices[side].append(Slice(done, time.perf_counter() - began))
        await asyncio.sleep(0)


def _count(complaints: Sequence[Observation]) -> Counter[tuple[object, ...]]:
    """The least that any answer about all complaints needs: to look at each one once."""
    return Counter((each.category, each.area, each.unit, (DAY - each.filed_on).days // 7) for each in complaints)


def _edition(complaints: Sequence[Observation]) -> object:
    wanted = named(YEAR)
    if wanted is None:
        raise MeasurementError(f"{YEAR} names no period")
    source = Source(complaints=complaints, as_of=DAY, is_working_day=cache(is_working_day), successors={})
    return compiled(source, [], wanted, datetime.combine(DAY, datetime.min.time(), UTC))


@cache
def _city() -> City:
    return load_city(DEMO_CITY)
