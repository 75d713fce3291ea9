"""/improvements: what is being done and what has been done, for everybody; people of the city see what is late."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.pages.people import MAY_PROPOSE
from services.improvements.pages.site import site_of
from services.improvements.pages.view import overdue_of, view_of
from services.improvements.pages.wording import wording_of
from web.frame import show
from web.routes import page_router
from web.site import Reader, reader_of

PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
Before = Annotated[int | None, Query(ge=0, le=253_402_300_799_999)]
"""When the last one of the page before was proposed, in milliseconds since 1970."""


def create_router() -> APIRouter:
    """The route of the list."""
    router = page_router()
    router.add_api_route("/improvements", show_improvements, methods=["GET", "HEAD"])
    return router


async def show_improvements(http: Request, before: Before = None) -> Response:
    """The latest first."""
    reader, deps = await reader_of(http), site_of(http).deps
    found = await deps.improvements.latest(None if before is None else _EPOCH + before * _MS, PAGE)
    wording, now = wording_of(reader, deps.city), deps.clock()
    known = await deps.improvements.deadlines([each.improvement.id for each in found]) if reader.session else {}
    late = {
        each.improvement.id: overdue_of(each.improvement, known[each.improvement.id], now, wording)
        for each in found
        if each.improvement.id in known
    }
    values = {
        "words": wording.words,
        "units": reader.words("units"),
        "improvements": [view_of(each, wording, late.get(each.improvement.id, "")) for each in found],
        "older": (found[-1].improvement.proposed_at - _EPOCH) // _MS if len(found) == PAGE else None,
        "is_first": before is None,
        "staff": await _for_staff(http, reader),
    }
    return show(http, reader, "improvements.html", wording.words.title, values, is_public=True)


async def _for_staff(http: Request, reader: Reader) -> dict[str, Any] | None:
    if reader.officer is None:
        return None
    deps = site_of(http).deps
    open_ = await deps.findings.count_open()
    wording = wording_of(reader, deps.city)
    return {
        "findings": wording.counted(wording.words.open_findings, open_),
        "learning": reader.words("learning").list,
        "may_propose": reader.officer.role in MAY_PROPOSE,
    }
