"""Joins the parts of the projection."""

from collections.abc import Sequence
from datetime import timedelta

from chassis.mongo import Driver
from chassis.needed_topics import NeededTopics
from chassis.ops import Ops
from chassis.outbox import Lease, LeaseStore
from chassis.process import Component
from chassis.producer import Producer
from chassis.store import StoreComponent
from chassis.streams import StreamWorker
from chassis.watchdog import Watchdog
from services.complaints import metrics
from services.complaints.application.dependencies import system_clock
from services.complaints.application.follow import Followers
from services.complaints.city import load_city
from services.complaints.projection.counter import UnitCounter
from services.complaints.projection.event import OUTCOMES, TOPICS, decide
from services.complaints.projection.following import FollowingLoop
from services.complaints.projection.numbers import LEASE, LEASE_S, ShownNumbers
from services.complaints.projection.projector import Projector
from services.complaints.projection.publisher import LEASE as LEASE_OF_ROWS
from services.complaints.projection.publisher import LEASE_S as LEASE_OF_ROWS_S
from services.complaints.projection.publisher import Publisher
from services.complaints.settings import ProjectionSettings
from services.complaints.store.complaints import ComplaintStore
from services.complaints.store.editions import EditionStore
from services.complaints.store.prepare import prepare
from services.complaints.store.projection import TIMEOUT_S, ProjectionStore
from services.complaints.store.published import RowStore


def create_app(settings: ProjectionSettings) -> Sequence[Component]:
    """The parts in the order of their start. While the store is unavailable, events wait in their topics."""
    driver = Driver(settings.mongo_url, settings.mongo_database, pool=4, timeout_s=TIMEOUT_S)
    city = load_city(settings.city_config)
    store = ProjectionStore(driver, city)
    counter = UnitCounter(store, list(city.units), city.zone)
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, f"projection-{settings.instance}", watchdog)
    complaints = ComplaintStore(driver, city)
    numbers = ShownNumbers(complaints, list(city.units), Lease(LeaseStore(driver, LEASE), settings.instance, LEASE_S))
    rows = RowStore(driver)
    lease_of_rows = Lease(LeaseStore(driver, LEASE_OF_ROWS), settings.instance, LEASE_OF_ROWS_S)
    every = timedelta(seconds=settings.publish_every_s)
    publisher = Publisher(rows, EditionStore(driver), city, lease_of_rows, system_clock, every)
    metrics.initialise_system()
    following = FollowingLoop(Followers(city, complaints, system_clock))
    worker = StreamWorker(
        stage="projection",
        settings=settings,
        topics=TOPICS,
        decide=decide,
        outcomes=OUTCOMES,
        apply=Projector(store, city, counter.touch).apply,
        producer=producer,
        watchdog=watchdog,
    )

    async def prepare_and_open() -> None:
        await prepare(driver, city)
        store.open()
        complaints.open()
        rows.open()

    topics = NeededTopics(settings, "complaints")
    store_part = StoreComponent((driver,), settings.instance, prepare_and_open)
    parts: list[Component] = [watchdog, store_part, counter, numbers, following, publisher, topics, producer, worker]
    return [Ops("projection", parts, settings.host, settings.ops_port), *parts]
