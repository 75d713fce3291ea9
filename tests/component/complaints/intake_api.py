"""An intake API for tests: the real API over the real store, with callers of every kind."""

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx
from starlette.types import ASGIApp

from chassis.access import NonceStore, RateLimits, access_database
from chassis.http.channels import ChannelGate
from chassis.http.clients import Network
from chassis.mongo import Driver
from contracts.codec import encode
from contracts.events import ComplaintAssigned, ComplaintSentToTriage, Event
from contracts.ids import event_id
from contracts.links import LinkKey
from contracts.values import Method, Reason
from deploy.local.environment import DEMO_CITY, Stack
from services.complaints.access import Access
from services.complaints.api.asgi import build_api
from services.complaints.api.problem_examples import OF_KIND
from services.complaints.application.attach import FileTools
from services.complaints.application.dependencies import Dependencies, system_clock
from services.complaints.attachments.inspector import Inspector
from services.complaints.attachments.scanner import Scanner
from services.complaints.city import City, load_city
from services.complaints.oidc.client import OidcClient
from services.complaints.oidc.flow import Oidc
from services.complaints.open311.app import PREFIX, create_open311
from services.complaints.pages.routers import page_routers
from services.complaints.pages.site import Site
from services.complaints.pages.tiles import Tiles
from services.complaints.projection.event import ReceivedEvent
from services.complaints.projection.projector import Projector
from services.complaints.store import StoreUnavailable
from services.complaints.store.attachments import AttachmentStore
from services.complaints.store.complaints import ComplaintStore
from services.complaints.store.event_desks import EventDeskStore
from services.complaints.store.guesses import GuessStore
from services.complaints.store.prepare import prepare
from services.complaints.store.projection import ProjectionStore
from services.complaints.throttle import FilingLimit, Throttle
from services.complaints.tracking import TrackingCodes
from tests.builders import policy
from tests.component.complaints.callers import access
from tests.component.complaints.reused import PreparedStack
from web.hosts import COMPLAINTS, Hosts
from web.keys import PageKey
from web.session_store import SessionStore
from web.sessions import Sessions

DEMO = {"X-API-Key": "key-of-demo"}
OTHER = {"X-API-Key": "key-of-other"}
PU = {"Authorization": "Bearer token-of-pu"}
LH = {"Authorization": "Bearer token-of-lh"}
TRIAGE = {"Authorization": "Bearer token-of-triage"}
PDAM = {"Authorization": "Bearer token-of-pdam"}
DRAINAGE = {"Authorization": "Bearer token-of-drainage"}
PU_HEAD = {"Authorization": "Bearer token-of-pu-head"}
LEADER = {"Authorization": "Bearer token-of-leader"}
AUDITOR = {"Authorization": "Bearer token-of-auditor"}
BUREAU = {"Authorization": "Bearer token-of-bureau"}
HEAD = {"Authorization": "Bearer token-of-head"}

POLICY = policy()
LINK_KEYS = (LinkKey("k2", b"n" * 32), LinkKey("k1", b"o" * 32))
"""The key that signs links, and the one that it has replaced."""
NEVER = timedelta(0)
"""The same text again is a complaint of its own, unless a test is about that."""
LONG_TIMEOUT_S = 60.0
"""For tests of anything but time, on a machine that is busy with others; a service waits less."""


class IntakeClient:
    """`client` speaks to the API; the other methods do what routing and sla would do, or look into the store.

    `waited` has the seconds for which answers to guesses were held back; nobody really waited. `filler` is the
    database, and `complaints` the collection, for whoever prepares a test and has time, `app` the API itself for
    whoever serves it on a port.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        driver: Driver,
        deps: Dependencies,
        waited: list[float],
        filler: Driver,
        app: ASGIApp,
        site: Site,
    ) -> None:
        self.filler, self.complaints, self.app = filler, filler.collection("complaints"), app
        self.client, self.driver, self.city, self.deps = client, driver, deps.city, deps
        self.waited, self.site, self.sessions = waited, site, site.sessions
        self.touched: list[str] = []
        self.projection = ProjectionStore(driver, deps.city)
        self.projection.open()
        self.projector = Projector(self.projection, deps.city, self.touched.append)

    async def file(self, **fields: Any) -> dict[str, Any]:
        """File a complaint as the demo channel and return the answer's body."""
        answer = await self.client.post("/v1/complaints", json={"text": "jalan berlubang", **fields}, headers=DEMO)
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def sign_in(self, officer: dict[str, str]) -> dict[str, str]:
        """Sign an officer in, as the page does; the cookies of their browser."""
        cookie = await self.sessions.begin_with_token(
            officer["Authorization"].removeprefix("Bearer "), self.deps.clock()
        )
        assert cookie is not None
        return {self.sessions.cookie_name: cookie}

    async def assign(self, complaint_id: str, unit: str, assignment_number: int = 1) -> None:
        """Make `unit` responsible, as routing does."""
        await self.apply(assigned(complaint_id, unit, assignment_number, self.city.triage_unit))

    async def apply(self, *events: Event) -> None:
        """Let the projection apply events of other services; again, as its worker does, while others change them."""
        received = [ReceivedEvent(event, encode(event, "test")) for event in events]
        for _ in range(5):
            with suppress(StoreUnavailable):
                return await self.projector.apply(received)
        await self.projector.apply(received)

    async def act(self, complaint_id: str, action: str, officer: dict[str, str], **body: Any) -> httpx.Response:
        """Take a step on the complaint as it is now."""
        path = f"/v1/complaints/{complaint_id}"
        tag = (await self.client.get(path, headers=officer)).headers.get("ETag", '"v0"')
        return await self.client.post(f"{path}/actions/{action}", json=body, headers={**officer, "If-Match": tag})

    async def kept(self) -> list[dict[str, Any]]:
        """All complaints as they are kept."""
        return await self.driver.collection("complaints").find({}, {}, limit=10_000)


