"""/improvements/units/{unit}/complaints: the complaints that a figure rests on, for those who may see them."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.access import principal_of
from services.improvements.application.figures import COMPLAINTS, behind
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.refusals import Refusal
from services.improvements.pages.figures.figure_view import Saying
from services.improvements.pages.figures.unit import PATH
from services.improvements.pages.figures.units import Asked, saying_for
from services.improvements.pages.site import site_of
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, staff_of

Name = Annotated[str, Query(max_length=64)]


def create_router() -> APIRouter:
    """The route of the page."""
    router = page_router()
    router.add_api_route(f"{PATH}/complaints", show_behind, methods=["GET", "HEAD"])
    return router


async def show_behind(http: Request, unit: str, asked: Asked, measure: Name = COMPLAINTS, clock: Name = "") -> Response:
    """The latest of them, each with its page."""
    reader, session = await staff_of(http)
    site, saying = site_of(http), saying_for(http, reader)
    found = await behind(unit, asked, measure, clock, principal_of(session.officer), site.deps)
    if isinstance(found, Refusal):
        raise PageProblem("not_allowed" if found.code == "not_allowed" else "not_found")
    wording, words = saying.figures.wording, saying.words.behind
    number = str(words.number.format(n=wording.number(found.number)))
    listed = str(words.shown.format(shown=wording.number(len(found.complaints))))
    values = {
        "words": saying.words,
        "many": wording.words.many,
        "back": f"/improvements/units/{unit}?period={asked}",
        "unit": site.deps.city.unit_name(unit, reader.language),
        "about": words.about.format(
            unit=site.deps.city.unit_name(unit, reader.language),
            period=saying.figures.period(asked),
            measure=_said(measure, clock, saying),
        ),
        "number": number if len(found.complaints) == found.number else f"{number} {listed}",
        "complaints": [(each, site.hosts.link(f"/complaints/{each}")) for each in found.complaints],
    }
    return show(http, reader, "figures/behind.html", words.title, values)


def _said(measure: str, clock: str, saying: Saying) -> str:
    if measure == COMPLAINTS:
        return str(saying.words.behind.all)
    return saying.figures.measure(Key(Measure(measure), clock))
