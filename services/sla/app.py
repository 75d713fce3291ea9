"""Where the parts of sla are joined."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from chassis.ops import Ops
from chassis.process import Component
from chassis.producer import Producer
from chassis.settings import KafkaSettings
from chassis.streams import StreamWorker, TableSpec
from chassis.watchdog import Watchdog
from contracts.topics import topics_read_by
from services.sla import city
from services.sla.agents import sla_agent
from services.sla.timers import Timers


class SlaSettings(KafkaSettings):
    """Settings of sla."""

    city_config: Path = Field(description="folder of the city's configuration")


def create_app(settings: SlaSettings) -> Sequence[Component]:
    """All parts of sla, in the order in which they start."""
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    timers = Timers(producer)
    worker = StreamWorker(
        stage="sla",
        settings=settings,
        topics=topics_read_by("sla"),
        decide=sla_agent(city.load(settings.city_config)),
        producer=producer,
        watchdog=watchdog,
        table=TableSpec("clocks", timers.on_written, timers.on_recovered),
    )
    timers.is_paused = lambda: worker.not_ready_because() is not None
    parts = (watchdog, producer, worker, timers)
    return (Ops("sla", parts, settings.host, settings.ops_port), *parts)
