"""/performance: what the city promises, how it keeps it, and the data behind that. Nobody has to sign in."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.city import City
from services.complaints.domain.published import K
from services.complaints.pages.performance import opendata
from services.complaints.pages.performance.newest import NewestEdition
from services.complaints.pages.performance.view import view_of
from services.complaints.pages.site import Site
from services.complaints.store.editions import Edition
from web.frame import show
from web.routes import page_router
from web.site import reader_of

_LOOKS = ["GET", "HEAD"]


def create_router(site: Site) -> APIRouter:
    """The routes of the page and of its data."""
    city, store, newest = site.deps.city, site.deps.store.editions, NewestEdition(site.deps)

    async def show_performance(http: Request) -> Response:
        """What is promised, and what became of it."""
        reader, edition = await reader_of(http), await newest.get()
        words = reader.words("performance")
        shown = view_of(edition, city, reader.language, words)
        values = {"words": words, "shown": shown, "k": K, "units_at": site.hosts.link("/improvements/units")}
        return show(http, reader, "performance/performance.html", words.title, values, is_public=True)

    async def send_rows_csv(http: Request) -> Response:
        edition = await newest.get(anew=True)
        return await opendata.rows_csv(http, edition, store.rows(edition))

    async def send_rows_json(http: Request) -> Response:
        edition = await newest.get(anew=True)
        return await opendata.rows_json(http, edition, store.rows(edition))

    def sender(answer: Callable[[Request, Edition, City], Response]) -> Callable[[Request], object]:
        async def send(http: Request) -> Response:
            return answer(http, await newest.get(), city)

        return send

    router = page_router()
    router.add_api_route("/performance", show_performance, methods=_LOOKS)
    router.add_api_route("/performance/rows.csv", send_rows_csv, methods=_LOOKS)
    router.add_api_route("/performance/rows.json", send_rows_json, methods=_LOOKS)
    router.add_api_route("/performance/numbers.csv", sender(opendata.numbers_csv), methods=_LOOKS)
    router.add_api_route("/performance/numbers.json", sender(opendata.numbers_json), methods=_LOOKS)
    router.add_api_route("/performance/about.json", sender(opendata.about_json), methods=_LOOKS)
    return router
