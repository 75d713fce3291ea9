"""Adds pages to the application of a service."""

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from chassis.http import handlers
from chassis.http.problems import Problem
from web.problems import page_of_nothing
from web.site import Site


def add_pages(app: FastAPI, site: Site, routers: Iterable[APIRouter]) -> None:
    """Let `app` serve the routers with the files that their pages need. Errors are handled already: call it after
    `chassis.http.handlers.install`, and lay `chassis.http.context.RequestContext` around the application at last.
    """
    app.state.site = site
    app.include_router(site.own.assets.create_router())
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(HTTPException, _on_http_error)


async def _on_http_error(request: Request, error: Exception) -> Response:
    is_nothing = isinstance(error, HTTPException) and error.status_code == 404 and not isinstance(error, Problem)
    page = page_of_nothing(request) if is_nothing else None
    return page or await handlers.on_http_error(request, error)
