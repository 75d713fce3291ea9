"""/event-desk: the event desk. One page that goes on without a network, and what it asks of the server by its scripts.

The scripts get JSON: `problem` is what stands in the way, else there is what was asked for.
"""

from typing import Any
from uuid import uuid4

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chassis import logs
from chassis.http.context import allow_body
from chassis.http.json_bodies import strictly_read
from services.complaints.access import MAY_FILE
from services.complaints.domain.free_text import WrongText, proper_text
from services.complaints.pages.eventdesk import permission, shell
from services.complaints.pages.eventdesk.batch import BatchFiling
from services.complaints.pages.eventdesk.callers import Refused, caller_of
from services.complaints.pages.eventdesk.entries import read_batch
from services.complaints.pages.eventdesk.view import MAX_EVENT
from services.complaints.pages.site import site_of
from web.forms import read_form
from web.frame import show
from web.routes import page_router, staff_of
from web.site import Reader

log = logs.get(__name__)

MAX_BODY = 2 * 1024 * 1024
"""Bytes of a batch: a hundred of the longest texts, in whatever script."""


def create_router() -> APIRouter:
    """The routes of the page."""
    router, reading = page_router(), ["GET", "HEAD"]
    router.add_api_route(shell.PATH, show_event_desk, methods=reading)
    router.add_api_route(shell.PATH, open_event_desk, methods=["POST"])
    router.add_api_route(shell.SHELL, shell.send_shell, methods=reading)
    router.add_api_route(f"{shell.PATH}/service-worker.js", shell.send_worker, methods=reading)
    router.add_api_route(f"{shell.PATH}/session", tell_session, methods=["GET"])
    router.add_api_route(f"{shell.PATH}/batch", file_batch, methods=["POST"])
    return router


async def show_event_desk(http: Request) -> Response:
    """The page, for whoever may file."""
    reader, _ = await staff_of(http, *MAY_FILE)
    return show(http, reader, shell.TEMPLATE, reader.words("eventdesk").title, shell.values(http, reader))


async def tell_session(http: Request) -> Response:
    """Who is signed in, and the token that their forms and batches carry: the page that is kept knows neither."""
    try:
        _, session = await caller_of(http, *MAY_FILE)
    except Refused as refused:
        return refused.answer
    officer = session.officer
    return _json({"person": officer.id, "unit": officer.unit, "form_token": session.form_token})


async def open_event_desk(http: Request) -> Response:
    """A new event desk for the unit of whoever opens it, with letters that no other one has or had."""
    try:
        reader, session = await caller_of(http, *MAY_FILE, is_change=True)
    except Refused as refused:
        return refused.answer
    event = _event((await read_form(http)).text("event"))
    if event is None:
        return _json({"errors": {"event": _words(reader).error_event.format(max=MAX_EVENT)}}, 422)
    site, officer = site_of(http), session.officer
    opened = await site.event_desks.open(uuid4().hex, event, officer.unit, officer.id, site.deps.clock())
    log.info("event desk opened", event_desk=opened.id, unit=opened.unit)
    city = site.deps.city
    names = {language: city.unit_name(opened.unit, language) for language in city.languages}
    return _json(permission.handed_over(opened, names, site.key), 201)


async def file_batch(http: Request) -> Response:
    """File entries. Sent again, each yields the tracking code that it had before."""
    try:
        reader, session = await caller_of(http, *MAY_FILE, is_change=True)
    except Refused as refused:
        return refused.answer
    allow_body(http.scope["state"], MAX_BODY)
    try:
        batch = read_batch(strictly_read(await http.body()))
    except (ValueError, RecursionError):
        batch = None
    if batch is None:
        return _json({"problem": "invalid"}, 400)
    site = site_of(http)
    granted = permission.read(batch.permission, site.key)
    if granted is None or granted.unit != session.officer.unit:
        return _json({"problem": "permission"}, 403)
    filing = BatchFiling(session.officer, granted, http.state.trace, site.deps, _words(reader))
    return _json({"results": await filing.file_all(batch.entries)})


def _event(typed: str) -> str | None:
    """The name of an event, on one line; None for none."""
    try:
        name = " ".join(proper_text(typed).split())
    except WrongText:
        return None
    return name if len(name) <= MAX_EVENT else None


def _words(reader: Reader) -> Any:
    return reader.words("eventdesk")


def _json(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")
