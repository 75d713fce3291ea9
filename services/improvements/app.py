"""Joins the parts of the process: the only place where they are built."""

from collections.abc import Sequence
from datetime import timedelta

from chassis.access import access_database
from chassis.mongo import Driver
from chassis.needed_topics import NeededTopics
from chassis.ops import HttpServer, Ops
from chassis.outbox import Lease, LeaseStore, Relay, create_relay
from chassis.process import Component
from chassis.producer import Producer
from chassis.store import StoreComponent
from chassis.streams import StreamWorker
from chassis.watchdog import Watchdog
from city.access import load_staff
from contracts.errors import ConfigurationError
from contracts.topics import topics_read_by
from services.improvements import sending
from services.improvements.agents import OUTCOMES, decide, gather
from services.improvements.api.asgi import build_api
from services.improvements.application.dependencies import Dependencies, Limits
from services.improvements.application.gather import Gathering
from services.improvements.city import load_city
from services.improvements.pages.routers import page_routers
from services.improvements.pages.site import Site
from services.improvements.searching import LEASE, LEASE_S, Searching
from services.improvements.settings import ImprovementsSettings
from services.improvements.transports.lrs import LearningRecordStore, credentials
from web import session_store
from web.hosts import IMPROVEMENTS, Hosts
from web.keys import load_page_key
from web.sessions import Sessions

SERVICE = "improvements"
CONNECTIONS = 8
ACCESS_CONNECTIONS = 4
TIMEOUT_S = 5.0


def create_app(settings: ImprovementsSettings) -> Sequence[Component]:
    """The parts in the order of their start; raises `ConfigurationError` when they do not fit."""
    city = load_city(settings.city_config)
    staff = load_staff(settings.access_file, city.units, city.triage_unit)
    driver = Driver(settings.mongo_url, settings.database, CONNECTIONS, TIMEOUT_S)
    for_access = Driver(settings.mongo_url, access_database(settings.mongo_database), ACCESS_CONNECTIONS, TIMEOUT_S)
    relays: list[Relay] = []

    def wake() -> None:
        for relay in relays:
            relay.wake()

    key = load_page_key(settings.tracking_key_file)
    learner_key = key.for_purpose("learners")
    limits = Limits(settings.forum_votes_per_hour, settings.forum_ideas_per_hour)
    deps = Dependencies.over(driver, city, wake, home=settings.home, learner_key=learner_key, limits=limits)
    with_events = (deps.findings, deps.improvements)
    relays += (create_relay(each.outbox, driver, settings, decides_readiness=True) for each in with_events)
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    worker = StreamWorker(
        stage=SERVICE,
        settings=settings,
        topics=topics_read_by(SERVICE),
        decide=decide,
        outcomes=OUTCOMES,
        apply=gather(Gathering(deps)),
        producer=producer,
        watchdog=watchdog,
    )
    lease = Lease(LeaseStore(driver, LEASE), settings.instance, LEASE_S)
    searching = Searching(deps, lease, timedelta(seconds=settings.search_every_s))

    async def prepare() -> None:
        await deps.prepare()
        await session_store.create_indexes(for_access)

    store_part = StoreComponent((driver, for_access), settings.instance, prepare)
    site = Site(
        hosts=Hosts(IMPROVEMENTS, settings.origins),
        city=city,
        clock=deps.clock,
        deps=deps,
        sessions=Sessions(session_store.SessionStore(for_access), staff, key, settings.is_secure),
        key=key,
        public_url=settings.public_url,
    )
    served = build_api(deps, staff, site, page_routers(), settings.trusted_proxies)
    api = HttpServer("api", served, settings.host, settings.improvements_port)
    reading = (NeededTopics(settings, SERVICE), producer, worker)
    sender = _learning_sender(settings, deps, driver)
    parts: list[Component] = [watchdog, store_part, *relays, api, searching, *sender, *reading]
    return (Ops(SERVICE, parts, settings.host, settings.ops_port), *parts)


def _learning_sender(settings: ImprovementsSettings, deps: Dependencies, driver: Driver) -> tuple[Component, ...]:
    """What sends statements to the learning record store of the city, where there is one."""
    if settings.lrs_url is None:
        return ()
    if settings.public_url is None:
        raise ConfigurationError("LRS_URL needs PUBLIC_URL: statements name units by the address of the city's pages")
    lrs = LearningRecordStore(settings.lrs_url, credentials(settings.lrs_credentials_file))
    lease = Lease(LeaseStore(driver, sending.LEASE), settings.instance, sending.LEASE_S)
    return (sending.LearningSender(deps, lrs, lease),)
