"""/triage: what waits for the triage desk, one complaint of it, and its decisions. Only POST decides."""

import re
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.application.act import Taken
from services.complaints.pages.outcomes import in_words
from services.complaints.pages.triage import many, one
from services.complaints.pages.triage.decider import Decider, Said, decider_of, show_queue
from services.complaints.pages.triage.steps import STEPS, take, unit_of, wanted
from web.done import Done, address_after, done_before
from web.forms import checked_form
from web.routes import page_router, redirect

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


def create_router() -> APIRouter:
    """The routes of the part."""
    router = page_router()
    router.add_api_route("/triage", show_triage, methods=["GET", "HEAD"])
    router.add_api_route("/triage/many", many.show_many, methods=["GET", "HEAD"])
    router.add_api_route("/triage/many", many.assign_many, methods=["POST"])
    router.add_api_route("/triage/complaints/{complaint_id}", one.show_one, methods=["GET", "HEAD"])
    for name in STEPS:
        path = f"/triage/complaints/{{complaint_id}}/{name}"
        router.add_api_route(path, _handler(name), methods=["POST"], name=f"triage_{name}")
    return router


async def show_triage(http: Request) -> Response:
    """What waits, with what became of the step before."""
    decider = await decider_of(http)
    return await show_queue(http, decider, _said(http, decider))


def _handler(name: str) -> Any:
    async def handle(complaint_id: str, http: Request) -> Response:
        return await _take(name, complaint_id, http)

    return handle


async def _take(name: str, complaint_id: str, http: Request) -> Response:
    """Take one step; then the queue again, or the form with what is wrong."""
    decider = await decider_of(http)
    form = await checked_form(http, decider.reader)
    step, given = wanted(name, complaint_id, form, http.state.trace, decider)
    is_on_card = form.text("from") == "queue"
    again = partial(_again, http, decider, complaint_id, name, is_on_card)
    if given.errors:
        return await again(given, next(iter(given.errors.values())), 422)
    outcome, is_half_done = await take(step, decider)
    if not isinstance(outcome, Taken):
        said = in_words(outcome, decider.words) or ""
        return await again(given, f"{decider.words.half_done} {said}" if is_half_done else said, 409)
    done = Done(name, (unit_of(given) or "") if name == "assign" else "")
    then = form.text("then")
    return redirect(
        address_after("/triage", done, decider.reader, http) + (f"#c-{then}" if _ID.fullmatch(then) else "")
    )


async def _again(
    http: Request, decider: Decider, complaint_id: str, name: str, is_on_card: bool, given: Any, said: str, status: int
) -> Response:
    """Where the form was: among the cards, or on the page of the complaint."""
    if is_on_card:
        return await show_queue(http, decider, Said(said, is_done=False, about=complaint_id), status)
    return await one.show_again(http, decider, complaint_id, one.Tried(name, given, said), status)


def _said(http: Request, decider: Decider) -> Said | None:
    done = done_before(decider.reader, http)
    if done is None:
        return None
    unit = decider.deps.city.unit_name(done.about, decider.reader.language)
    return Said(decider.words.done[done.name].format(unit=unit))
