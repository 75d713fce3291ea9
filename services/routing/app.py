"""Where the parts of routing are joined."""

from collections.abc import Sequence
from pathlib import Path

from chassis.needed_topics import NeededTopics
from chassis.ops import Ops
from chassis.process import Component
from chassis.producer import Producer
from chassis.streams import StreamWorker
from chassis.watchdog import Watchdog
from city.loading import fingerprint, load
from contracts.topics import topics_read_by
from services.routing.agents import OUTCOMES, routing_agent
from services.routing.domain.checks import CHECKS
from services.routing.domain.city import City, RoutingFiles
from services.routing.settings import RoutingSettings


def load_city(folder: Path) -> City:
    """The city in `folder`; raises `ConfigurationError` that names file, line and reason of every fault."""
    return City.of(load(folder, RoutingFiles, CHECKS), fingerprint(folder, RoutingFiles))


def create_app(settings: RoutingSettings) -> Sequence[Component]:
    """All parts of routing, in the order in which they start."""
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    worker = StreamWorker(
        stage="routing",
        settings=settings,
        topics=topics_read_by("routing"),
        decide=routing_agent(load_city(settings.city_config)),
        outcomes=OUTCOMES,
        producer=producer,
        watchdog=watchdog,
    )
    parts = (watchdog, NeededTopics(settings, "routing"), producer, worker)
    return (Ops("routing", parts, settings.host, settings.ops_port), *parts)
