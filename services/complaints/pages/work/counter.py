"""/counter: an officer files for somebody who has come to the counter or is on the phone."""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.access import MAY_FILE, principal_of
from services.complaints.application import file as filing
from services.complaints.application.filing_request import FilingRequest
from services.complaints.application.join import join
from services.complaints.application.read import NotFound, NotYours
from services.complaints.domain.refusals import Refusal
from services.complaints.pages.site import site_of
from services.complaints.pages.work import refused
from services.complaints.pages.work.counter_form import Filing, counter_fields, read_filing
from services.complaints.pages.work.joining import Joinable, joinable
from services.complaints.pages.work.receipt import receipt_address
from web.forms import checked_form
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.sessions import Session
from web.site import Reader

PATH = "/counter"
_KEY = 64


def create_router() -> APIRouter:
    """The routes of the page."""
    router = page_router()
    router.add_api_route(PATH, show_form, methods=["GET", "HEAD"])
    router.add_api_route(PATH, take_in, methods=["POST"])
    return router


async def show_form(http: Request) -> Response:
    """An empty form."""
    reader, _ = await staff_of(http, *MAY_FILE)
    return _page(http, reader, {}, {}, token_urlsafe(16))


async def take_in(http: Request) -> Response:
    """File it, or join another complaint; before that say which ones are similar, once."""
    reader, session = await staff_of(http, *MAY_FILE)
    form = await checked_form(http, reader)
    key = form.text("once")
    if not 0 < len(key) <= _KEY:
        raise PageProblem("invalid")
    read = read_filing(form, site_of(http).deps.city, reader)
    if not isinstance(read, Filing):
        typed, errors = read
        return _page(http, reader, typed, errors, key, status=422)
    into = form.text("into")
    if not into and not form.text("anyway"):
        similar = await joinable(read, principal_of(session.officer), reader, site_of(http).deps)
        if similar:
            return _page(http, reader, read.typed, {}, key, similar)
    return await _file(read, into, key, session, reader, http)


async def _file(read: Filing, into: str, key: str, session: Session, reader: Reader, http: Request) -> Response:
    deps, words = site_of(http).deps, reader.words("work")
    wanted = FilingRequest(
        channel=read.channel,
        by=principal_of(session.officer),
        text=read.text,
        category=None if into else read.category,
        area=None if into else read.area,
        language=read.language,
        wants_updates=read.wants_updates,
        key=f"{session.officer.id} page {key}",
        trace=http.state.trace,
        follows=into or None,
    )
    outcome = await (join(wanted, deps) if into else filing.file(wanted, deps))
    match outcome:
        case filing.Filed() | filing.Replayed():
            return redirect(receipt_address(outcome.complaint.id, session, http))
        case filing.KeyReused():
            errors = {"text": words.counter.sent_before}
            return _page(http, reader, read.typed, errors, token_urlsafe(16), status=409)
        case Refusal():
            errors = {outcome.field or "text": refused.in_words(outcome, words)}
            return _page(http, reader, read.typed, errors, key, status=refused.status_of(outcome))
        case NotFound() | NotYours():
            return _page(http, reader, read.typed, {"text": words.counter.cannot_join}, key, status=404)


def _page(
    http: Request,
    reader: Reader,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    key: str,
    similar: tuple[Joinable, ...] = (),
    status: int = 200,
) -> Response:
    city, words = site_of(http).deps.city, reader.words("work")
    values: dict[str, Any] = {
        "words": words,
        "fields": counter_fields(city, reader.language, words, typed, errors),
        "wants_updates": typed.get("wants_updates", "on") == "on",
        "channel": typed.get("channel") or "counter",
        "channels": [(each, words.channels[each]) for each in ("counter", "phone")],
        "typed": typed,
        "errors": errors,
        "once": key,
        "similar": similar,
    }
    title = words.counter.similar_title if similar else words.counter.title
    return show(http, reader, "work/similar.html" if similar else "work/counter.html", title, values, status)
