"""The way to the provider and back in a real browser, which knows cookies and policies better than any test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.ops import HttpServer
from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from deploy.local.store import Store
from tests.browser.audit import invalid, violations
from tests.browser.chromium import running_chromium
from tests.browser.visits import TIMEOUT_MS, Theme, fits
from tests.component.complaints.intake_api import opened
from tests.component.complaints.pages.by_provider import ACCOUNTS, client_of, clients, with_groups
from tests.oidc.provider import METADATA, Provider, provider
from tests.stacks import fresh

THEMES: tuple[Theme, ...] = ("light", "dark")


class _Later:
    """An application that is there after its port is."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@asynccontextmanager
async def served(stack: Stack) -> AsyncIterator[tuple[str, Provider]]:
    """The address of the pages, and the provider at which their staff sign in."""
    later, port = _Later(), free_ports().api
    server = HttpServer("api", later, HOST, port)
    await server.start()
    url = f"http://{HOST}:{port}"
    try:
        async with provider(ACCOUNTS, clients(url), claims_in_token=True) as running:
            client = client_of(running.issuer, public_url=url, allows_tokens=True)
            async with opened(stack, callers=with_groups(), oidc_client=client) as api:
                later.app = api.app
                yield url, running
    finally:
        await server.stop()


@dataclass
class Looked:
    """What was seen of our pages: what is wrong with them, and their HTML, which is checked all at once."""

    faults: list[str] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)

    def at(self, page: Page) -> None:
        """What is wrong with this page for whoever cannot see it, and on the smallest phone."""
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            self.faults += violations(page)
        self.faults += [] if fits(page) else [f"{page.url} is too wide"]
        self.sent.append((page.url, page.content()))

    def on_console(self, message: ConsoleMessage) -> None:
        """A policy that stops what should go on is a fault of ours."""
        if "Content Security" in message.text:
            self.faults.append(message.text)


async def test_one_signs_in_at_the_provider_and_out_on_both_sides(
    bare_stack: Stack, store: Store, tmp_path: Path
) -> None:
    looked = Looked()
    async with served(fresh(bare_stack)) as (url, running):
        await asyncio.to_thread(journey, url, running, looked)
    assert looked.faults + invalid(looked.sent, tmp_path) == []


def journey(url: str, running: Provider, looked: Looked) -> None:
    """There and back: at first without the provider, then without a role, then as the leader."""
    with running_chromium() as browser:
        page = browser.new_context(base_url=url, locale="en", viewport={"width": 320, "height": 640}).new_page()
        page.set_default_timeout(TIMEOUT_MS)
        page.on("console", looked.on_console)
        page.goto("/overview?lang=en")
        looked.at(page)
        running.between.down = {METADATA}
        page.locator("main a.button").click()
        looked.at(page)
        running.between.down = set()
        page.locator("main a.button").click()
        page.locator("main a.button").click()
        signs_in_there(page, "6")
        page.wait_for_url(lambda address: address.startswith(f"{url}/sign-in/oidc/callback"))
        looked.at(page)
        page.context.clear_cookies()
        page.goto("/sign-in?next=/overview%3Flang%3Den")
        page.locator("main a.button").click()
        signs_in_there(page, "4")
        page.wait_for_url(lambda address: address == f"{url}/overview?lang=en")
        assert "dewi, leader" in page.locator("header").inner_text()
        assert page.evaluate("document.cookie") == "", "no script reads a cookie of ours"
        signs_out(page, url, looked)


def signs_in_there(page: Page, account: str) -> None:
    """The page of the provider."""
    page.locator("input[name=login]").fill(account)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()


def signs_out(page: Page, url: str, looked: Looked) -> None:
    """Here, and by the link there, from where one comes home; nobody is signed in any more."""
    page.locator("header form button").click()
    page.wait_for_url(f"{url}/sign-out")
    looked.at(page)
    page.locator("main a.button").first.click()
    page.locator("button[type=submit]").first.click()
    page.wait_for_url(f"{url}/")
    page.goto("/overview")
    assert page.url.startswith(f"{url}/sign-in?next=")
