"""/improvements/{id}: one improvement, and for people of the city the steps that they may take."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.access import principal_of
from services.improvements.domain.improvement import Improvement
from services.improvements.pages.finding_view import sentence
from services.improvements.pages.learning_section import learning_section
from services.improvements.pages.refusing import Trouble
from services.improvements.pages.site import site_of
from services.improvements.pages.steps import forms_of
from services.improvements.pages.view import overdue_of, timeline_of, view_of
from services.improvements.pages.wording import Wording, wording_of
from services.improvements.record import MAX_TEXT, Record
from web.done import done_before
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router
from web.site import Reader, reader_of

MAX_FINDINGS = 20
"""Findings that are named on the page of an improvement."""
PROPOSED = "propose"
"""What was done before, when the page follows a proposal; any other name is that of a step."""


def create_router() -> APIRouter:
    """The route of the page."""
    router = page_router()
    router.add_api_route("/improvements/{improvement_id}", show_improvement, methods=["GET", "HEAD"])
    return router


async def show_improvement(http: Request, improvement_id: str) -> Response:
    """The improvement as it stands."""
    return await improvement_page(http, await reader_of(http), improvement_id)


async def improvement_page(
    http: Request, reader: Reader, improvement_id: str, trouble: Trouble | None = None
) -> Response:
    """The page, with what went wrong before it if anything did."""
    deps = site_of(http).deps
    found = await deps.improvements.get(improvement_id)
    if found is None:
        raise PageProblem("not_found")
    record, _ = found
    wording = wording_of(reader, deps.city)
    staff = await _for_staff(http, reader, record, wording)
    shown = view_of(record, wording, staff["overdue"] if staff else "")
    values = {
        "words": wording.words,
        "shown": shown,
        "timeline": timeline_of(record.improvement, wording),
        "staff": staff,
        "trouble": trouble or Trouble(),
        "done": _done(http, reader, wording) if trouble is None else None,
        "max_text": MAX_TEXT,
        "learning": await learning_section(http, reader, record, wording),
    }
    status = trouble.status if trouble else 200
    return show(http, reader, "improvement.html", shown.title, values, status, is_public=True)


async def _for_staff(http: Request, reader: Reader, record: Record, wording: Wording) -> dict[str, Any] | None:
    """What is for people of the city alone."""
    if reader.officer is None:
        return None
    site, improvement = site_of(http), record.improvement
    known = await site.deps.improvements.deadlines([improvement.id])
    late = [overdue_of(improvement, each, site.deps.clock(), wording) for each in known.values()]
    forms, withheld = forms_of(improvement, principal_of(reader.officer), wording)
    note_of = wording.words.note_of
    return {
        "overdue": next(iter(late), ""),
        "forms": forms,
        "withheld": withheld,
        "notes": [(note_of.format(n=each.seq, day=wording.day_of(each.at)), each.text) for each in record.notes],
        "complaints": [(each, site.hosts.link(f"/complaints/{each}")) for each in improvement.complaints],
        "findings": await _findings(http, reader, improvement, wording),
    }


async def _findings(http: Request, reader: Reader, improvement: Improvement, wording: Wording) -> list[tuple[str, str]]:
    """The findings that it answers, each in a sentence with its address."""
    store, words = site_of(http).deps.findings, reader.words("findings")
    known = [await store.get(each) for each in improvement.findings[:MAX_FINDINGS]]
    return [
        (sentence(each[0], wording, words), f"/improvements/findings/{each[0].id}")
        for each in known
        if each is not None
    ]


def _done(http: Request, reader: Reader, wording: Wording) -> str | None:
    done = done_before(reader, http)
    if done is None:
        return None
    if done.name == PROPOSED:
        return str(reader.words("propose").done)
    return str(wording.words.done.format(step=wording.words.actions[done.name]))
