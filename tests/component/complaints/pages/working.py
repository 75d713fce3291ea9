"""What tests of the pages of people who work on complaints need: browsers that are signed in, and forms sent back."""

import html
import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.component.complaints.intake_api import IntakeClient

EN = {"lang": "en"}


@dataclass(frozen=True)
class Browser:
    """A browser; without `cookies` nobody is signed in."""

    api: IntakeClient
    cookies: dict[str, str]

    async def get(self, path: str, **params: str) -> httpx.Response:
        """Open a page, in English."""
        return await self.api.client.get(
            path, params=httpx.URL(path).params.merge({**EN, **params}), headers=self.sent()
        )

    async def post(self, path: str, data: dict[str, Any], token: str | None = None, **more: Any) -> httpx.Response:
        """Send a form with the token of the session, or another one."""
        own = token if token is not None else await self.token()
        headers = {**self.sent(), **more.pop("headers", {})}
        return await self.api.client.post(path, data={"form_token": own, **data}, params=EN, headers=headers, **more)

    async def token(self) -> str:
        """What every form of this session carries."""
        found = await self.api.sessions.find(self.cookies, self.api.deps.clock())
        return found.form_token if found else ""

    def sent(self) -> dict[str, str]:
        """The headers of its requests."""
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}


async def browser(api: IntakeClient, officer: dict[str, str] | None) -> Browser:
    """The browser of an officer, or of nobody."""
    return Browser(api, await api.sign_in(officer) if officer else {})


def said(answer: httpx.Response) -> str:
    """What a page says, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))).strip()


def form_of(answer: httpx.Response, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to an address."""
    found = re.search(rf'(?s)<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', answer.text)
    assert found is not None, f"there is no form to {action}"
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[1])
    return {name: html.unescape(value) for name, value in hidden}


def offered(answer: httpx.Response) -> set[str]:
    """The actions that the page of a complaint has forms for."""
    return set(re.findall(r'action="/complaints/[^/"]+/actions/([a-z_]+)"', answer.text))


def ticks(answer: httpx.Response) -> list[str]:
    """What a queue offers to tick, in its order."""
    return re.findall(r'name="complaint" value="([^"]+)"', answer.text)


async def with_unit(api: IntakeClient, unit: str = "dinas-pu", **fields: Any) -> str:
    """A complaint that a unit has."""
    filed = await api.file(**{"category": "jalan-rusak", "area": "99.71.01.1001", **fields})
    complaint_id: str = filed["id"]
    await api.assign(complaint_id, unit)
    return complaint_id


async def seen_form(page: Browser, complaint_id: str, action: str) -> dict[str, str]:
    """The form of an action as the page has it now."""
    return form_of(await page.get(f"/complaints/{complaint_id}"), f"/complaints/{complaint_id}/actions/{action}")


async def take(page: Browser, complaint_id: str, action: str, **given: str) -> httpx.Response:
    """Take a step by the form of the page."""
    hidden = await seen_form(page, complaint_id, action)
    return await page.post(f"/complaints/{complaint_id}/actions/{action}", {**hidden, **given}, hidden["form_token"])
