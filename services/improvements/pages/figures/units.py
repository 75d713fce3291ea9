"""/improvements/units: how all units did in a quarter or a year, for everybody; no ranking."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from contracts.small_numbers import K
from services.improvements.application.figures import Published, published
from services.improvements.domain.refusals import Refusal
from services.improvements.pages.figures.choosing import choose
from services.improvements.pages.figures.figure_view import Saying, entry_said
from services.improvements.pages.figures.unit_view import units_of
from services.improvements.pages.site import site_of
from services.improvements.wording.figures import FigureWording
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router
from web.site import Reader, reader_of

Asked = Annotated[str, Query(alias="period", max_length=10)]


def create_router() -> APIRouter:
    """The route of the page."""
    router = page_router()
    router.add_api_route("/improvements/units", show_units, methods=["GET", "HEAD"])
    return router


async def show_units(http: Request, asked: Asked = "") -> Response:
    """All units over a period, in the order of their ids."""
    reader, deps = await reader_of(http), site_of(http).deps
    saying = saying_for(http, reader)
    chosen = await choose(asked, deps, saying.figures)
    values: dict[str, Any] = {"words": saying.words, "chosen": chosen, "k": K, "shown": None}
    if chosen is not None:
        found = await published(chosen.period.name, deps)
        if isinstance(found, Refusal):
            raise PageProblem("not_found")
        values["shown"] = _shown(found, saying)
    return show(http, reader, "figures/units.html", saying.words.title, values, is_public=True)


def saying_for(http: Request, reader: Reader) -> Saying:
    """How figures are said to this reader."""
    return Saying(
        FigureWording.of(reader.language, site_of(http).deps.city), reader.words("units"), reader.words("satisfaction")
    )


def as_of(found: Published, saying: Saying) -> str:
    """Which days it is about, and how fresh the figures are."""
    wording, report = saying.figures.wording, found.edition.report
    said = saying.words.as_of.format(
        period=saying.figures.period(found.edition.name),
        first=wording.day(report.period.first),
        last=wording.day(report.period.last),
        day=wording.day(found.edition.as_of),
    )
    return f"{said} {wording.counted(saying.words.silent, report.days_without_data)}".rstrip()


def _shown(found: Published, saying: Saying) -> dict[str, Any]:
    city, language = saying.figures.wording.city, saying.figures.wording.language
    return {
        "as_of": as_of(found, saying),
        "data": f"/v1/performance/units?period={found.edition.name}",
        "units": units_of(found, saying),
        "recognised": [
            (city.unit_name(each.unit, language), entry_said(each, saying)) for each in found.edition.lists.recognition
        ],
    }
