"""Joins the routes, the handlers of errors and what surrounds every request."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp

from chassis.http import handlers
from chassis.http.clients import Network
from chassis.http.context import RequestContext
from chassis.http.problems import MEDIA_TYPE
from chassis.version import VERSION
from city.access import Staff
from services.improvements.api import (
    findings,
    improvements,
    learning,
    needs,
    performance,
    report_tables,
    reports,
    satisfaction,
    surveys,
)
from services.improvements.api.forum import ideas, questions
from services.improvements.application.dependencies import Dependencies
from web.app import add_pages
from web.site import Site

_PARTS = (
    *(findings, improvements, learning, satisfaction, performance, surveys, reports, report_tables),
    *(needs, questions, ideas),
)
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {MEDIA_TYPE: {}}}
    for status, description in {
        400: "The body cannot be read",
        401: "No token, or an unknown one",
        403: "Your role does not allow it for this unit",
        404: "There is nothing here",
        409: "It does not allow this now",
        413: "The body is too large",
        422: "Some fields are wrong",
        429: "Too much from one address; Retry-After says when to try again",
        503: "Store unavailable; Retry-After says when to try again",
    }.items()
}


def build_api(
    deps: Dependencies,
    staff: Staff,
    site: Site | None = None,
    pages: Iterable[APIRouter] = (),
    trusted_proxies: Sequence[Network] = (),
) -> ASGIApp:
    """The API over the use cases, and `pages`, which find `site` where they need it; without a site there are none.

    Its description is at /v1/improvements/openapi.json, and at …/docs for people.
    """
    app = _with_routes()
    app.state.deps, app.state.staff, app.state.trusted_proxies = deps, staff, trusted_proxies
    handlers.install(app)
    if site is not None:
        add_pages(app, site, pages)
    return RequestContext(app)


def description() -> dict[str, Any]:
    """What the API says of itself, without anything to work with."""
    return _with_routes().openapi()


def _with_routes() -> FastAPI:
    app = FastAPIOffline(
        title="Tanggap: improvements",
        version=VERSION,
        description="What keeps going wrong, and what is done about it. Every refusal is RFC 9457 problem details.",
        openapi_url="/v1/improvements/openapi.json",
        docs_url="/v1/improvements/docs",
        redoc_url=None,
        responses=_PROBLEMS,
    )
    for module in _PARTS:
        app.include_router(module.router)
    return app
