"""A worker small enough to be judged from outside: for every number of a key it emits the sum so far, once.

Its table keeps the last number and the sum of each key, so a replayed number changes nothing. The value `poison` can
never be handled; `unknown` raises an error that nobody foresaw, while the variable UNFORESEEN is set.
"""

import asyncio
import os
from collections.abc import Sequence
from typing import NoReturn

import orjson

from chassis.errors import Poison
from chassis.ops import Ops
from chassis.process import Component, run
from chassis.producer import Producer
from chassis.records import Incoming
from chassis.settings import KafkaSettings
from chassis.streams import Decision, Kept, State, StreamWorker, group
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


def pass_on(record: Incoming, _kept: Kept) -> Decision:
    """Emit the record's number, without remembering anything."""
    number = int(record.value or b"0")
    return Decision("passed", (Record(DEADLINES.name, record.key, orjson.dumps([number, number]), record.partition),))


class CountingSettings(KafkaSettings):
    """Settings of the worker: `pause_s` follows each publication, `max_poll` bounds a batch."""

    keeps_a_table: bool = True
    pause_s: float = 0
    max_poll: int = group.MAX_POLL


class SlowWorker(StreamWorker):
    """Takes its time between the steps of a batch."""

    pause_s = 0.0

    async def _publish(self, records: Sequence[Record]) -> None:
        await super()._publish(records)
        await asyncio.sleep(self.pause_s)


def create_app(settings: CountingSettings) -> Sequence[Component]:
    """The components of the worker."""
    group.MAX_POLL, SlowWorker.pause_s = settings.max_poll, settings.pause_s
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    worker = SlowWorker(
        stage="sla",
        settings=settings,
        topics=(COMPLAINTS, ASSIGNMENTS),
        decide=count if settings.keeps_a_table else pass_on,
        outcomes=(),
        producer=producer,
        watchdog=watchdog,
        state=State(settings, CLOCKS_CHANGELOG) if settings.keeps_a_table else None,
    )
    components = (watchdog, producer, worker)
    return (Ops("counting", components, settings.host, settings.ops_port), *components)


def main() -> NoReturn:
    """Run the worker."""
    run("counting", CountingSettings, create_app)


if __name__ == "__main__":
    main()
