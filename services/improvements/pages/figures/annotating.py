"""POST /improvements/units/{unit}/annotations: what a unit says about its figures, for everybody to read."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.access import principal_of
from services.improvements.application.figures import NoteRequest, annotate
from services.improvements.domain.refusals import Refusal
from services.improvements.pages.figures.unit import ANNOTATED, PATH, unit_page
from services.improvements.pages.refusing import trouble_of
from services.improvements.pages.site import site_of
from web.done import Done, address_after
from web.forms import checked_form
from web.routes import page_router, redirect, staff_of

_FIELDS = {"text": "text", "measures": "measures"}


def create_router() -> APIRouter:
    """The route of the form."""
    router = page_router()
    router.add_api_route(f"{PATH}/annotations", take_note, methods=["POST"])
    return router


async def take_note(http: Request, unit: str) -> Response:
    """Publish it, and go back to the page."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader)
    period, text, measures = form.text("period"), form.text("text"), form.all("measures")
    outcome = await annotate(
        NoteRequest(unit, period, measures, text), principal_of(session.officer), site_of(http).deps
    )
    if isinstance(outcome, Refusal):
        typed = {"text": text, **{f"measures-{each}": each for each in measures}}
        return await unit_page(http, reader, unit, period, trouble_of(outcome, _FIELDS, typed, reader))
    query = f"period={outcome.period.name}"
    return redirect(address_after(f"/improvements/units/{unit}", Done(ANNOTATED), reader, http, query))
