"""POST /improvements/{id}/steps/{action}: a step that somebody of the city takes."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.access import principal_of
from services.improvements.application.improve import act
from services.improvements.domain.actions import ACTIONS
from services.improvements.domain.refusals import Refusal
from services.improvements.pages.improvement import improvement_page
from services.improvements.pages.refusing import trouble_of
from services.improvements.pages.site import site_of
from services.improvements.pages.steps import fields_of, step_in, typed_in
from web.done import Done, address_after
from web.forms import checked_form
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of


def create_router() -> APIRouter:
    """The route of the forms."""
    router = page_router()
    router.add_api_route("/improvements/{improvement_id}/steps/{action}", take_step, methods=["POST"])
    return router


async def take_step(http: Request, improvement_id: str, action: str) -> Response:
    """Take it, and go back to the page."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader)
    if action not in ACTIONS:
        raise PageProblem("not_found")
    wanted = step_in(form, improvement_id, action)
    outcome = await act(wanted, principal_of(session.officer), site_of(http).deps)
    if isinstance(outcome, Refusal):
        trouble = trouble_of(outcome, fields_of(action), typed_in(form, action), reader)
        return await improvement_page(http, reader, improvement_id, trouble)
    return redirect(address_after(f"/improvements/{improvement_id}", Done(action), reader, http))
