"""/: where everybody starts who comes without a link."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.frame import show
from web.routes import page_router
from web.site import reader_of


def create_router() -> APIRouter:
    """The route of the page."""
    router = page_router()
    router.add_api_route("/", show_home, methods=["GET", "HEAD"])
    return router


async def show_home(http: Request) -> Response:
    """What one can do here, the three ways of a citizen first."""
    reader = await reader_of(http)
    words = reader.words("home")
    return show(http, reader, "home.html", words.title, {"words": words}, is_public=True)
