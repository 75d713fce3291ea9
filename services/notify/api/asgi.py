"""Joins the routes, the handlers of errors and what surrounds every request."""

from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp

from chassis.http import handlers
from chassis.http.context import RequestContext
from chassis.http.problems import MEDIA_TYPE
from chassis.ops import VERSION
from city.access import ChannelAccess
from services.notify.api import deliveries, webhooks
from services.notify.api.problems import on_refusal
from services.notify.application.dependencies import Dependencies
from services.notify.application.refusals import Refusal

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {MEDIA_TYPE: {}}}
    for status, description in {
        401: "No key, or an unknown one",
        404: "There is nothing here, or it is another channel's",
        409: "The webhook does not allow this now",
        422: "Some fields are wrong",
        503: "Store unavailable; Retry-After says when to try again",
    }.items()
}


def build_api(deps: Dependencies, access: ChannelAccess) -> ASGIApp:
    """The API over the use cases. Its description is at /v1/webhooks/openapi.json, and at …/docs for people."""
    app = FastAPIOffline(
        title="Tanggap: webhooks",
        version=VERSION,
        description="Be told of what happens to your channel's complaints. Every refusal is RFC 9457 problem details.",
        openapi_url="/v1/webhooks/openapi.json",
        docs_url="/v1/webhooks/docs",
        redoc_url=None,
        responses=_PROBLEMS,
    )
    _install(app, deps, access)
    return RequestContext(app)


def _install(app: FastAPI, deps: Dependencies, access: ChannelAccess) -> None:
    app.state.deps, app.state.access = deps, access
    for module in (webhooks, deliveries):
        app.include_router(module.router)
    handlers.install(app)
    app.add_exception_handler(Refusal, on_refusal)
