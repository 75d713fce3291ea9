"""Joins the routes, the handlers of errors and what surrounds every request."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from chassis.http import handlers
from chassis.http.context import RequestContext
from chassis.ops import VERSION
from services.complaints.access import Access
from services.complaints.api import (
    acting,
    catalogue,
    filing,
    listing,
    reading,
    reference,
    replies,
    tracking,
    units,
)
from services.complaints.api.clients import Network
from services.complaints.api.languages import in_readers_language
from services.complaints.api.problem_examples import PROBLEMS
from services.complaints.api.problems import KINDS, MEDIA_TYPE
from services.complaints.api.schemas.responses import ProblemDetails
from services.complaints.application.dependencies import Dependencies
from services.complaints.throttle import Throttle


def build_api(
    deps: Dependencies,
    access: Access,
    throttle: Throttle,
    trusted_proxies: Sequence[Network] = (),
    pages: Sequence[APIRouter] = (),
) -> ASGIApp:
    """The API over the use cases, and `pages`. Its description is at /openapi.json, and at /docs for people."""
    app = _Api(
        title="Tanggap: complaints",
        version=VERSION,
        description="Hand complaints in, work on them, follow them. Every refusal is RFC 9457 problem details.",
        docs_url=None,
        redoc_url=None,
        responses=_problems(),
    )
    app.state.deps, app.state.access = deps, access
    app.state.throttle, app.state.trusted_proxies = throttle, trusted_proxies
    for module in (filing, listing, reading, acting, replies, tracking, catalogue, units, reference):
        app.include_router(module.router)
    for router in pages:
        app.include_router(router)
    handlers.install(app, in_readers_language)
    return RequestContext(app)


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
