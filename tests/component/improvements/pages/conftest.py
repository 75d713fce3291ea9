"""Fixtures: the pages over the real store, and people who read them, signed in or not."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import httpx
import pytest

from chassis.mongo import Driver
from services.improvements.application.dependencies import Dependencies
from tests.component.complaints.pages.reading import Browser
from tests.component.improvements.pages.served import served

Visit = Callable[..., Awaitable[Browser]]
ELSEWHERE = "http://complaints.test"


async def press(browser: Browser, page: httpx.Response, button: str, typed: Mapping[str, str]) -> httpx.Response:
    """Fill in a form whose fields have names that are none of Python's, and send it: the page that follows."""
    fields: dict[str, Any] = dict(typed)
    return await browser.press(page, button, **fields)


@pytest.fixture
async def visit(deps: Dependencies, driver: Driver) -> AsyncIterator[Visit]:
    """Opens a browser: `await visit("head", language="id")`; without a name nobody is signed in."""
    pages = served(deps, driver, {"complaints": ELSEWHERE})
    opened: list[httpx.AsyncClient] = []

    async def visited(person: str | None = None, language: str = "en") -> Browser:
        transport = httpx.ASGITransport(pages.app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://test", cookies=await pages.cookies(person))
        opened.append(client)
        return Browser(client, {"Accept-Language": language, "Accept": "text/html"})

    yield visited
    for client in opened:
        await client.aclose()
