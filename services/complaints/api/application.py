"""Joins the routes, the handlers of errors and what surrounds every request."""

from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from chassis.ops import VERSION
from services.complaints.api import acting, filing, handlers, reading, tracking, units
from services.complaints.api.dependencies import Dependencies
from services.complaints.api.middleware import RequestContext
from services.complaints.api.problems import KINDS, MEDIA_TYPE
from services.complaints.api.schemas.responses import ProblemDetails

_COMMON = (400, 401, 403, 404, 409, 412, 413, 422, 428, 429, 503)


def build_api(desk: Dependencies) -> ASGIApp:
    """The API over `desk`. Its description is at /openapi.json; no page of it loads anything from elsewhere."""
    app = FastAPI(
        title="Tanggap: complaints",
        version=VERSION,
        description="Hand complaints in, work on them, follow them. Every refusal is RFC 9457 problem details.",
        docs_url=None,
        redoc_url=None,
        responses=_problems(),
    )
    app.state.desk = desk
    for module in (filing, reading, acting, tracking, units):
        app.include_router(module.router)
    handlers.install(app)
    return RequestContext(app)


def _problems() -> dict[int | str, dict[str, Any]]:
    titles: dict[int, list[str]] = {}
    for status, title in KINDS.values():
        titles.setdefault(status, []).append(title)
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {
        status: {
            "model": ProblemDetails,
            "description": " / ".join(titles[status]),
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in _COMMON
    }
