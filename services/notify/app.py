"""Joins the parts of notify: the only place where they are built."""

from collections.abc import Sequence

from chassis.mongo import Driver
from chassis.ops import Ops
from chassis.outbox import create_relay
from chassis.process import Component
from chassis.producer import Producer
from chassis.store import StoreComponent
from chassis.streams import StreamWorker
from chassis.watchdog import Watchdog
from contracts.topics import topics_read_by
from services.notify import metrics
from services.notify.agents import applying, deciding
from services.notify.city import load_city
from services.notify.messages import Messages
from services.notify.sender import Sender
from services.notify.settings import NotifySettings
from services.notify.store.deliveries import TIMEOUT_S, Deliveries
from services.notify.store.indexes import create_indexes
from services.notify.store.outbox import outbox
from services.notify.transports import TRANSPORTS

SERVICE = "notify"
CONNECTIONS = 8


def create_app(settings: NotifySettings) -> Sequence[Component]:
    """The parts of the process, in the order of their start; raises `ConfigurationError` when they do not fit."""
    city = load_city(settings.city_config)
    metrics.initialise(tuple(TRANSPORTS))
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    driver = Driver(settings.mongo_url, settings.database, CONNECTIONS, TIMEOUT_S)
    store, messages = Deliveries(driver), Messages(city, settings.public_url)
    relay = create_relay(outbox(driver), driver, settings, decides_readiness=True)
    senders = [Sender(make(settings), store, city, messages) for make in TRANSPORTS.values()]

    async def prepare() -> None:
        await create_indexes(driver)
        store.open_for_claims()

    def wake() -> None:
        relay.wake()
        for sender in senders:
            sender.wake()

    worker = StreamWorker(
        stage=SERVICE,
        settings=settings,
        topics=topics_read_by(SERVICE),
        decide=deciding(city),
        apply=applying(store, wake),
        producer=producer,
        watchdog=watchdog,
    )
    store_part = StoreComponent((driver,), settings.instance, prepare)
    parts: list[Component] = [watchdog, producer, store_part, relay, *senders, worker]
    return [Ops(SERVICE, parts, settings.host, settings.ops_port), *parts]
