"""Joins the methods of Open311 into an application of its own, so that every error below its address is Open311's."""

import asyncio
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import Route

from chassis.http.channels import ChannelGate
from contracts.links import LinkKey
from services.complaints.application.attach import FileTools
from services.complaints.application.dependencies import Dependencies
from services.complaints.open311 import catalogue, photos, requests, updates
from services.complaints.open311.catalogue import PREFIX, VERSION
from services.complaints.open311.errors import HANDLERS

__all__ = ["PREFIX", "create_open311"]

MAX_LISTS = 2
"""Lists that one process reads at once; further callers wait for their turn."""


def create_open311(deps: Dependencies, gate: ChannelGate, files: FileTools, link_keys: Sequence[LinkKey]) -> Starlette:
    """The application; it is mounted at `PREFIX`, inside of what surrounds every request of the API.

    The first of `link_keys` signs the addresses of photos.
    """
    routes = [
        Route("/discovery.{format}", catalogue.discover),
        Route(f"{VERSION}/discovery.{{format}}", catalogue.discover),
        Route(f"{VERSION}/services.{{format}}", catalogue.list_services),
        Route(f"{VERSION}/services/{{service_code}}.{{format}}", catalogue.define_service),
        Route(f"{VERSION}/requests.{{format}}", requests.requests, methods=["GET", "POST"]),
        Route(f"{VERSION}/requests/{{service_request_id}}.{{format}}", requests.one_request),
        Route(f"{VERSION}/servicerequestupdates.{{format}}", updates.updates, methods=["GET", "POST"]),
        Route(f"{VERSION}/photos/{{token}}.jpg", photos.photo),
        Route(f"{VERSION}/tokens/{{token_id}}.{{format}}", requests.token),
    ]
    app = Starlette(routes=routes, exception_handlers=HANDLERS)
    app.router.redirect_slashes = False
    app.state.deps, app.state.gate, app.state.started_at = deps, gate, deps.clock()
    app.state.files, app.state.link_keys = files, tuple(link_keys)
    app.state.lists = asyncio.Semaphore(MAX_LISTS)
    return app
