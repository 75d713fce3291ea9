"""Fixtures: complaints and a pretended second service over one store, on one host or on ports of their own."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.access import access_database
from chassis.mongo import Driver
from tests.component.complaints.callers import access
from tests.component.complaints.conftest import prepared_stack, reused
from tests.component.complaints.intake_api import opened
from tests.component.complaints.pages.reading import PageForm, form_with
from tests.component.complaints.reused import PreparedStack
from tests.component.web.second import second_service, write_files
from web.hosts import COMPLAINTS, IMPROVEMENTS, service_of
from web.keys import PageKey

__all__ = ["pages", "prepared_stack", "reused"]

HOST = "http://test"
PORTS = {COMPLAINTS: "http://test:8100", IMPROVEMENTS: "http://test:8102"}
BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}


@dataclass
class Pages:
    """What a browser sees of both services; `origins` is empty where all are on one host."""

    client: httpx.AsyncClient
    origins: Mapping[str, str]

    def address(self, path: str) -> str:
        """The full address of a page."""
        return f"{self.origins.get(service_of(path), HOST)}{path}"

    async def ask(self, method: str, path: str, **more: str) -> httpx.Response:
        """What comes of a request, without following to another page."""
        return await self.client.request(method, self.address(path), headers={**BROWSER, **more})

    async def get(self, path: str) -> httpx.Response:
        """The page that one arrives at."""
        return await self.client.get(self.address(path), headers=BROWSER, follow_redirects=True)

    async def send(self, page: httpx.Response, form: PageForm, **typed: str) -> httpx.Response:
        """Send a form of a page, as a browser does; what follows."""
        address = urljoin(str(page.url), form.action)
        is_own = urljoin(address, "/") == urljoin(str(page.url), "/")
        headers = {**BROWSER, "Origin": "null", "Sec-Fetch-Site": "same-origin" if is_own else "same-site"}
        return await self.client.post(address, data={**form.fields, **typed}, headers=headers, follow_redirects=True)

    async def sign_in(self, path: str, token: str) -> httpx.Response:
        """Ask for a page that needs a sign-in, sign in, and arrive."""
        page = await self.get(path)
        assert page.url.path == "/sign-in", page.url
        return await self.send(page, form_with(page, "sign-in"), token=token)


@pytest.fixture(params=[{}, PORTS], ids=["one host", "ports"])
async def pages(request: pytest.FixtureRequest, prepared_stack: PreparedStack, tmp_path: Path) -> AsyncIterator[Pages]:
    """Both services, and a browser that nobody is signed in with."""
    stack, origins = prepared_stack, request.param
    write_files(tmp_path)
    for_access = Driver(stack.mongo_url, access_database(stack.database), 4, 60.0)
    for_access.open()
    async with opened(stack, origins=origins) as api:
        second = second_service(tmp_path, for_access, access(), PageKey(b"k" * 32), origins)
        mounts = {
            HOST: httpx.ASGITransport(_ingress(api.app, second)),
            PORTS[COMPLAINTS]: httpx.ASGITransport(api.app),
            PORTS[IMPROVEMENTS]: httpx.ASGITransport(second),
        }
        async with httpx.AsyncClient(mounts=mounts) as client:
            yield Pages(client, origins)
    for_access.close()


def _ingress(complaints: ASGIApp, improvements: ASGIApp) -> ASGIApp:
    """Leads each path to its service, as the gateway of a cluster does."""

    async def lead(scope: Scope, receive: Receive, send: Send) -> None:
        app = improvements if service_of(scope["path"]) == IMPROVEMENTS else complaints
        await app(scope, receive, send)

    return lead
