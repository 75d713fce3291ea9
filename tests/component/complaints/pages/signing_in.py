"""What the tests of signing in share: the forms of the pages, sent as a browser does, and a clock that can be moved."""

import re
from datetime import datetime, timedelta

import httpx

from services.complaints.application.dependencies import system_clock
from tests.component.complaints.intake_api import IntakeClient

EN = {"Accept-Language": "en"}
ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "%2F%2Fevil.example",
]
"""Addresses of other sites, in the ways in which a link to us may try to lead there."""


class Clock:
    """The time, which a test may move on."""

    def __init__(self) -> None:
        self.passed = timedelta(0)

    def __call__(self) -> datetime:
        return system_clock() + self.passed


async def form_of(api: IntakeClient, path: str = "/sign-in") -> dict[str, str]:
    """The hidden fields of the form on a page."""
    page = await api.client.get(path, headers=EN)
    assert page.status_code == 200, page.text
    return hidden_fields(page.text)


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of all forms of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


async def send(api: IntakeClient, officer: dict[str, str], path: str = "/sign-in", **more: str) -> httpx.Response:
    """Sign in on the page, as a browser does."""
    token = officer["Authorization"].removeprefix("Bearer ")
    return await api.client.post("/sign-in", data={**await form_of(api, path), "token": token, **more}, headers=EN)


async def sign_out(api: IntakeClient) -> httpx.Response:
    """Sign out by the button that every page has."""
    return await api.client.post("/sign-out", data=await form_of(api, "/"), headers=EN)


async def is_signed_in(api: IntakeClient) -> bool:
    """Whether this browser is anybody's."""
    return (await api.client.get("/v1/complaints")).status_code == 200


def tampered(cookie: str) -> str:
    """The cookie with another beginning. The last letter has bits that nobody reads: another one may say the same."""
    return ("A" if cookie[0] != "A" else "B") + cookie[1:]


def session_in(answer: httpx.Response) -> str:
    """The session that an answer begins."""
    (cookie,) = [each for each in answer.headers.get_list("Set-Cookie") if each.startswith("session=")]
    return cookie.split(";")[0].removeprefix("session=")
