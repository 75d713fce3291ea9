"""What the journeys share. Playwright's synchronous API: tests are plain functions.

`site` is the whole stack, started once for the session, as `tests.browser.visits.PagesSite` (url, tokens, `file`,
`act`, `read` by the API). `visit` opens windows: `visit(width, scripts=…, language=…, theme=…, officer="…")`
is a Playwright `Page`; at the end of a test none of its windows may have logged an error or got a 5xx. `way` is each of
360 and 1280 pixels with scripts and without: a test that takes it runs four times, and twice where WAYS is `short`.
`tablets` makes those of event desks, over the intake API alone: see `tests.browser.event_desks`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser
from rich.console import Console

from demo.stack import running
from deploy.local.access import read_plain
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from deploy.local.store import Store
from tests.browser.chromium import running_chromium
from tests.browser.event_desks import IntakeSite, Tablets, serving
from tests.browser.visits import DESKTOP, PHONE, PagesSite, Visits
from tests.calm_city import write_calm_city
from tests.short import IS_SHORT
from tests.stacks import fresh


@dataclass(frozen=True)
class Way:
    """In which window somebody makes a journey."""

    width: int
    scripts: bool


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PagesSite]:
    """All components running, for a city in which nothing happens behind a test's back."""
    folder = tmp_path_factory.mktemp("stack")
    stack = Stack(directory=folder, ports=free_ports(), city=folder / "calm-city")
    with running(stack, Console(quiet=True), prepare_city=lambda: write_calm_city(stack.city)):
        yield PagesSite(stack.api_url, read_plain(stack))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser, started once."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, site: PagesSite) -> Iterator[Visits]:
    """Opens windows, and checks at the end that nothing went wrong in any of them."""
    visits = Visits(browser, site)
    yield visits
    visits.close()
    assert visits.faults == []


_EVERY_WAY = [(PHONE, True), (PHONE, False), (DESKTOP, True), (DESKTOP, False)]
_SHORT = [(PHONE, False)]
"""Every journey has to be possible on a phone without scripts."""


@pytest.fixture(params=_SHORT if IS_SHORT else _EVERY_WAY, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    """A phone and a large screen, with scripts and without."""
    return Way(*request.param)


@pytest.fixture
def site_of_events(bare_stack: Stack, store: Store) -> Iterator[IntakeSite]:
    """The intake API over the real store, which is all that an event desk needs."""
    with serving(fresh(bare_stack)) as site:
        yield site


@pytest.fixture
def tablets(browser: Browser, site_of_events: IntakeSite) -> Iterator[Tablets]:
    """Makes tablets, and checks at the end that no script has failed."""
    tablets = Tablets(browser, site_of_events)
    yield tablets
    assert tablets.close() == []
