"""/improvements/satisfaction: the index of the satisfaction survey, for everybody."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from contracts.small_numbers import K
from services.improvements.application.figures import edition_of
from services.improvements.application.periods import quarters_until
from services.improvements.domain.editions import Edition
from services.improvements.domain.refusals import Refusal
from services.improvements.pages.figures.choosing import choose
from services.improvements.pages.figures.index_view import SurveySaying, groups_of, index_view, picture_of
from services.improvements.pages.figures.units import Asked
from services.improvements.pages.site import site_of
from services.improvements.wording.figures import FigureWording
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router
from web.site import reader_of

PATH = "/improvements/satisfaction"


def create_router() -> APIRouter:
    """The route of the page."""
    router = page_router()
    router.add_api_route(PATH, show_satisfaction, methods=["GET", "HEAD"])
    return router


async def show_satisfaction(http: Request, asked: Asked = "") -> Response:
    """The city, and its units in the order of their ids."""
    reader, deps = await reader_of(http), site_of(http).deps
    figures = FigureWording.of(reader.language, deps.city)
    saying = SurveySaying(figures, reader.words("satisfaction"))
    chosen = await choose(asked, deps, figures)
    values: dict[str, Any] = {
        "words": saying.words,
        "units": reader.words("units"),
        "chosen": chosen,
        "k": K,
        "shown": None,
    }
    if chosen is not None:
        edition = await edition_of(chosen.period.name, deps)
        if isinstance(edition, Refusal):
            raise PageProblem("not_found")
        picture = picture_of(await quarters_until(chosen.period, deps), saying)
        values["shown"] = {**_shown(edition, saying), "picture": picture}
    return show(http, reader, "figures/satisfaction.html", saying.words.title, values, is_public=True)


def _shown(edition: Edition, saying: SurveySaying) -> dict[str, Any]:
    wording, days, found = saying.figures.wording, edition.report.period, edition.satisfaction
    return {
        "as_of": saying.words.as_of.format(
            period=saying.figures.period(edition.name),
            first=wording.day(days.first),
            last=wording.day(days.last),
            day=wording.day(edition.as_of),
        ),
        "city": index_view(found.city, saying),
        "few": saying.few if found.groups else saying.words.none,
        "groups": groups_of(found.groups, saying),
        "data": f"/v1/satisfaction?quarter={edition.name}",
    }
