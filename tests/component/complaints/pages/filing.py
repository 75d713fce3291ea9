"""What the tests of filing and following share: a clock that is moved, and the way through the form."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from services.complaints.application.dependencies import in_milliseconds
from tests.component.complaints.intake_api import IntakeClient
from tests.component.complaints.pages.reading import Browser

TEXT = "Got depan pasar mampet, air meluap ke jalan"
PLACE: dict[str, Any] = {"area": "99.71.01.1001", "latitude": "-7.25", "longitude": "112.75"}


class Clock:
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.now = in_milliseconds(datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


async def to_review(browser: Browser, choose: str = "saluran-mampet", **typed: Any) -> httpx.Response:
    """From the first step to the last."""
    details = await browser.press(await browser.get("/file"), "choose", choose)
    return await browser.press(details, "review", **{"text": TEXT, **typed})


async def filed(browser: Browser, clock: Clock, files: Any = (), **typed: Any) -> httpx.Response:
    """The page that follows the filing of a complaint."""
    review = await to_review(browser, **typed)
    clock.wait(seconds=30)
    return await browser.press(review, "send", files=files)


def code_in(page: httpx.Response) -> str:
    """The code at the address of a page."""
    return str(page.url.path).split("/")[2]


async def only_one(api: IntakeClient) -> dict[str, Any]:
    """The complaint that is kept, which is the only one."""
    [kept] = await api.kept()
    return kept


def shown_code(page: httpx.Response) -> str:
    """The code that a page shows to be kept."""
    found = re.search(r'<code[^>]*id="tracking-code">(.*?)</code>', page.text)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1])
