"""Joins the parts of the intake API."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.link_keys import load_link_keys
from chassis.mongo import Driver
from chassis.ops import HttpServer, Ops
from chassis.outbox import create_relay
from chassis.process import Component
from chassis.store import StoreComponent
from services.complaints.access import load_access
from services.complaints.api.asgi import build_api
from services.complaints.application.dependencies import Dependencies
from services.complaints.city import load_city
from services.complaints.pages.links import create_router
from services.complaints.settings import IntakeSettings
from services.complaints.store import complaints, outbox
from services.complaints.store.guesses import GuessStore
from services.complaints.store.prepare import prepare
from services.complaints.throttle import Throttle
from services.complaints.tracking import load_tracking_codes


def create_app(settings: IntakeSettings) -> Sequence[Component]:
    """The parts in the order of their start. The API works without the broker, and starts without the store."""
    city = load_city(settings.city_config)
    access = load_access(settings.access_file, city)
    for_requests = Driver(settings.mongo_url, settings.mongo_database, settings.store_pool, complaints.TIMEOUT_S)
    for_relay = Driver(settings.mongo_url, settings.mongo_database, pool=2, timeout_s=outbox.TIMEOUT_S)
    store = complaints.ComplaintStore(for_requests, city)
    relay = create_relay(outbox.outbox(for_relay), for_relay, settings)

    async def prepare_and_open() -> None:
        await prepare(for_relay, city)
        store.open()

    codes = load_tracking_codes(settings.tracking_key_file)
    deps = Dependencies(replace(city, staff=access.staff), codes, store, relay.wake)
    throttle = Throttle(GuessStore(for_requests), codes)
    watch = StoreComponent((for_requests, for_relay), settings.instance, prepare_and_open)
    link_keys = load_link_keys(settings.link_keys_file) if settings.link_keys_file else ()
    intake_api = build_api(deps, access, throttle, settings.trusted_proxies, [create_router(deps, link_keys)])
    api = HttpServer("api", intake_api, settings.host, settings.api_port)
    return [Ops("complaints", [watch, relay, api], settings.host, settings.ops_port), watch, relay, api]
