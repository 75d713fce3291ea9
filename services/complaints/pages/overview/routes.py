"""/overview: what is overdue below a head or leader, and one complaint with the history of its escalation."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from city.access import StaffRole
from services.complaints.access import principal_of
from services.complaints.application.act import Taken, act
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import Found, read
from services.complaints.domain.rights import Principal
from services.complaints.domain.rules import possible_actions
from services.complaints.pages import promised
from services.complaints.pages.outcomes import in_words
from services.complaints.pages.overview import numbers, view
from services.complaints.pages.overview.history import history
from services.complaints.pages.overview.late import Late, late_of, promised_for, read_overdue
from services.complaints.pages.overview.steps import ACTIONS_OF, wanted
from services.complaints.pages.overview.view import Tried
from services.complaints.pages.site import site_of
from services.complaints.store.unit_days import day_of
from web.done import Done, address_after, done_before
from web.forms import checked_form
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.site import Reader

_OVER_TIME = {
    "units": "/improvements/units",
    "satisfaction": "/improvements/satisfaction",
    "reports": "/improvements/reports",
}
"""Pages of figures over quarters and years, by their words."""
SHOWN = 10
"""Overdue complaints on the page: what one reads in two minutes."""


def create_router() -> APIRouter:
    """The routes of the part."""
    router = page_router()
    router.add_api_route("/overview", show_overview, methods=["GET", "HEAD"])
    router.add_api_route("/overview/complaints/{complaint_id}", show_complaint, methods=["GET", "HEAD"])
    for name in ACTIONS_OF:
        path = f"/overview/complaints/{{complaint_id}}/{name}"
        router.add_api_route(path, _handler(name), methods=["POST"], name=f"overview_{name}")
    return router


async def _leading(http: Request) -> tuple[Reader, Principal, Dependencies]:
    reader, session = await staff_of(http, StaffRole.UNIT_HEAD, StaffRole.LEADER)
    return reader, principal_of(session.officer), site_of(http).deps


async def show_overview(http: Request) -> Response:
    """What is overdue, the numbers of the units, and the promises of today."""
    reader, who, deps = await _leading(http)
    words, city, done = reader.words("overview"), deps.city, done_before(reader, http)
    overdue, counted = await asyncio.gather(
        read_overdue(who, deps), numbers.numbers_of(who, deps, reader.language, words)
    )
    today = promised_for(overdue.late, day_of(deps.clock(), city.zone), city.zone)
    shown = overdue.late[:SHOWN]
    total = max(len(overdue.late), counted.overdue if overdue.goes_on else 0)
    values = {
        "words": words,
        "unit": city.unit_name(who.unit, reader.language),
        "unit_id": who.unit,
        "cards": [_card(each, who, deps, reader, words) for each in shown],
        "summary": _summary(total, overdue.goes_on, words),
        "sorted_of": words.sorted_of.format(n=len(overdue.late)) if overdue.goes_on else "",
        "more": total - len(shown),
        "promises": [_card(each, who, deps, reader, words) for each in today],
        "numbers": counted,
        "over_time": [(words.over_time_at[name], site_of(http).hosts.link(at)) for name, at in _OVER_TIME.items()],
        "max_note": promised.MAX_NOTE,
        "tried": Tried(),
        "done": words.done[done.name] if done else None,
    }
    return show(http, reader, "overview/overview.html", words.title, values)


def _summary(total: int, goes_on: bool, words: Any) -> str:
    if total == 0:
        return str(words.none_overdue)
    if goes_on:
        return str(words.overdue_about.format(n=total))
    return str(words.overdue_one if total == 1 else words.overdue_many.format(n=total))


def _card(late: Late, who: Principal, deps: Dependencies, reader: Reader, words: Any) -> view.Card:
    possible = possible_actions(late.complaint, who, deps.clock(), deps.city)
    return view.card(late, possible, deps.city, reader.language, deps.clock(), words)


async def show_complaint(complaint_id: str, http: Request) -> Response:
    """One complaint: who heard of the delay, what was promised, and what became of that."""
    reader, who, deps = await _leading(http)
    found = await _found(complaint_id, who, deps)
    return _complaint_page(http, reader, who, deps, found, Tried(), 200)


async def _found(complaint_id: str, who: Principal, deps: Dependencies) -> Found:
    """The same for what there is not and for what is not theirs."""
    found = await read(complaint_id, who, deps)
    if not isinstance(found, Found):
        raise PageProblem("not_found")
    return found


def _complaint_page(
    http: Request, reader: Reader, who: Principal, deps: Dependencies, found: Found, tried: Tried, status: int
) -> Response:
    words, record = reader.words("overview"), found.record
    card = _card(late_of(record, deps.city, deps.clock()), who, deps, reader, words)
    values = {
        "words": words,
        "card": card,
        "tried": tried,
        "lines": history(record, deps.city, reader.language, words, deps.clock()),
        "max_note": promised.MAX_NOTE,
    }
    return show(http, reader, "overview/complaint.html", words.complaint_title, values, status)


def _handler(name: str) -> Any:
    async def handle(complaint_id: str, http: Request) -> Response:
        return await _take(name, complaint_id, http)

    return handle


async def _take(name: str, complaint_id: str, http: Request) -> Response:
    """Take the step; then the overview again, or the complaint's page with what is wrong."""
    reader, who, deps = await _leading(http)
    form = await checked_form(http, reader)
    found = await _found(complaint_id, who, deps)
    step, tried = wanted(name, found.record.complaint, form, reader, who, deps, http.state.trace)
    if tried.errors:
        return _complaint_page(http, reader, who, deps, found, tried, 422)
    outcome = await act(step, deps)
    if isinstance(outcome, Taken):
        return redirect(address_after("/overview", Done(name), reader, http))
    said = in_words(outcome, reader.words("overview")) or ""
    found = await _found(complaint_id, who, deps)
    return _complaint_page(http, reader, who, deps, found, Tried(name, tried.values, {}, said), 409)
