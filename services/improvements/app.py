"""Joins the parts of the process: the only place where they are built."""

from collections.abc import Sequence
from datetime import timedelta

from chassis.mongo import Driver
from chassis.needed_topics import NeededTopics
from chassis.ops import HttpServer, Ops
from chassis.outbox import Lease, LeaseStore, create_relay
from chassis.process import Component
from chassis.producer import Producer
from chassis.store import StoreComponent
from chassis.streams import StreamWorker
from chassis.watchdog import Watchdog
from city.access import load_staff
from contracts.topics import topics_read_by
from services.improvements.agents import OUTCOMES, decide, gather
from services.improvements.api.asgi import build_api
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.gather import Gathering
from services.improvements.city import load_city
from services.improvements.searching import LEASE, LEASE_S, Searching
from services.improvements.settings import ImprovementsSettings
from services.improvements.store.annotations import AnnotationStore
from services.improvements.store.editions import EditionStore
from services.improvements.store.findings import FindingStore
from services.improvements.store.improvements import ImprovementStore
from services.improvements.store.observations import ObservationStore
from services.improvements.store.surveys import SurveyStore

SERVICE = "improvements"
CONNECTIONS = 8
TIMEOUT_S = 5.0


def create_app(settings: ImprovementsSettings) -> Sequence[Component]:
    """The parts in the order of their start; raises `ConfigurationError` when they do not fit."""
    city = load_city(settings.city_config)
    staff = load_staff(settings.access_file, city.units, city.triage_unit)
    driver = Driver(settings.mongo_url, settings.database, CONNECTIONS, TIMEOUT_S)
    observations, findings, improvements = ObservationStore(driver), FindingStore(driver), ImprovementStore(driver)
    surveys, editions, annotations = SurveyStore(driver), EditionStore(driver), AnnotationStore(driver)
    relays = [create_relay(each.outbox, driver, settings, decides_readiness=True) for each in (findings, improvements)]

    def wake() -> None:
        for relay in relays:
            relay.wake()

    deps = Dependencies(city, observations, findings, improvements, surveys, editions, annotations, wake)
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    worker = StreamWorker(
        stage=SERVICE,
        settings=settings,
        topics=topics_read_by(SERVICE),
        decide=decide,
        outcomes=OUTCOMES,
        apply=gather(Gathering(observations, improvements, surveys, city)),
        producer=producer,
        watchdog=watchdog,
    )
    lease = Lease(LeaseStore(driver, LEASE), settings.instance, LEASE_S)
    searching = Searching(deps, lease, timedelta(seconds=settings.search_every_s))

    async def prepare() -> None:
        for store in (observations, findings, improvements, surveys, annotations):
            await store.create_indexes()

    store_part = StoreComponent((driver,), settings.instance, prepare)
    api = HttpServer("api", build_api(deps, staff), settings.host, settings.improvements_port)
    reading = (NeededTopics(settings, SERVICE), producer, worker)
    parts: list[Component] = [watchdog, store_part, *relays, api, searching, *reading]
    return (Ops(SERVICE, parts, settings.host, settings.ops_port), *parts)
