"""Fixtures: the API and the pages together, since both know a browser by the same cookie."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import httpx
import pytest

from chassis.mongo import Driver
from services.improvements.application.dependencies import Dependencies, Limits
from tests.component.complaints.pages.reading import Browser
from tests.component.improvements.conftest import bearer
from tests.component.improvements.pages.served import Served, served

Open = Callable[..., Browser]


@pytest.fixture
def pages(deps: Dependencies, driver: Driver) -> Served:
    return served(deps, driver, {})


@pytest.fixture
def few(deps: Dependencies, driver: Driver) -> Served:
    """The same with a limit of two for each address."""
    limited = replace(deps, forum=replace(deps.forum, limits=Limits(2, 2)))
    return served(limited, driver, {})


@pytest.fixture
async def browsers(pages: Served) -> AsyncIterator[Open]:
    """Opens a browser without any cookie: `browsers(language="id")`; `app` is another application."""
    async with AsyncExitStack() as opened:

        def browser(app: Served = pages, language: str = "en", cookies: dict[str, str] | None = None) -> Browser:
            transport = httpx.ASGITransport(app.app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url="http://test", cookies=cookies)
            opened.push_async_callback(client.aclose)
            return Browser(client, {"Accept-Language": language, "Accept": "text/html"})

        yield browser


@pytest.fixture
def visit(browsers: Open, pages: Served) -> Callable[..., Awaitable[Browser]]:
    """Opens the browser of somebody who is signed in: `await visit("head")`; of nobody without a name."""

    async def visited(person: str | None = None) -> Browser:
        return browsers(cookies=await pages.cookies(person))

    return visited


QUESTION: dict[str, Any] = {
    "asked_by": "dinas-pu",
    "text": {"id": "Perlu <lampu>?", "en": "Do you need <lights>?"},
    "answers": [{"id": "Ya", "en": "Yes"}, {"id": "Tidak", "en": "No"}, {"id": "Nanti", "en": "Later"}],
    "first": "2026-03-02",
    "last": "2026-03-15",
}


async def ask(browser: Browser, person: str = "analyst", **more: Any) -> str:
    """Ask the public something, and the id of the question."""
    answer = await browser.client.post("/v1/questions", json=QUESTION | more, headers=bearer(person))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def errors(answer: httpx.Response) -> Iterator[str]:
    """The fields that are named as wrong."""
    yield from (each["field"] for each in answer.json()["errors"])
