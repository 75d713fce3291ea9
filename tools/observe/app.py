"""The web server of the board."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from tools.dashboards.pages.shift import SHIFT
from tools.observe.board import page
from tools.observe.questions import Prometheus

SINCE = timedelta(hours=1)
TIMEOUT_S = 5.0
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def create_board(prometheus_url: str, triage: str) -> Starlette:
    """`/board`: what the shift looks at, as this Prometheus knows it. `triage` is the city's triage unit."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
            app.state.prometheus = Prometheus(client, prometheus_url)
            yield

    async def board(request: Request) -> HTMLResponse:
        now = datetime.now(UTC)
        ask = request.app.state.prometheus.answer
        answers = await asyncio.gather(*(ask(panel, now, SINCE, triage=triage) for panel in SHIFT.panels()))
        return HTMLResponse(page(SHIFT, answers, now), headers=_HEADERS)

    async def start(_request: Request) -> RedirectResponse:
        return RedirectResponse("/board")

    return Starlette(routes=[Route("/", start), Route("/board", board)], lifespan=lifespan)
