"""Joins the parts of notify: the only place where they are built."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from chassis import logs
from chassis.access import (
    ChannelDirectory,
    Channels,
    ChannelStore,
    NonceStore,
    RateLimits,
    access_database,
    of_file,
)
from chassis.background import BackgroundLoop
from chassis.errors import ConfigurationError
from chassis.http.channels import ChannelGate
from chassis.link_keys import load_link_keys
from chassis.migration import migrate
from chassis.mongo import Driver
from chassis.needed_topics import NeededTopics
from chassis.ops import HttpServer, Ops
from chassis.outbox import create_relay
from chassis.process import Component
from chassis.producer import Producer
from chassis.retry import Retry
from chassis.store import StoreComponent
from chassis.streams import StreamWorker
from chassis.watchdog import Watchdog
from city.access import load_channels
from contracts.topics import topics_read_by
from services.notify import metrics
from services.notify.addresses import Addresses, Find
from services.notify.agents import OUTCOMES, hear, notify_agent
from services.notify.api.asgi import build_api
from services.notify.application.dependencies import Dependencies
from services.notify.application.planning import Planning
from services.notify.city import load_city
from services.notify.domain.city import City
from services.notify.domain.hearing import Audience
from services.notify.domain.webhooks import Webhook
from services.notify.links import Links
from services.notify.messages import Messages
from services.notify.request_bodies import request_bodies
from services.notify.sender import Sender
from services.notify.settings import NotifySettings
from services.notify.store.deliveries import TIMEOUT_S
from services.notify.store.from_0_1 import DELIVERIES
from services.notify.store.indexes import create_indexes
from services.notify.store.outbox import outbox
from services.notify.store.stores import Stores
from services.notify.store.webhook_directory import WebhookDirectory
from services.notify.store.webhook_log import DeliveryLog
from services.notify.store.webhooks import WebhookStore
from services.notify.transports import configured_transports, stand_ins
from services.notify.transports.addresses import web_address
from services.notify.transports.webhook import WEBHOOK, allowed_networks
from services.notify.webhook_health import WebhookHealth

log = logs.get(__name__)

SERVICE = "notify"
CONNECTIONS = 8
ACCESS_CONNECTIONS = 1
RELEASE_EVERY_S = 5.0
RETRY = Retry((1.0, 2.0, 5.0))


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
    for_access = Driver(settings.mongo_url, access_database(settings.mongo_database), ACCESS_CONNECTIONS, TIMEOUT_S)
    stores, webhooks = Stores(driver), WebhookStore(driver)
    directory = WebhookDirectory(webhooks)
    relay = create_relay(outbox(driver), driver, settings, decides_readiness=True)
    sent_by = (*transports.values(), *stand_ins(transports.keys()))
    metrics.initialise(transport.name for transport in sent_by)
    addresses = Addresses(city, _find(directory, webhooks))
    messages = Messages(city, _links(settings).link)
    health = WebhookHealth(webhooks, stores.deliveries, city, directory.get, directory.wake)
    senders = [Sender(transport, stores, city, addresses, messages, health.note) for transport in sent_by]
    planning = Planning(stores, lambda: _audience(city, directory, stores), _now)
    waiting = BackgroundLoop("waiting-events", planning.release, pause_s=RELEASE_EVERY_S, retry=RETRY)

    async def prepare() -> None:
        await migrate(driver, DELIVERIES)
        await create_indexes(driver)
        await nonces.create_indexes()
        await stores.beginning.load(_now())
        stores.open_for_claims()

    def wake() -> None:
        relay.wake()
        for sender in senders:
            sender.wake()

    worker = StreamWorker(
        stage=SERVICE,
        settings=settings,
        topics=topics_read_by(SERVICE),
        decide=notify_agent(),
        outcomes=OUTCOMES,
        apply=hear(planning, wake),
        producer=producer,
        watchdog=watchdog,
    )
    store_part = StoreComponent((driver, for_access), settings.instance, prepare)
    deps = Dependencies(
        store=webhooks,
        log=DeliveryLog(driver),
        check_url=partial(web_address, allowed=allowed_networks()),
        language=city.languages[0],
        request_of=request_bodies(stores.subjects, messages, _now),
        wake=wake,
        changed=directory.wake,
    )
    channels, nonces = ChannelDirectory(ChannelStore(for_access)), NonceStore(for_access)
    api = _webhooks_api(settings, WEBHOOK.name in transports, deps, channels, nonces)
    # What is planned already is sent without the broker, too.
    reading = (NeededTopics(settings, SERVICE), producer, worker)
    parts: list[Component] = [watchdog, store_part, directory, relay, *senders, *api, waiting, *reading]
    return [Ops(SERVICE, parts, settings.host, settings.ops_port), *parts]


def _webhooks_api(
    settings: NotifySettings, can_send: bool, deps: Dependencies, channels: ChannelDirectory, nonces: NonceStore
) -> list[Component]:
    """The API by which channels look after their webhooks, where it is wanted."""
    if settings.webhooks_port is None:
        return []
    if settings.access_file is None or not can_send:
        lacking = "ACCESS_FILE" if settings.access_file is None else "the transport webhook: set WEBHOOK_SECRETS_FILE"
        raise ConfigurationError(f"WEBHOOKS_PORT asks for the API of webhooks, which also needs {lacking}")
    listed = (of_file(**entry.model_dump()) for entry in load_channels(settings.access_file))
    gate = ChannelGate(Channels(listed, channels), nonces, RateLimits(time.monotonic))
    api = build_api(deps, gate)
    return [channels, HttpServer("webhooks-api", api, settings.host, settings.webhooks_port)]


def _audience(city: City, directory: WebhookDirectory, stores: Stores) -> Audience:
    return Audience(city, directory.enabled, stores.beginning.at)


def _links(settings: NotifySettings) -> Links:
    keys = load_link_keys(settings.link_keys_file) if settings.link_keys_file else ()
    return Links(settings.public_url, keys, _now)


def _find(directory: WebhookDirectory, store: WebhookStore) -> Find:
    async def find(webhook_id: str) -> Webhook | None:
        """One that was made a moment ago is not in the directory yet, one that is disabled never is."""
        return directory.get(webhook_id) or await store.get(webhook_id)

    return find


def _now() -> datetime:
    return datetime.now(UTC)
