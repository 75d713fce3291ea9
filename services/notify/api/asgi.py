"""Joins the routes, the handlers of errors and what surrounds every request."""

from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp

from chassis.http import handlers
from chassis.http.channels import ChannelGate
from chassis.http.context import RequestContext
from chassis.http.problems import MEDIA_TYPE
from chassis.version import VERSION
from services.notify.api import deliveries, webhooks
from services.notify.api.problems import on_refusal
from services.notify.application.dependencies import Dependencies
from services.notify.application.refusals import Refusal

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {MEDIA_TYPE: {}}}
    for status, description in {
        400: "The body cannot be read",
        401: "No key, or an unknown one; or a signature that does not fit, is too old, or came before",
        403: "The channel is disabled",
        404: "There is nothing here, or it is another channel's",
        409: "The webhook does not allow this now",
        413: "The body is too large",
        422: "Some fields are wrong",
        429: "Too many requests of this channel; Retry-After says when to go on",
        503: "Store unavailable, or no bulk for now; Retry-After says when to try again",
    }.items()
}


def build_api(deps: Dependencies, gate: ChannelGate) -> ASGIApp:
    """The API over the use cases. Its description is at /v1/webhooks/openapi.json, and at …/docs for people."""
    app = _with_routes()
    app.state.deps, app.state.gate = deps, gate
    handlers.install(app)
    app.add_exception_handler(Refusal, on_refusal)
    return RequestContext(app)


def description() -> dict[str, Any]:
    """What the API says of itself, without anything to work with."""
    return _with_routes().openapi()


def _with_routes() -> FastAPI:
    app = FastAPIOffline(
        title="Tanggap: webhooks",
        version=VERSION,
        description="Be told of what happens to your channel's complaints. Every refusal is RFC 9457 problem details.",
        openapi_url="/v1/webhooks/openapi.json",
        docs_url="/v1/webhooks/docs",
        redoc_url=None,
        responses=_PROBLEMS,
    )
    for module in (webhooks, deliveries):
        app.include_router(module.router)
    return app