def assigned(complaint_id: str, unit: str, assignment_number: int, triage_unit: str) -> Event:
    """What routing emits when it has decided."""
    common: dict[str, Any] = {
        "id": event_id(complaint_id, "assignment", assignment_number),
        "subject": complaint_id,
        "occurred_at": datetime.now(UTC),
        "assignment_number": assignment_number,
        "unit": unit,
        "filed_at": datetime.now(UTC),
        "reason": Reason(code="rule_matched", rule="jalan"),
        "policy": POLICY,
    }
    if unit == triage_unit:
        return ComplaintSentToTriage(**common)
    return ComplaintAssigned(**common, method=Method.RULE)


@cache
def demo_city() -> City:
    """The city of the demo, read once a test run."""
    return load_city(DEMO_CITY)


@asynccontextmanager
async def opened(
    stack: Stack,
    prepared: bool = True,
    clock: Callable[[], datetime] = system_clock,
    callers: Access | None = None,
    trusted_proxies: Sequence[Network] = (),
    peer: str = "127.0.0.1",
    timeout_s: float = LONG_TIMEOUT_S,
    link_keys: Sequence[LinkKey] = LINK_KEYS,
    why_no_bulk: Callable[[], str | None] = lambda: None,
    scanner: Scanner | None = None,
    change_city: Callable[[City], City] = lambda city: city,
    oidc_client: OidcClient | None = None,
    is_secure: bool = False,
    filings_per_hour: int = 1_000,
    tiles: Tiles | None = None,
    origins: Mapping[str, str] | None = None,
) -> AsyncIterator[IntakeClient]:
    """An intake API on the database of `stack`; with `prepared` of False the store need not be there."""
    known = callers or access()
    driver = Driver(stack.mongo_url, stack.database, 8, timeout_s)
    filler = Driver(stack.mongo_url, stack.database, 1, LONG_TIMEOUT_S)
    for_access = Driver(stack.mongo_url, access_database(stack.database), 4, timeout_s)
    for each in (driver, filler, for_access):
        each.open()
    city = change_city(replace(demo_city(), staff=known.staff, same_within=NEVER))
    store = ComplaintStore(driver, city)
    if prepared and not isinstance(stack, PreparedStack):
        await prepare(driver, city)
    if prepared:
        store.open()
    deps = Dependencies(city, TrackingCodes(b"k" * 32), store, lambda: None, clock)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    throttle = Throttle(GuessStore(driver), deps.codes, sleep)
    filings = FilingLimit(GuessStore(driver, FilingLimit.WINDOW), deps.codes, filings_per_hour)
    nonces = NonceStore(for_access)
    gate = ChannelGate(known.channels, nonces, RateLimits(time.monotonic), why_no_bulk)
    files = FileTools(AttachmentStore(driver), Inspector(scanner))
    key = PageKey(b"k" * 32)
    sessions = Sessions(SessionStore(for_access), known, key, is_secure)
    site = Site(
        hosts=Hosts(COMPLAINTS, origins or {}),
        city=city,
        clock=clock,
        deps=deps,
        access=known,
        files=files,
        throttle=throttle,
        filings=filings,
        sessions=sessions,
        key=key,
        event_desks=EventDeskStore(driver),
        oidc=Oidc(oidc_client, known, key, nonces) if oidc_client else None,
        tiles=tiles,
    )
    pages = page_routers(site, link_keys, OF_KIND)
    mounts = {PREFIX: create_open311(deps, gate, files, link_keys)}
    app = build_api(
        deps,
        known,
        throttle,
        gate,
        trusted_proxies,
        pages,
        mounts,
        files=files,
        sessions=sessions,
        site=site,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(peer, 123))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield IntakeClient(client, driver, deps, waited, filler, app, site)
    for each in (driver, filler, for_access):
        each.close()
