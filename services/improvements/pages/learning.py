"""/improvements/learning: what is to be learned, for people of the city; and where the forms about it are sent."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.access import principal_of
from services.improvements.application.improve import StepRequest, act
from services.improvements.application.progress import standings
from services.improvements.domain.actions import ACTIONS
from services.improvements.domain.refusals import Refusal
from services.improvements.pages import learning_form
from services.improvements.pages.improvement import improvement_page
from services.improvements.pages.learning_form import ASSIGN, WITHDRAW
from services.improvements.pages.learning_view import learning_views
from services.improvements.pages.refusing import trouble_of
from services.improvements.pages.site import site_of
from services.improvements.pages.wording import wording_of
from web.done import Done, address_after
from web.forms import checked_form
from web.frame import show
from web.routes import page_router, redirect, staff_of

PATH = "/improvements/learning"
PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
Before = Annotated[int | None, Query(ge=0, le=253_402_300_799_999)]
"""When the last one of the page before assigned learning, in milliseconds since 1970."""
Number = Annotated[int, Path(ge=1, le=1_000)]


def create_router() -> APIRouter:
    """The routes of the list and of the forms."""
    router = page_router()
    router.add_api_route(PATH, show_learning, methods=["GET", "HEAD"])
    router.add_api_route("/improvements/{improvement_id}/learning", assign, methods=["POST"])
    router.add_api_route("/improvements/{improvement_id}/learning/{number}/withdrawal", withdraw, methods=["POST"])
    return router


async def show_learning(http: Request, before: Before = None) -> Response:
    """What is to be learned, the improvement that assigned last first."""
    reader, session = await staff_of(http)
    deps, words = site_of(http).deps, reader.words("learning")
    wording, now = wording_of(reader, deps.city), deps.clock()
    found = await deps.improvements.with_learning(None if before is None else _EPOCH + before * _MS, PAGE)
    known = await standings(found, principal_of(session.officer), deps)
    values = {
        "words": words,
        "assigned": [
            (each.improvement.id, words.of.format(title=each.title), view)
            for each in found
            for view in learning_views(each, known[each.improvement.id], now, wording, words)
        ],
        "older": (found[-1].improvement.learning[-1].assigned_at - _EPOCH) // _MS if len(found) == PAGE else None,
        "is_first": before is None,
    }
    return show(http, reader, "learning.html", words.title, values)


async def assign(http: Request, improvement_id: str) -> Response:
    """Assign what was typed, and go back to the improvement."""
    reader, session = await staff_of(http)
    form, deps, who = await checked_form(http, reader), site_of(http).deps, principal_of(session.officer)
    outcome = await act(learning_form.learning_in(form, improvement_id, who, deps.city), who, deps)
    if isinstance(outcome, Refusal):
        typed = learning_form.typed_in(form, deps.city)
        trouble = trouble_of(outcome, learning_form.places(deps.city), typed, reader)
        return await improvement_page(http, reader, improvement_id, trouble)
    return redirect(address_after(f"/improvements/{improvement_id}", Done(ASSIGN), reader, http))


async def withdraw(http: Request, improvement_id: str, number: Number) -> Response:
    """Withdraw what was assigned under that number, and go back to the improvement."""
    reader, session = await staff_of(http)
    form, place = await checked_form(http, reader), learning_form.reason_place(number)
    given = form.text(place)
    reason = given if given in ACTIONS[WITHDRAW].reasons else None
    wanted = StepRequest(improvement_id, WITHDRAW, reason, number=number)
    outcome = await act(wanted, principal_of(session.officer), site_of(http).deps)
    if isinstance(outcome, Refusal):
        trouble = trouble_of(outcome, {"reason": place}, {place: given}, reader)
        return await improvement_page(http, reader, improvement_id, trouble)
    return redirect(address_after(f"/improvements/{improvement_id}", Done(WITHDRAW), reader, http))
