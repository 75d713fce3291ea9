"""Joins the parts of the intake API."""

from collections.abc import Sequence

from chassis.ops import HttpServer, Ops
from chassis.process import Component
from chassis.producer import Producer
from services.complaints.access import load_access
from services.complaints.api.asgi import build_api
from services.complaints.application.dependencies import Dependencies
from services.complaints.city import load_city
from services.complaints.relay.lease import Lease
from services.complaints.relay.relay import Relay
from services.complaints.settings import IntakeSettings
from services.complaints.store import complaints, outbox
from services.complaints.store.driver import Driver
from services.complaints.store.indexes import create_indexes
from services.complaints.store.probe import StoreProbe
from services.complaints.throttle import Throttle
from services.complaints.tracking import load_tracking_codes


def create_app(settings: IntakeSettings) -> Sequence[Component]:
    """The parts in the order of their start. The API works without the broker, and starts without the store."""
    city = load_city(settings.city_config)
    access = load_access(settings.access_file, city)
    hasty = Driver(settings.mongo_url, settings.mongo_database, settings.store_pool, complaints.PATIENCE_S)
    patient = Driver(settings.mongo_url, settings.mongo_database, pool=2, patience_s=outbox.PATIENCE_S)
    store = complaints.ComplaintStore(hasty)
    relay = _relay(settings, outbox.Outbox(patient))

    async def prepare() -> None:
        await create_indexes(patient)
        store.open_for_intake()

    deps = Dependencies(city, load_tracking_codes(settings.tracking_key_file), store, relay.wake)
    watch = StoreProbe((hasty, patient), settings.instance, prepare)
    api = HttpServer("api", build_api(deps, access, Throttle()), settings.host, settings.api_port)
    return [Ops("complaints", [watch, relay, api], settings.host, settings.ops_port), watch, relay, api]


def _relay(settings: IntakeSettings, box: outbox.Outbox) -> Relay:
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, f"complaints-{settings.instance}")
    return Relay(box, Lease(box, settings.instance, settings.relay_lease_s), producer)
