"""APIs on ports of their own, for clients that are no part of the test."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from chassis.access import Channels, NonceStore, RateLimits, hash_of, of_file
from chassis.http.channels import ChannelGate
from chassis.mongo import Driver
from chassis.ops import HttpServer
from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from services.notify.api.asgi import build_api
from services.notify.application.dependencies import Dependencies
from services.notify.store.indexes import create_indexes
from services.notify.store.webhook_log import DeliveryLog
from services.notify.store.webhooks import WebhookStore
from tests.component.complaints.intake_api import DEMO
from tests.component.notify.waiting import until


@asynccontextmanager
async def webhooks_app(stack: Stack) -> AsyncIterator[ASGIApp]:
    """The API of webhooks over the database of `stack`, for the channel that the intake API of tests has too."""
    driver = Driver(stack.mongo_url, f"{stack.database}_notify", 4, 10.0)
    driver.open()
    await create_indexes(driver)
    deps = Dependencies(WebhookStore(driver), DeliveryLog(driver), lambda url: url)
    channels = Channels([of_file("demo", [hash_of(DEMO["X-API-Key"])])])
    yield build_api(deps, ChannelGate(channels, NonceStore(driver), RateLimits(time.monotonic)))
    driver.close()


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[str]:
    """The address at which an application answers."""
    port = free_ports().api
    server = HttpServer("api", app, HOST, port)
    await server.start()
    await until(lambda: server.not_ready_because() is None, "it listens")
    yield f"http://{HOST}:{port}"
    await server.stop()
