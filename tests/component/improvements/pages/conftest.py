"""Fixtures: the pages over the real store, and people who read them, signed in or not."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import httpx
import pytest

from chassis.mongo import Driver
from services.improvements.api.asgi import build_api
from services.improvements.application.dependencies import Dependencies
from services.improvements.pages.routers import page_routers
from services.improvements.pages.site import Site
from tests.component.complaints.pages.reading import Browser
from tests.component.improvements.conftest import STAFF, Clock
from web.hosts import IMPROVEMENTS, Hosts
from web.keys import PageKey
from web.session_store import SessionStore
from web.sessions import Sessions

Visit = Callable[..., Awaitable[Browser]]
ELSEWHERE = "http://complaints.test"


async def press(browser: Browser, page: httpx.Response, button: str, typed: Mapping[str, str]) -> httpx.Response:
    """Fill in a form whose fields have names that are none of Python's, and send it: the page that follows."""
    fields: dict[str, Any] = dict(typed)
    return await browser.press(page, button, **fields)


@pytest.fixture
async def visit(deps: Dependencies, driver: Driver, clock: Clock) -> AsyncIterator[Visit]:
    """Opens a browser: `await visit("head", language="id")`; without a name nobody is signed in."""
    key = PageKey(b"k" * 32)
    sessions = Sessions(SessionStore(driver), STAFF, key, is_secure=False)
    hosts = Hosts(IMPROVEMENTS, {"complaints": ELSEWHERE})
    site = Site(hosts=hosts, city=deps.city, clock=clock, deps=deps, sessions=sessions, key=key)
    app = build_api(deps, STAFF, site, page_routers())
    opened: list[httpx.AsyncClient] = []

    async def visited(person: str | None = None, language: str = "en") -> Browser:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://test")
        opened.append(client)
        if person is not None:
            cookie = await sessions.begin_with_token(f"token-of-{person}", clock())
            assert cookie is not None, person
            client.cookies.set(sessions.cookie_name, cookie)
        return Browser(client, {"Accept-Language": language, "Accept": "text/html"})

    yield visited
    for client in opened:
        await client.aclose()
