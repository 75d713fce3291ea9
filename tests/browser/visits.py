"""Visits to the pages: each is a browser of its own, and remembers what went wrong in it."""

from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from deploy.local.access import Plain
from tests.short import IS_SHORT

Theme = Literal["light", "dark"]
LANGUAGES = ("id",) if IS_SHORT else ("id", "en")
"""In which a page is looked at. That words are there in both is held elsewhere."""
PHONE, DESKTOP = 360, 1280
"""Widths of a window, in CSS pixels."""
_HEIGHT = 800
TIMEOUT_MS = 60_000
"""For a machine that is busy with others; nothing is asserted about time."""


@dataclass(frozen=True)
class PagesSite:
    """The pages of a running stack. `officers` are tokens by the id of the person, such as `officer-dinas-pu`."""

    url: str
    plain: Plain

    def token(self, officer: str) -> str:
        """What an officer signs in with on this machine."""
        return self.plain["officers"][officer]

    def file(self, **fields: Any) -> dict[str, Any]:
        """File a complaint by the API, as a channel does; its answer."""
        body = {"text": "Lubang besar di depan pasar.", **fields}
        headers = {"X-API-Key": self.plain["channels"]["demo"]}
        answer = httpx.post(f"{self.url}/v1/complaints", json=body, headers=headers, timeout=60.0)
        assert answer.status_code == 201, answer.text
        filed: dict[str, Any] = answer.json()
        return filed

    def read(self, complaint_id: str, officer: str) -> httpx.Response:
        """The complaint as the API shows it to an officer."""
        headers = {"Authorization": f"Bearer {self.token(officer)}"}
        return httpx.get(f"{self.url}/v1/complaints/{complaint_id}", headers=headers, timeout=60.0)

    def act(self, complaint_id: str, action: str, officer: str, **body: Any) -> None:
        """Take a step by the API on the complaint as it is now; again when a deadline has changed it meanwhile."""
        path = f"{self.url}/v1/complaints/{complaint_id}/actions/{action}"
        for _ in range(5):
            tag = self.read(complaint_id, officer).headers["ETag"]
            headers = {"Authorization": f"Bearer {self.token(officer)}", "If-Match": tag}
            answer = httpx.post(path, json=body, headers=headers, timeout=60.0)
            if answer.status_code != httpx.codes.PRECONDITION_FAILED:
                break
        assert answer.status_code == 200, answer.text


@dataclass
class Visits:
    """Makes visits to a site; `faults` are what went wrong in any of them."""

    browser: Browser
    site: PagesSite
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        width: int = PHONE,
        *,
        scripts: bool = True,
        language: str = "id",
        theme: Theme = "light",
        officer: str | None = None,
    ) -> Page:
        """A new browser window, signed in as `officer` if one is named. Addresses may be paths of the site."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport={"width": width, "height": _HEIGHT},
            java_script_enabled=scripts,
            locale=f"{language}-ID" if language == "id" else language,
            color_scheme=theme,
            has_touch=width == PHONE,
        )
        context.set_default_timeout(TIMEOUT_MS)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._on_response)
        if officer is not None:
            sign_in(page, self.site.token(officer))
        return page

    def _on_console(self, message: ConsoleMessage) -> None:
        """What a browser says of an answer that is meant to be a refusal is no fault of the page."""
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/assets/" in response.url):
            self.faults.append(f"{response.url}: {response.status}")

    def close(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            context.close()


def sign_in(page: Page, token: str) -> None:
    """Sign in on the page for it, as somebody does at a developer's machine or in a small city."""
    page.goto("/sign-in")
    page.locator("input[name=token]").fill(token)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def fits(page: Page) -> bool:
    """Whether nothing of the page lies beyond the width of the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
