"""Where the parts of sla are joined."""

from collections.abc import Sequence
from datetime import timedelta

from chassis.needed_topics import NeededTopics
from chassis.ops import Ops
from chassis.process import Component
from chassis.producer import Producer
from chassis.streams import State, StreamWorker
from chassis.watchdog import Watchdog
from contracts.topics import CLOCKS_CHANGELOG, topics_read_by
from services.sla import city, metrics
from services.sla.agents import sla_agent
from services.sla.domain.decide import OUTCOMES, Rules
from services.sla.settings import SlaSettings
from services.sla.timers import Timers


def create_app(settings: SlaSettings) -> Sequence[Component]:
    """All parts of sla, in the order in which they start."""
    counted = city.load_counted(settings.city_config)
    metrics.initialise(counted.units, counted.clocks, counted.owed_by_complainant)
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    state = State(settings, CLOCKS_CHANGELOG)
    timers = Timers(producer, state)
    worker = StreamWorker(
        stage="sla",
        settings=settings,
        topics=topics_read_by("sla"),
        decide=sla_agent(rules_of(settings)),
        outcomes=OUTCOMES,
        producer=producer,
        watchdog=watchdog,
        state=state,
    )
    parts = (watchdog, NeededTopics(settings, "sla"), producer, worker, timers)
    return (Ops("sla", parts, settings.host, settings.ops_port), *parts)


def rules_of(settings: SlaSettings) -> Rules:
    """What the city's configuration and the settings say."""
    return Rules(city.load(settings.city_config), timedelta(seconds=settings.late_events_s))
