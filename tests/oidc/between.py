"""Stands between a provider and everybody else: passes all on, and changes one thing where a test wants it changed."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

Change = Callable[[dict[str, Any]], dict[str, Any]]
_OF_ONE_CONNECTION = {b"connection", b"keep-alive", b"transfer-encoding", b"content-length", b"date", b"server"}


class Between:
    """An ASGI application. `changes` are made to answers in JSON, by path; `down` are paths that answer 503.

    `asked` counts requests by path.
    """

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        self.down: set[str] = set()
        self.asked: Counter[str] = Counter()
        self.port = 0
        """Where the provider itself listens, once it does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and its answer back."""
        request = Request(scope, receive)
        self.asked[request.url.path] += 1
        answer = Response(status_code=503) if request.url.path in self.down else await self._passed_on(request)
        await answer(scope, receive, send)

    async def _passed_on(self, request: Request) -> Response:
        target = httpx.URL(f"http://127.0.0.1:{self.port}", raw_path=_raw_path(request.scope))
        headers = [each for each in request.headers.raw if each[0] not in _OF_ONE_CONNECTION]
        async with httpx.AsyncClient(timeout=30.0) as client:
            given = await client.request(request.method, target, headers=headers, content=await request.body())
        change = self.changes.get(request.url.path)
        if change is not None and given.status_code == 200:
            return JSONResponse(change(given.json()))
        answer = Response(given.content, given.status_code)
        kept = [each for each in given.headers.raw if each[0].lower() not in {*_OF_ONE_CONNECTION, b"content-encoding"}]
        answer.raw_headers = [(b"content-length", str(len(given.content)).encode()), *_lower(kept)]
        return answer


def _lower(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower(), value) for name, value in headers]


def _raw_path(scope: Scope) -> bytes:
    query: bytes = scope["query_string"]
    path: bytes = scope["raw_path"].partition(b"?")[0]
    return path + b"?" + query if query else path
