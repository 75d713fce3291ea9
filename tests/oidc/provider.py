"""A provider that runs for a test, and somebody's browser at it."""

import asyncio
import json
import re
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from chassis.ops import HttpServer
from deploy.local.ports import HOST, free_ports
from tests.npm import NODE, PACKAGES
from tests.oidc.between import Between
from tests.oidc.keys import Algorithm, Key, new_key, published

_SCRIPT = Path(__file__).with_name("issuer.mjs")
_TIMEOUT_S = 60.0
"""For a machine that is busy with others."""
METADATA, TOKEN, KEYS, USERINFO = "/.well-known/openid-configuration", "/token", "/jwks", "/me"
"""Paths of the provider."""


class Provider:
    """A running provider: `issuer` is its name, `between` changes what it says, `key` signs its tokens."""

    def __init__(self, issuer: str, process: Process, between: Between, key: Key) -> None:
        self.issuer, self.between, self.key = issuer, between, key
        self._process = process

    async def begin(self, **configured: Any) -> None:
        """Start to answer."""
        keys = published(self.key, private=True)
        first = {"packages": str(PACKAGES), "issuer": self.issuer, "keys": keys, "algorithm": "RS256", **configured}
        self.between.port = int((await self._told(first)).removeprefix("port "))

    async def change(self, **configured: Any) -> None:
        """Go on with another configuration; nobody who is signed in there notices."""
        assert await self._told(configured) == "changed"

    async def rotate(self, algorithm: Algorithm = "RS256", keep: bool = False) -> Key:
        """Sign with a new key from now on, and publish the one before as well if it is kept. It is returned."""
        before, self.key = self.key, new_key(algorithm)
        keys = published(self.key, *([before] if keep else []), private=True)
        await self.change(keys=keys, algorithm=algorithm)
        return before

    async def end(self) -> None:
        """End the process: it ends with its input, and is ended when it does not."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), _TIMEOUT_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _told(self, line: dict[str, Any]) -> str:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(line).encode() + b"\n")
        answer = await asyncio.wait_for(self._process.stdout.readline(), _TIMEOUT_S)
        return answer.decode().strip()


@asynccontextmanager
async def provider(accounts: dict[str, Any], clients: list[dict[str, Any]], **more: Any) -> AsyncIterator[Provider]:
    """A provider with these accounts and clients, everything it says passing through its `between`."""
    between, port = Between(), free_ports().api
    server = HttpServer("between", between, HOST, port)
    await server.start()
    process = await asyncio.create_subprocess_exec(NODE, _SCRIPT, stdin=PIPE, stdout=PIPE, limit=2**20)
    running = Provider(f"http://{HOST}:{port}", process, between, new_key())
    try:
        await running.begin(accounts=accounts, clients=clients, **more)
        yield running
    finally:
        await running.end()
        await server.stop()


async def at_provider(address: str, account: str, back: str, browser: httpx.AsyncClient | None = None) -> str:
    """Sign in at the provider, or decline to where `account` is empty; the address that it sends one `back` to."""
    if browser is None:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S) as browser:
            return await at_provider(address, account, back, browser)
    answer = await browser.get(address)
    for _ in range(10):
        if answer.is_redirect:
            onward = urljoin(str(answer.url), answer.headers["Location"])
            if onward.startswith(back):
                return onward
            answer = await browser.get(onward)
        else:
            answer = await _filled_in(browser, answer, account)
    raise AssertionError(f"it leads nowhere: {answer.status_code} {answer.text}")


async def _filled_in(browser: httpx.AsyncClient, page: httpx.Response, account: str) -> httpx.Response:
    assert page.status_code == 200, page.text
    if not account:
        (cancel,) = re.findall(r'href="([^"]*/abort)"', page.text)
        return await browser.get(urljoin(str(page.url), cancel))
    (action,) = re.findall(r'<form autocomplete="off" action="([^"]+)"', page.text)
    (prompt,) = re.findall(r'name="prompt" value="([^"]+)"', page.text)
    form = {"prompt": prompt, "login": account, "password": "any"}
    return await browser.post(urljoin(str(page.url), action), data=form)
