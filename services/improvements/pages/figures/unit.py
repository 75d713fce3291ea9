"""/improvements/units/{unit}: how one unit did, quarter by quarter, and what it says about that."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from contracts.small_numbers import K
from services.improvements.access import principal_of
from services.improvements.application.figures import Published, known_unit, published
from services.improvements.application.periods import quarters_until
from services.improvements.domain.editions import Edition
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import may, may_see_coaching, reaches
from services.improvements.domain.unit_notes import MAX_TEXT
from services.improvements.pages.figures.choosing import Chosen, choose
from services.improvements.pages.figures.figure_view import Saying, entry_said
from services.improvements.pages.figures.over_time import pictures_of
from services.improvements.pages.figures.unit_view import unit_view
from services.improvements.pages.figures.units import Asked, as_of, saying_for
from services.improvements.pages.refusing import Trouble
from services.improvements.pages.site import site_of
from web.done import done_before
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, redirect
from web.site import Reader, reader_of

PATH = "/improvements/units/{unit}"
ANNOTATED = "annotate"
"""What was done before, when the page follows a note."""


def create_router() -> APIRouter:
    """The route of the page."""
    router = page_router()
    router.add_api_route(PATH, show_unit, methods=["GET", "HEAD"])
    return router


async def show_unit(http: Request, unit: str, asked: Asked = "") -> Response:
    """The unit over a period; one that was merged or renamed leads to the one after it."""
    deps = site_of(http).deps
    today = deps.city.unit_of_today(unit)
    if today is not None and today != unit and today in deps.city.units:
        query = f"?period={asked}" if asked.replace("-", "").isdecimal() else ""
        return redirect(f"/improvements/units/{today}{query}")
    return await unit_page(http, await reader_of(http), unit, asked)


async def unit_page(http: Request, reader: Reader, unit: str, asked: str, trouble: Trouble | None = None) -> Response:
    """The page, with what went wrong before it if anything did."""
    deps, saying = site_of(http).deps, saying_for(http, reader)
    if known_unit(unit, deps) is not None:
        raise PageProblem("not_found")
    chosen = await choose(asked, deps, saying.figures)
    done = done_before(reader, http) if trouble is None else None
    values: dict[str, Any] = {
        "words": saying.words,
        "unit": unit,
        "chosen": chosen,
        "k": K,
        "shown": None,
        "trouble": trouble or Trouble(),
        "done": saying.words.annotate.done if done is not None and done.name == ANNOTATED else None,
    }
    if chosen is not None:
        found = await published(chosen.period.name, deps)
        if isinstance(found, Refusal):
            raise PageProblem("not_found")
        quarters = await quarters_until(chosen.period, deps)
        values["shown"] = _shown(unit, found, quarters, reader, saying)
        values["form"] = _form(unit, chosen, found.edition, reader, saying)
    name = deps.city.unit_name(unit, reader.language)
    status = trouble.status if trouble else 200
    return show(http, reader, "figures/unit.html", name, values, status, is_public=True)


def _shown(
    unit: str, found: Published, quarters: tuple[Edition, ...], reader: Reader, saying: Saying
) -> dict[str, Any]:
    city, lists = saying.figures.wording.city, found.edition.lists
    who = principal_of(reader.officer) if reader.officer else None
    sees_complaints = who is not None and reaches(who, unit, city)
    sees_coaching = who is not None and may_see_coaching(who, unit, city)
    coaching = [entry_said(each, saying) for each in lists.coaching if each.unit == unit]
    return {
        "as_of": as_of(found, saying),
        "data": f"/v1/performance/units?period={found.edition.name}",
        "unit": unit_view(unit, found, saying, sees_complaints),
        "recognised": [entry_said(each, saying) for each in lists.recognition if each.unit == unit],
        "coaching": coaching if sees_coaching else None,
        "may_propose": who is not None and may(who, "propose", unit, city),
        "pictures": pictures_of(unit, quarters, saying),
    }


def _form(unit: str, chosen: Chosen, edition: Edition, reader: Reader, saying: Saying) -> dict[str, Any] | None:
    """The form of a note, for whoever may write one; a measure stands in it once, whatever clocks it has."""
    who = principal_of(reader.officer) if reader.officer else None
    if who is None or not may(who, "annotate", unit, saying.figures.wording.city):
        return None
    return {
        "period": chosen.period.name,
        "period_said": saying.figures.named(chosen.period),
        "measures": list(saying.words.annotate.named.items()),
        "max_text": MAX_TEXT,
    }
