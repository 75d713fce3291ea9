"""/queue: what there is to do, the next deadline first, as somebody wants to see it."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.access import principal_of
from services.complaints.application.list import list_open
from services.complaints.application.read import NotYours
from services.complaints.domain.actions import actions_of
from services.complaints.domain.free_text import WrongText, proper_text
from services.complaints.domain.queues import is_place
from services.complaints.domain.refusals import Refusal
from services.complaints.pages.site import site_of
from services.complaints.pages.work import refused
from services.complaints.pages.work.filters import Filters, filters_in, filters_of
from services.complaints.pages.work.queue_view import entries, filter_fields
from services.complaints.pages.work.steps import BULK
from services.complaints.record import ListedPage
from services.complaints.store.saved_filters import MAX_EACH, SavedFilter
from web.done import Done, address_after, done_before
from web.forms import checked_form
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.sessions import Session
from web.site import Reader

PATH = "/queue"
ROWS = 25
MAX_NAME = 60
"""Characters of the name of a saved filter."""


def create_router() -> APIRouter:
    """The routes of the page."""
    router = page_router()
    router.add_api_route(PATH, show_queue, methods=["GET", "HEAD"])
    router.add_api_route(f"{PATH}/filters", save_filter, methods=["POST"])
    router.add_api_route(f"{PATH}/filters/remove", remove_filter, methods=["POST"])
    return router


async def show_queue(http: Request) -> Response:
    """A page of the queue."""
    reader, session = await staff_of(http)
    filters, after = filters_of(http.query_params), http.query_params.get("after")
    if filters is None or (after is not None and not is_place(after)):
        raise PageProblem("invalid")
    errors: dict[str, str] = {}
    page = await _page(filters, after, session, reader, errors, http)
    return await queue_page(http, reader, session, filters, page, errors)


async def save_filter(http: Request) -> Response:
    """Keep a filter under a name."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader)
    filters = filters_in(form.text("query"))
    if filters is None:
        raise PageProblem("invalid")
    name, words = _proper_name(form.text("name")), reader.words("work").saved
    store = site_of(http).deps.store.saved_filters
    if name is None:
        error = words.error_name.format(max=MAX_NAME)
    elif await store.save(session.officer.id, SavedFilter(name, filters.query())):
        return redirect(address_after(PATH, Done("saved"), reader, http, filters.query()))
    else:
        error = words.error_many.format(max=MAX_EACH)
    errors = {"filter-name": error}
    page = await _page(filters, None, session, reader, errors, http)
    return await queue_page(http, reader, session, filters, page, errors, form.text("name"))


async def remove_filter(http: Request) -> Response:
    """Remove one of one's own."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader)
    await site_of(http).deps.store.saved_filters.remove(session.officer.id, form.text("name"))
    return redirect(address_after(PATH, Done("removed"), reader, http))


async def queue_page(
    http: Request,
    reader: Reader,
    session: Session,
    filters: Filters,
    page: ListedPage,
    errors: dict[str, str],
    name: str = "",
) -> Response:
    """The queue as it is, with what was wrong in what somebody has sent."""
    deps, words, who = site_of(http).deps, reader.words("work"), principal_of(session.officer)
    done = done_before(reader, http)
    values: dict[str, Any] = {
        "words": words,
        "entries": entries(page.records, deps.city, reader.language, words, deps.clock()),
        "fields": filter_fields(filters, who, deps.city, reader.language, words),
        "filters": filters,
        "query": filters.query(),
        "next": f"{PATH}?{filters.query(after=page.following)}" if page.following else None,
        "is_first": "after" not in http.query_params,
        "csv": f"/v1/complaints.csv?{filters.query(lang=reader.language)}",
        "saved": await deps.store.saved_filters.of(session.officer.id),
        "actions": [(each, words.actions[each].title) for each in BULK if each in actions_of(who)],
        "errors": errors,
        "name": name,
        "max_name": MAX_NAME,
        "done": words.done[done.name] if done else None,
    }
    return show(http, reader, "work/queue.html", words.queue_title, values, 422 if errors else 200)


async def _page(
    filters: Filters, after: str | None, session: Session, reader: Reader, errors: dict[str, str], http: Request
) -> ListedPage:
    """What the list holds; nothing where `errors` get what is wrong with the filters."""
    words, deps = reader.words("work"), site_of(http).deps
    if filters.has_no_word:
        errors["q"] = words.filter.error_no_word
        return ListedPage((), None)
    wanted = filters.list_query(session.officer.unit)
    found = await list_open(wanted, principal_of(session.officer), after, ROWS, deps)
    if isinstance(found, NotYours):
        raise PageProblem("not_allowed")
    if isinstance(found, Refusal):
        errors[found.field or "q"] = refused.in_words(found, words)
        return ListedPage((), None)
    return found


def _proper_name(typed: str) -> str | None:
    try:
        name = " ".join(proper_text(typed).split())
    except WrongText:
        return None
    return name if len(name) <= MAX_NAME else None
