"""A worker small enough to be judged from outside: for every number of a key it states the sum so far, once.

Its table keeps the last number and the sum of each key, so a replayed number changes nothing. The value `poison` can
never be handled; `unknown` raises an error that nobody foresaw, while the variable UNFORESEEN is set.
"""

import os
from collections.abc import Sequence

import orjson

from chassis.errors import Poison
from chassis.ops import Ops
from chassis.process import Component, run
from chassis.producer import Producer
from chassis.records import Incoming
from chassis.settings import KafkaSettings
from chassis.streams import Decision, Kept, State, StreamWorker
from chassis.watchdog import Watchdog
from contracts.records import Record
from contracts.topics import ASSIGNMENTS, CLOCKS_CHANGELOG, COMPLAINTS, DEADLINES


def count(record: Incoming, kept: Kept) -> Decision:
    """Add the record's number to its key's sum, unless it was added before."""
    if record.value == b"poison":
        raise Poison("not_a_number", "it is poison")
    if record.value == b"unknown" and os.environ.get("UNFORESEEN"):
        raise RuntimeError("nobody foresaw this")
    number = int(record.value or b"0") if record.value != b"unknown" else 0
    last, total = orjson.loads(kept.value) if kept.value else (0, 0)
    if 0 < number <= last:
        return Decision("duplicate")
    state = orjson.dumps([max(number, last), total + number])
    output = Record(DEADLINES.name, record.key, orjson.dumps([number, total + number]), record.partition)
    return Decision("counted", (output,), state)


def create_app(settings: KafkaSettings) -> Sequence[Component]:
    """The parts of the worker."""
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    worker = StreamWorker(
        stage="sla",
        settings=settings,
        topics=(COMPLAINTS, ASSIGNMENTS),
        decide=count,
        producer=producer,
        watchdog=watchdog,
        state=State(settings, CLOCKS_CHANGELOG),
    )
    parts = (watchdog, producer, worker)
    return (Ops("counting", parts, settings.host, settings.ops_port), *parts)


if __name__ == "__main__":
    run("counting", KafkaSettings, create_app)
