"""Where the parts of routing are joined."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from chassis.ops import Ops
from chassis.process import Component
from chassis.producer import Producer
from chassis.settings import KafkaSettings
from chassis.streams import StreamWorker
from chassis.watchdog import Watchdog
from contracts.topics import topics_read_by
from services.routing import city
from services.routing.agents import routing_agent


class RoutingSettings(KafkaSettings):
    """Settings of routing."""

    city_config: Path = Field(description="folder of the city's configuration")


def create_app(settings: RoutingSettings) -> Sequence[Component]:
    """All parts of routing, in the order in which they start."""
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    worker = StreamWorker(
        stage="routing",
        settings=settings,
        topics=topics_read_by("routing"),
        decide=routing_agent(city.load(settings.city_config)),
        producer=producer,
        watchdog=watchdog,
    )
    parts = (watchdog, producer, worker)
    return (Ops("routing", parts, settings.host, settings.ops_port), *parts)
