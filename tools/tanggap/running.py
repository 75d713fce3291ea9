"""Runs a use case: opens what it needs, and turns what it refuses into a message and an exit code."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import typer

from chassis.access import ChannelStore, access_database
from chassis.access.managing import AccessRefused
from chassis.dead_letter_topics import DeadLetterTopics
from chassis.errors import ConfigurationError, TemporarilyUnavailable
from chassis.mongo import Driver
from chassis.producer import Producer
from city.access import OFFICERS_CHANNELS, WEB, load_channels
from services.notify.application.dead_letters import Broker, DeadLetters
from services.notify.application.dependencies import Dependencies
from services.notify.application.refusals import Refusal
from services.notify.store.dead_letters import FailedDeliveries, HandledDeadLetters
from services.notify.store.webhook_log import DeliveryLog
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.addresses import web_address
from tools.tanggap.audit_topic import AuditTopic
from tools.tanggap.repairs import Repairs
from tools.tanggap.settings import BrokerSettings, ToolSettings, broker_settings, settings

EXIT_REFUSED, EXIT_WRONG = 1, 2
TIMEOUT_S = 30.0
CONNECTIONS = 2

Result = TypeVar("Result")


def with_webhooks(local: bool, work: Callable[[Dependencies], Awaitable[Result]]) -> Result:
    """What the work returns; leaves with 1 or 2 and a message when it is refused."""

    async def run(chosen: ToolSettings) -> Result:
        async with _driver(chosen) as driver:
            check_url = partial(web_address, allowed=chosen.webhook_allowed_networks)
            return await work(Dependencies(WebhookStore(driver), DeliveryLog(driver), check_url))

    return _run(local, run)


def with_dead_letters(local: bool, work: Callable[[DeadLetters], Awaitable[Result]]) -> Result:
    """So it is with dead letters; those of topics need a broker."""

    async def run(chosen: ToolSettings) -> Result:
        async with _driver(chosen) as driver, _broker(chosen) as broker:
            return await work(DeadLetters(FailedDeliveries(driver), HandledDeadLetters(driver), broker))

    return _run(local, run)


def with_audit(local: bool, work: Callable[[Repairs], Awaitable[Result]]) -> Result:
    """So it is with what the auditor has found: for that a broker is enough."""

    async def run(chosen: BrokerSettings) -> Result:
        producer = Producer(chosen.kafka_bootstrap, chosen.topic_prefix, "tanggap")
        await producer.start()
        try:
            return await work(Repairs(AuditTopic(chosen.kafka_bootstrap, chosen.topic_prefix), producer))
        finally:
            await producer.stop()

    return _answered(lambda: run(broker_settings(local)))


def with_channels(local: bool, work: Callable[[ChannelStore], Awaitable[Result]]) -> Result:
    """So it is with channels."""

    async def run(chosen: ToolSettings) -> Result:
        async with _driver(chosen, access_database(chosen.mongo_database)) as driver:
            return await work(ChannelStore(driver))

    return _run(local, run)


def with_broker(local: bool, work: Callable[[BrokerSettings], Awaitable[Result]]) -> Result:
    """So it is with what is read from the topics alone."""
    return _answered(lambda: work(broker_settings(local)))


def taken_channel_ids(local: bool) -> frozenset[str]:
    """The ids that no channel of the store may have, as far as they are known: those of the file need ACCESS_FILE."""

    async def run(chosen: ToolSettings) -> frozenset[str]:
        listed = load_channels(chosen.access_file) if chosen.access_file else ()
        return frozenset((*OFFICERS_CHANNELS, WEB, *(each.id for each in listed)))

    return _run(local, run)


@asynccontextmanager
async def _driver(chosen: ToolSettings, database: str | None = None) -> AsyncIterator[Driver]:
    """A connection to notify's database unless another one is named."""
    driver = Driver(chosen.mongo_url, database or chosen.database, CONNECTIONS, TIMEOUT_S)
    driver.open()
    try:
        yield driver
    finally:
        driver.close()


@asynccontextmanager
async def _broker(chosen: ToolSettings) -> AsyncIterator[Broker | None]:
    if chosen.kafka_bootstrap is None:
        yield None
        return
    producer = Producer(chosen.kafka_bootstrap, chosen.topic_prefix, "tanggap")
    await producer.start()
    try:
        yield Broker(DeadLetterTopics(chosen.kafka_bootstrap, chosen.topic_prefix), producer)
    finally:
        await producer.stop()


def _run(local: bool, work: Callable[[ToolSettings], Awaitable[Result]]) -> Result:
    return _answered(lambda: work(settings(local)))


def _answered(work: Callable[[], Awaitable[Result]]) -> Result:
    async def awaited() -> Result:
        return await work()

    try:
        return asyncio.run(awaited())
    except ConfigurationError as error:
        _leave(str(error), EXIT_WRONG, error)
    except (Refusal, AccessRefused, TemporarilyUnavailable) as error:
        _leave(str(error), EXIT_REFUSED, error)
    raise AssertionError("unreachable")


def _leave(message: str, code: int, error: Exception) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(code) from error
