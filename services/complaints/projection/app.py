"""Joins the parts of the notice board."""

from collections.abc import Sequence

from chassis.ops import Ops
from chassis.process import Part
from chassis.producer import Producer
from chassis.pulse import Pulse
from chassis.streams import StreamWorker
from services.complaints.city import load_city
from services.complaints.projection.board import NoticeBoard
from services.complaints.projection.counter import UnitCounter
from services.complaints.projection.fact import TOPICS, decide
from services.complaints.settings import ComplaintsSettings
from services.complaints.store.board import PATIENCE_S, BoardStore
from services.complaints.store.driver import Driver
from services.complaints.store.indexes import create_indexes
from services.complaints.store.watch import StoreWatch


def create_app(settings: ComplaintsSettings) -> Sequence[Part]:
    """The parts in the order of their start. While the store is away, facts wait in their topics."""
    driver = Driver(settings.mongo_url, settings.mongo_database, pool=4, patience_s=PATIENCE_S)
    store = BoardStore(driver)
    counter = UnitCounter(store, list(load_city(settings.city_config).units))
    pulse = Pulse(settings.pulse_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, f"projection-{settings.instance}", pulse)
    worker = StreamWorker(
        stage="projection",
        settings=settings,
        topics=TOPICS,
        decide=decide,
        apply=NoticeBoard(store, counter.touch).apply,
        producer=producer,
        pulse=pulse,
    )
    watch = StoreWatch((driver,), settings.instance, lambda: create_indexes(driver))
    parts: list[Part] = [pulse, watch, producer, counter, worker]
    return [Ops("projection", parts, settings.host, settings.ops_port), *parts]
