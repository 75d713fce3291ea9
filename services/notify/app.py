"""Joins the parts of notify: the only place where they are built."""

from collections.abc import Sequence

from chassis import logs
from chassis.migration import migrate
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
from services.notify.agents import keep_plans, notify_agent
from services.notify.city import load_city
from services.notify.messages import Messages
from services.notify.sender import Sender
from services.notify.settings import NotifySettings
from services.notify.store.deliveries import TIMEOUT_S, Deliveries
from services.notify.store.from_0_1 import DELIVERIES
from services.notify.store.indexes import create_indexes
from services.notify.store.outbox import outbox
from services.notify.transports import configured_transports, stand_ins

log = logs.get(__name__)

SERVICE = "notify"
CONNECTIONS = 8


def create_app(settings: NotifySettings) -> Sequence[Component]:
    """The parts of the process, in the order of their start; raises `ConfigurationError` when they do not fit.

    The settings of the transports are read from the environment here: what is not set has none.
    """
    transports = configured_transports()
    city = load_city(settings.city_config, transports.keys())
    for transport, people in city.unused_contacts.items():
        log.warning("contacts are not used, their transport is not configured", transport=transport, people=people)
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    driver = Driver(settings.mongo_url, settings.database, CONNECTIONS, TIMEOUT_S)
    store, messages = Deliveries(driver), Messages(city, settings.public_url)
    relay = create_relay(outbox(driver), driver, settings, decides_readiness=True)
    sent_by = (*transports.values(), *stand_ins(transports.keys()))
    metrics.initialise(transport.name for transport in sent_by)
    senders = [Sender(transport, store, city, messages) for transport in sent_by]

    async def prepare() -> None:
        await migrate(driver, DELIVERIES)
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
        decide=notify_agent(city),
        apply=keep_plans(store, wake),
        producer=producer,
        watchdog=watchdog,
    )
    store_part = StoreComponent((driver,), settings.instance, prepare)
    parts: list[Component] = [watchdog, producer, store_part, relay, *senders, worker]
    return [Ops(SERVICE, parts, settings.host, settings.ops_port), *parts]
