"""Joins the parts of notify: the only place where they are built."""

import asyncio
from collections.abc import Sequence

from chassis.errors import TemporarilyUnavailable
from chassis.ops import Ops
from chassis.process import Component, cancel, spawn
from chassis.producer import Producer
from chassis.streams import StreamWorker
from chassis.watchdog import Watchdog
from contracts.topics import topics_read_by
from services.notify import metrics
from services.notify.agents import applying, deciding
from services.notify.announcements import Announcer
from services.notify.city import load_city
from services.notify.deliveries import Sender
from services.notify.messages import Messages
from services.notify.settings import NotifySettings
from services.notify.store import Deliveries
from services.notify.transports import TRANSPORTS

SERVICE = "notify"
RETRY_S = 1.0


def create_app(settings: NotifySettings) -> Sequence[Component]:
    """The parts of the process, in the order of their start; raises `ConfigurationError` when they do not fit."""
    city = load_city(settings.city_config)
    metrics.initialise(tuple(TRANSPORTS))
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    store = Deliveries(settings.mongo_url, settings.database)
    messages, wake = Messages(city, settings.public_url), asyncio.Event()
    worker = StreamWorker(
        stage=SERVICE,
        settings=settings,
        topics=topics_read_by(SERVICE),
        decide=deciding(city),
        apply=applying(store, wake),
        producer=producer,
        watchdog=watchdog,
    )
    senders = [Sender(make(settings), store, city, messages, wake) for make in TRANSPORTS.values()]
    parts: list[Component] = [watchdog, producer, StoreComponent(store), Announcer(store, producer), *senders, worker]
    return [Ops(SERVICE, parts, settings.host, settings.ops_port), *parts]


class StoreComponent:
    """The store as a part of the process, which also starts while the store is unavailable."""

    name = "store"

    def __init__(self, store: Deliveries) -> None:
        self._store = store
        self._missing: str | None = "the store has not answered yet"
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to prepare the store."""
        self._task = spawn(self.name, self._prepare())

    async def stop(self) -> None:
        """Close the connections."""
        await cancel(self._task)
        self._store.close()

    def not_ready_because(self) -> str | None:
        """Ready once its indexes exist."""
        return self._missing

    async def _prepare(self) -> None:
        while self._missing is not None:
            try:
                await self._store.prepare()
                self._missing = None
            except TemporarilyUnavailable as error:
                self._missing = str(error)
                await asyncio.sleep(RETRY_S)
