"""Tablets at an event: contexts of the browser over the intake API alone, which lose their network and come back."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import psutil
from playwright.sync_api import Browser, BrowserContext, Error, Page

from deploy.local.environment import Stack
from services.complaints.pages.tiles import Tiles
from tests.browser.chromium import find_chromium
from tests.browser.visits import PHONE, TIMEOUT_MS
from tests.component.complaints.intake_api import PU, IntakeClient, opened
from tests.component.serving import listening

T = TypeVar("T")
EVENT = "Hari Pelayanan Publik"


@dataclass
class IntakeSite:
    """The intake API with its pages on a port, in a thread of its own: tests of browsers are synchronous."""

    url: str
    api: IntakeClient
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something with the API, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(TIMEOUT_MS / 1000)

    def kept(self) -> list[str]:
        """The texts of all complaints that were filed."""
        return sorted(each["request"]["text"] for each in self.run(self.api.kept()))

    def sign_in(self, context: BrowserContext, officer: dict[str, str]) -> None:
        """Sign an officer in, whoever was signed in before."""
        cookies = self.run(self.api.sign_in(officer))
        context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])


@contextmanager
def serving(stack: Stack, tiles: Tiles | None = None) -> Iterator[IntakeSite]:
    """The site over the store of `stack`."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    open_ones = AsyncExitStack()

    def run(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result(TIMEOUT_MS / 1000)

    try:
        api = run(open_ones.enter_async_context(opened(stack, tiles=tiles)))
        yield IntakeSite(run(open_ones.enter_async_context(listening(api.app))), api, loop)
    finally:
        run(open_ones.aclose())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@dataclass
class Tablet:
    """A tablet with the page of the event desk on it. `faults` are what its scripts did not catch."""

    site: IntakeSite
    context: BrowserContext
    page: Page = field(init=False)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(TIMEOUT_MS)
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Another tab."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def visit(self, path: str = "/event-desk") -> None:
        """Open the page, or open it again."""
        self.page.goto(f"{self.site.url}{path}")
        self.page.locator("#no-scripts").wait_for(state="hidden")

    def open_event_desk(self, event: str = EVENT) -> str:
        """Open an event desk, and wait until the page can be opened without a network; its letters."""
        self.visit()
        self.page.fill("#event", event)
        self.page.click("#open-form button")
        self.page.locator("#new-entry").wait_for()
        self.page.get_by_text("opens without a network now").wait_for()
        return self.page.inner_text("#event-name").partition(" ")[0]

    def begin(self, text: str) -> str:
        """Begin an entry and wait until it is kept; its number."""
        self.page.locator("#new-entry:visible, #next-entry:visible").first.click()
        self.page.fill("#text", text)
        self.page.get_by_text("Saved on this tablet.").wait_for()
        return self.page.inner_text("#entry-title").removeprefix("Entry ")

    def enter(self, text: str) -> str:
        """Enter a complaint; the number on its slip."""
        self.begin(text)
        self.page.click("#entry-form button[type=submit]")
        self.page.locator("#slip").wait_for()
        return self.page.inner_text("#slip-number")

    def crash(self) -> None:
        """The tab dies, without a chance to keep anything; a new one takes its place."""
        try:
            self.page.goto("chrome://crash")
        except Error as error:
            assert "crash" in str(error).lower(), error
        dead, self.page = self.page, self.new_page()
        dead.close()

    def says(self, text: str) -> None:
        """Wait until the page says of sending what it should."""
        self.page.locator("#sync", has_text=text).wait_for()

    def listed(self) -> dict[str, str]:
        """What the list says of each number, in the order of the numbers."""
        rows = [row.inner_text() for row in self.page.locator("#entries > li").all()]
        return {row.split()[0]: row for row in reversed(rows)}

    def codes(self) -> dict[str, str]:
        """The tracking codes by number."""
        rows = self.page.locator("#entries > li.has-code").all()
        return {row.locator("strong").inner_text(): row.locator("code").inner_text() for row in rows}


def cut_power(folder: Path) -> None:
    """Kill the browser of the tablet in `folder`, with all that it had not written yet."""
    own = [each for each in psutil.Process().children(recursive=True) if str(folder) in " ".join(each.cmdline())]
    for process in own:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(own, TIMEOUT_MS / 1000)


class Tablets:
    """Makes tablets, on which somebody is signed in."""

    def __init__(self, browser: Browser, site: IntakeSite) -> None:
        self._browser, self.site = browser, site
        self._made: list[Tablet] = []

    def __call__(self, officer: dict[str, str] = PU, width: int = PHONE) -> Tablet:
        """A new tablet, of somebody who reads English."""
        context = self._browser.new_context(locale="en", viewport={"width": width, "height": 800})
        self.site.sign_in(context, officer)
        self._made.append(Tablet(self.site, context))
        return self._made[-1]

    def durable(self, folder: Path) -> Tablet:
        """A tablet that keeps what it has in a folder, as real ones do: whoever opens the same one finds it there."""
        context = self._browser.browser_type.launch_persistent_context(
            folder, executable_path=find_chromium(), args=["--no-sandbox"], locale="en"
        )
        self.site.sign_in(context, PU)
        self._made.append(Tablet(self.site, context))
        return self._made[-1]

    def close(self) -> list[str]:
        """Close all; what went wrong on any of them."""
        for tablet in self._made:
            tablet.context.close()
        return [fault for tablet in self._made for fault in tablet.faults]
