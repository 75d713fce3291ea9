"""What metrics cost: one stage with them and without, in the same process, in short slices by turns.

Without the broker, so the share is an upper bound: in a service reading and writing take time beside it.
"""

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from statistics import median
from types import SimpleNamespace
from unittest.mock import patch

from prometheus_client import Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics import MetricWrapperBase

from chassis.histograms import BatchHistogram
from chassis.records import Incoming
from chassis.streams import Decide
from chassis.streams.batch import decide_batch
from chassis.streams.measures import Measures
from contracts.records import Record
from contracts.topics import ASSIGNMENTS, COMPLAINTS, Topic
from deploy.local.environment import DEMO_CITY
from services.routing import agents as routing
from services.routing.app import load_city
from services.sla import agents as sla
from services.sla import city as sla_city
from services.sla import metrics
from services.sla.domain.decide import OUTCOMES, Rules
from tests.bench import samples
from tests.bench.ground import Ground
from tests.bench.results import Line, Round, Slice, Spread, comparison
from tests.bench.streams import CITY_OF_DAYS

GOAL = 0.97
BATCH = 200
"""Records that a worker often finds at once under load."""
SLICE = 5
"""Batches of one side before the other has its turn."""
SIDES = ("with metrics", "without")
LATE = timedelta(seconds=30)


async def measure(ground: Ground) -> list[Line]:
    """Events per second that routing and sla decide and measure, and what one scrape takes."""
    plan = ground.plan
    stages = (
        ("routing", COMPLAINTS, samples.filed(plan.routing_events), routing.routing_agent(load_city(DEMO_CITY))),
        ("sla", ASSIGNMENTS, samples.assigned(plan.sla_events, CITY_OF_DAYS), _sla()),
    )
    lines = list[Line]()
    for name, topic, inputs, decide in stages:
        measures = Measures(f"bench-{name}", {topic.name: topic}, (*routing.OUTCOMES, *OUTCOMES))
        batches = list(_batches(topic, inputs))
        rounds = [_round(batches, decide, measures, number) for number in range(plan.rounds)]
        lines += comparison(f"metrics: {name}", rounds, GOAL, "events/s", SIDES)
    return [*lines, _scrape(plan.rounds)]


def _scrape(rounds: int) -> Line:
    """One scrape of a process that has all series of a city: every 15 s its loop stands still for so long."""
    counted = sla_city.load_counted(CITY_OF_DAYS)
    metrics.initialise(counted.units, counted.clocks, counted.owed_by_complainant)
    times_ms = list[float]()
    for _ in range(rounds):
        began = time.perf_counter()
        size = len(generate_latest())
        times_ms.append((time.perf_counter() - began) * 1000)
    spread = Spread(min(times_ms), max(times_ms))
    return Line("metrics: a scrape", median(times_ms), "ms", None, f"{size // 1024} KiB", spread)


def _sla() -> Decide:
    return sla.sla_agent(Rules(sla_city.load(CITY_OF_DAYS), LATE))


def _batches(topic: Topic, inputs: Sequence[Record]) -> Iterator[list[Incoming]]:
    records = [Incoming(topic, 0, number, each.key, each.value) for number, each in enumerate(inputs)]
    return (records[begin : begin + BATCH] for begin in range(0, len(records), BATCH))


def _round(batches: Sequence[list[Incoming]], decide: Decide, measures: Measures, number: int) -> Round:
    """Whoever comes first in a round comes second in the next."""
    slices: dict[str, list[Slice]] = {side: [] for side in SIDES}
    gc.collect()
    for begin in range(0, len(batches), SLICE):
        for side in SIDES if number % 2 == 0 else SIDES[::-1]:
            slices[side].append(_slice(side, batches[begin : begin + SLICE], decide, measures))
    return Round.of(slices[SIDES[0]], slices[SIDES[1]])


def _slice(side: str, batches: Sequence[list[Incoming]], decide: Decide, measures: Measures) -> Slice:
    with _unmeasured() if side == SIDES[1] else nullcontext():
        began = time.perf_counter()
        for records in batches:
            read = [SimpleNamespace(timestamp=0, topic=each.topic.name, partition=0) for each in records]
            with measures.batch(read) as done:
                done(decide_batch(records, decide, lambda _partition, _key: None, "bench"))
        return Slice(sum(map(len, batches)), time.perf_counter() - began)


@contextmanager
def _unmeasured() -> Iterator[None]:
    """Metrics take note of nothing meanwhile."""

    def nothing(*_: object, **__: object) -> None:
        """In the place of what takes note."""

    def itself(metric: MetricWrapperBase, *_: object, **__: object) -> MetricWrapperBase:
        return metric

    with (
        patch.object(MetricWrapperBase, "labels", itself),
        patch.object(Counter, "inc", nothing),
        patch.object(Gauge, "set", nothing),
        patch.object(Histogram, "observe", nothing),
        patch.object(BatchHistogram, "observe_all", nothing),
    ):
        yield
