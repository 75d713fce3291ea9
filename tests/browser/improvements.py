"""The pages of improvements on a port, over the real store, with something on each of them."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext

from chassis.mongo import Driver
from deploy.local.environment import Stack
from services.improvements.application.dependencies import Dependencies
from tests.browser.figures import with_figures
from tests.browser.forum import filled_forum
from tests.browser.visits import PHONE, TIMEOUT_MS
from tests.component.improvements.conftest import HOME, Clock
from tests.component.improvements.pages.known import done, found, judged, late, learning, proposed
from tests.component.improvements.pages.served import Served, served
from tests.component.serving import listening
from tests.unit.improvements.actions import CITY

T = TypeVar("T")
LONG = "Perbaikanlapisanjalanutamadansalurandisepanjangkelurahan " * 2


@dataclass
class ImprovementsSite:
    """`paths` are the pages by their names."""

    url: str
    pages: Served
    loop: asyncio.AbstractEventLoop
    paths: dict[str, str]

    def visit(self, browser: Browser, person: str | None, **more: Any) -> BrowserContext:
        """A new window of somebody who is signed in, or of nobody."""
        context = browser.new_context(
            base_url=self.url, viewport={"width": PHONE, "height": 800}, has_touch=True, **more
        )
        context.set_default_timeout(TIMEOUT_MS)
        work = self.pages.cookies(person)
        cookies = asyncio.run_coroutine_threadsafe(work, self.loop).result(TIMEOUT_MS / 1000)
        context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        return context


@contextmanager
def serving_improvements(stack: Stack) -> Iterator[ImprovementsSite]:
    """The site over the store of `stack`, in a thread of its own: tests of browsers are synchronous."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    open_ones = AsyncExitStack()

    def run(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result(TIMEOUT_MS / 1000)

    async def begin() -> tuple[Served, str, dict[str, str]]:
        driver = Driver(stack.mongo_url, f"{stack.database}_improvements", 4, 60.0)
        driver.open()
        open_ones.callback(driver.close)
        clock = Clock(datetime.now(UTC).replace(microsecond=0))
        deps = Dependencies.over(driver, CITY, clock=clock, home=HOME, learner_key=bytes(32))
        await deps.prepare()
        pages = served(deps, driver, {})
        return pages, await open_ones.enter_async_context(listening(pages.app)), await _filled(deps, clock)

    try:
        pages, url, paths = run(begin())
        yield ImprovementsSite(url, pages, loop, paths)
    finally:
        run(open_ones.aclose())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _filled(deps: Dependencies, clock: Clock) -> dict[str, str]:
    """Improvements, findings and figures of every look; the paths of the pages by name."""
    today = deps.city.day_of(clock())
    dates = {"starts_on": today, "due_on": today.replace(year=today.year + 1, day=1)}
    finding = await found(deps)
    waiting = await proposed(deps, title=LONG.strip(), findings=(finding.id,), complaints=("c-1", "c-2"), **dates)
    await late(deps, waiting, clock)
    finished = await done(deps, clock, **dates)
    await judged(deps, finished)
    share: dict[str, Any] = {"measure": "late_share", "scale": "difference", "before": 0.4, "after": 0.3}
    no_effect = {"verdict": "no_effect_seen", "change": (0.0, -0.1, 0.1), "expected": 0.3, "months": 6, "weeks": ()}
    await judged(deps, finished, **share, **no_effect)
    taught = await learning(deps, LONG.strip(), **dates)
    return {
        **await with_figures(deps),
        "list": "/improvements",
        "taught": f"/improvements/{taught}",
        "learning": "/improvements/learning",
        "waiting": f"/improvements/{waiting}",
        "done": f"/improvements/{finished}",
        "findings": "/improvements/findings",
        "finding": f"/improvements/findings/{finding.id}",
        "propose": f"/improvements/propose?finding={finding.id}",
        "nothing": "/improvements/none",
        **await filled_forum(deps),
    }
