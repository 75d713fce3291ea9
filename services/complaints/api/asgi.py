"""Joins the routes, the handlers of errors and what surrounds every request."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from chassis import logs
from chassis.http import handlers
from chassis.http.channels import ChannelGate
from chassis.http.clients import Network
from chassis.http.context import RequestContext
from chassis.version import VERSION
from services.complaints.access import Access
from services.complaints.api import (
    acting,
    attaching,
    batch,
    catalogue,
    filing,
    joining,
    listing,
    reading,
    reference,
    replies,
    tracking,
    units,
)
from services.complaints.api.languages import in_readers_language
from services.complaints.api.pace import Pace
from services.complaints.api.problem_examples import PROBLEMS
from services.complaints.api.problems import KINDS, MEDIA_TYPE, Fault, Problem
from services.complaints.api.schemas.problems import ProblemDetails
from services.complaints.application.attach import FileTools
from services.complaints.application.dependencies import Dependencies
from services.complaints.attachments.scanner import ScannerUnavailable
from services.complaints.throttle import Throttle
from web.app import add_pages
from web.sessions import Sessions
from web.site import Site

log = logs.get(__name__)


def build_api(
    deps: Dependencies,
    access: Access,
    throttle: Throttle,
    gate: ChannelGate,
    trusted_proxies: Sequence[Network] = (),
    pages: Sequence[APIRouter] = (),
    mounts: Mapping[str, ASGIApp] | None = None,
    *,
    files: FileTools,
    sessions: Sessions,
    site: Site,
) -> ASGIApp:
    """The API over the use cases, and `pages`, which find `site` where they need it.

    Whoever is signed in by `sessions` may read with the API as well. Its description is at /openapi.json, and at /docs
    for people. Of `mounts` each is an application by the path below which all is its own.
    """
    app = _with_routes()
    app.state.deps, app.state.access, app.state.gate, app.state.files = deps, access, gate, files
    app.state.throttle, app.state.trusted_proxies, app.state.sessions = throttle, trusted_proxies, sessions
    for path, mounted in (mounts or {}).items():
        app.mount(path, mounted)
    handlers.install(app, in_readers_language)
    add_pages(app, site, pages)
    app.add_exception_handler(ScannerUnavailable, _on_scanner_unavailable)
    return RequestContext(app)


def description() -> dict[str, Any]:
    """What the API says of itself, without anything to work with."""
    return _with_routes().openapi()


def _with_routes() -> FastAPI:
    app = _Api(
        title="Tanggap: complaints",
        version=VERSION,
        description="Hand complaints in, work on them, follow them. Every refusal is RFC 9457 problem details.",
        docs_url=None,
        redoc_url=None,
        responses=_problems(),
    )
    app.state.batch_pace = Pace()
    modules = (
        filing, batch, joining, listing, reading, acting, attaching, replies, tracking, catalogue, units, reference,
    )  # fmt: skip
    for module in modules:
        app.include_router(module.router)
    return app


async def _on_scanner_unavailable(request: Request, error: Exception) -> Response:
    log.warning("virus scanner unavailable", error=str(error))
    reason, pause = "the virus scanner does not answer", str(random.randint(5, 15))
    fault = Fault("file", reason, "send the same files again later")
    problem = Problem("scanner-unavailable", f"nothing was kept: {reason}", [fault], {"Retry-After": pause})
    return handlers.answer(problem, request)


class _Api(FastAPI):
    """Describes every refusal as problem details only: FastAPI adds plain JSON to whatever has a model."""

    def openapi(self) -> dict[str, Any]:
        described = super().openapi()
        for operations in described["paths"].values():
            for operation in operations.values():
                for answer in operation["responses"].values():
                    if MEDIA_TYPE in answer.get("content", {}):
                        answer["content"].pop("application/json", None)
        return described


def _problems() -> dict[int | str, dict[str, Any]]:
    titles: dict[int, list[str]] = {}
    for status, title in KINDS.values():
        titles.setdefault(status, []).append(title)
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {
        status: {
            "model": ProblemDetails,
            "description": " / ".join(titles[status]),
            "content": {MEDIA_TYPE: {"schema": schema, "example": example}},
        }
        for status, example in PROBLEMS.items()
    }
