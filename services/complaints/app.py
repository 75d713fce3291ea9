"""Joins the parts of the intake API."""

import time
from collections.abc import Sequence
from dataclasses import replace

from chassis.access import ChannelDirectory, ChannelStore, NonceStore, RateLimits, access_database
from chassis.access.pressure import BulkLimits, Load, StoreDisk, why_no_bulk
from chassis.background import BackgroundLoop
from chassis.http.channels import ChannelGate
from chassis.link_keys import load_link_keys
from chassis.mongo import Driver
from chassis.ops import HttpServer, Ops
from chassis.outbox import create_relay
from chassis.process import Component
from chassis.retry import Retry
from chassis.store import StoreComponent
from city.access import WEB
from services.complaints import metrics
from services.complaints.access import load_access
from services.complaints.api.asgi import build_api
from services.complaints.api.problem_examples import OF_KIND
from services.complaints.application.attach import FileTools
from services.complaints.application.dependencies import Dependencies, system_clock
from services.complaints.application.sweep import sweep
from services.complaints.attachments.inspector import Inspector
from services.complaints.attachments.scanner import Clamd
from services.complaints.city import load_city
from services.complaints.oidc.client import load_client
from services.complaints.oidc.flow import Oidc
from services.complaints.open311.app import PREFIX, create_open311
from services.complaints.pages.routers import page_routers
from services.complaints.pages.site import Site
from services.complaints.pages.tiles import load_tiles
from services.complaints.settings import IntakeSettings
from services.complaints.store import attachments, complaints, outbox
from services.complaints.store.attachments import AttachmentStore
from services.complaints.store.event_desks import EventDeskStore
from services.complaints.store.guesses import GuessStore
from services.complaints.store.prepare import prepare
from services.complaints.throttle import FilingLimit, Throttle
from services.complaints.tracking import load_tracking_codes
from web import session_store
from web.hosts import COMPLAINTS, Hosts
from web.keys import load_page_key
from web.sessions import Sessions

ACCESS_CONNECTIONS = 4
SWEEP_EVERY_S = 600.0
_FILE_POOL = 4
"""Connections for files, so that a large one keeps no complaint waiting."""


def create_app(settings: IntakeSettings) -> Sequence[Component]:
    """The parts in the order of their start. The API works without the broker, and starts without the store."""
    city = load_city(settings.city_config)
    for_access = Driver(
        settings.mongo_url, access_database(settings.mongo_database), ACCESS_CONNECTIONS, complaints.TIMEOUT_S
    )
    channels = ChannelDirectory(ChannelStore(for_access))
    access = load_access(settings.access_file, city, channels)
    metrics.initialise((*access.channels.of_file, WEB), city.units)
    for_requests = Driver(settings.mongo_url, settings.mongo_database, settings.store_pool, complaints.TIMEOUT_S)
    for_relay = Driver(settings.mongo_url, settings.mongo_database, pool=2, timeout_s=outbox.TIMEOUT_S)
    for_files = Driver(settings.mongo_url, settings.mongo_database, _FILE_POOL, attachments.TIMEOUT_S)
    store = complaints.ComplaintStore(for_requests, city)
    relay = create_relay(outbox.outbox(for_relay), for_relay, settings)

    async def prepare_and_open() -> None:
        await prepare(for_relay, city)
        await nonces.create_indexes()
        await session_store.create_indexes(for_access)
        store.open()

    codes = load_tracking_codes(settings.tracking_key_file)
    deps = Dependencies(replace(city, staff=access.staff), codes, store, relay.wake)
    throttle = Throttle(GuessStore(for_requests), codes)
    filings = FilingLimit(GuessStore(for_requests, FilingLimit.WINDOW), codes, settings.filings_per_hour)
    nonces = NonceStore(for_access)
    disk = StoreDisk(for_relay.free_share)
    limits = BulkLimits(settings.bulk_max_outbox_age_s, settings.bulk_min_free_share)

    def no_bulk() -> str | None:
        return why_no_bulk(Load(relay.behind_s, disk.free_share), limits)

    gate = ChannelGate(access.channels, nonces, RateLimits(time.monotonic), no_bulk)
    kept_files = AttachmentStore(for_files)
    files = FileTools(kept_files, Inspector(Clamd(settings.scanner) if settings.scanner else None))
    watch = StoreComponent((for_requests, for_relay, for_files, for_access), settings.instance, prepare_and_open)
    link_keys = load_link_keys(settings.link_keys_file) if settings.link_keys_file else ()
    key = load_page_key(settings.tracking_key_file)
    sessions = Sessions(session_store.SessionStore(for_access), access, key, settings.is_secure)
    oidc_client = load_client(settings)
    site = Site(
        hosts=Hosts(COMPLAINTS, settings.origins),
        city=city,
        clock=deps.clock,
        deps=deps,
        access=access,
        files=files,
        throttle=throttle,
        filings=filings,
        sessions=sessions,
        key=key,
        event_desks=EventDeskStore(for_requests),
        public_url=settings.public_url,
        oidc=Oidc(oidc_client, access, key, nonces) if oidc_client else None,
        tiles=load_tiles(settings),
    )
    pages = page_routers(site, link_keys, OF_KIND)
    mounts = {PREFIX: create_open311(deps, gate, files, link_keys)}
    intake_api = build_api(
        deps,
        access,
        throttle,
        gate,
        settings.trusted_proxies,
        pages,
        mounts,
        files=files,
        sessions=sessions,
        site=site,
    )
    api = HttpServer("api", intake_api, settings.host, settings.api_port)
    sweeping = BackgroundLoop(
        "attachment-sweep",
        lambda: sweep(kept_files, system_clock()),
        pause_s=SWEEP_EVERY_S,
        retry=Retry((10.0, 60.0, SWEEP_EVERY_S)),
        decides_readiness=False,
    )
    parts: list[Component] = [watch, channels, disk, relay, api, sweeping]
    return [Ops("complaints", parts, settings.host, settings.ops_port), *parts]
