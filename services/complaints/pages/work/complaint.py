"""/complaints/{id}: one complaint for those who work on it, with a form for everything that they may do now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.access import principal_of
from services.complaints.application.read import Found, read
from services.complaints.application.similar import similar_to
from services.complaints.domain.attachments import Adding, Phase, refusal_of
from services.complaints.pages.photos import ACCEPTED
from services.complaints.pages.site import site_of
from services.complaints.pages.work.complaint_view import view_of
from services.complaints.pages.work.seen import seen
from services.complaints.pages.work.step_view import Begun, begun_by, step_forms
from services.complaints.pages.work.steps import Situation
from web.done import done_before
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, staff_of
from web.sessions import Session
from web.site import Reader

PATH = "/complaints/{complaint_id}"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why what was sent has changed nothing: `title`, what to know about it, and what was typed in which form."""

    status: int
    title: str
    said: Sequence[str] = ()
    begun: Begun = field(default_factory=Begun)


def create_router() -> APIRouter:
    """The route of the page."""
    router = page_router()
    router.add_api_route(PATH, show_complaint, methods=["GET", "HEAD"])
    return router


async def show_complaint(http: Request, complaint_id: str) -> Response:
    """The complaint as it stands."""
    reader, session = await staff_of(http)
    found = await found_or_none(complaint_id, session, http)
    return await complaint_page(http, reader, found, begun_by(http.query_params))


async def found_or_none(complaint_id: str, session: Session, http: Request) -> Found:
    """The complaint; what is not theirs looks like what there is not."""
    found = await read(complaint_id, principal_of(session.officer), site_of(http).deps)
    if not isinstance(found, Found):
        raise PageProblem("not_found")
    return found


async def complaint_page(
    http: Request, reader: Reader, found: Found, begun: Begun, trouble: Trouble | None = None
) -> Response:
    """The page, with what went wrong before it if anything did."""
    deps, words, now = site_of(http).deps, reader.words("work"), site_of(http).deps.clock()
    complaint = found.record.complaint
    hints = await similar_to(found.record, found.reader, deps)
    situation = Situation(found.reader, deps.city, reader.language, words, now, complaint)
    shown = view_of(found, hints, deps.city, reader.language, words, now)
    values: dict[str, Any] = {
        "words": words,
        "complaint": shown,
        "forms": step_forms(found, situation, begun, deps),
        "seen": str(seen(complaint)),
        "once": token_urlsafe(16),
        "phases": _phases(found, http, reader),
        "accepted": ACCEPTED,
        "may_merge": "merge" in found.possible_actions,
        "trouble": trouble,
        "left_over": _left_over(found, begun, reader),
        "done": _done(http, reader) if trouble is None else None,
    }
    title = words.complaint_title.format(title=shown.title)
    return show(http, reader, "work/complaint.html", title, values, trouble.status if trouble else 200)


def _phases(found: Found, http: Request, reader: Reader) -> list[tuple[str, str]]:
    """What may be added now."""
    deps, complaint = site_of(http).deps, found.record.complaint
    names = reader.words("work").phases
    order = (Phase.AFTER, Phase.BEFORE)
    return [
        (each.value, names[each.value])
        for each in order
        if refusal_of(complaint, Adding(found.reader, each), 1, deps.clock(), deps.city) is None
    ]


def _left_over(found: Found, begun: Begun, reader: Reader) -> list[tuple[str, str]]:
    """What was typed for an action that is not possible any more."""
    if begun.action in found.possible_actions:
        return []
    said = reader.words("work").field
    return [(said[name], begun.typed[name]) for name in ("message", "note") if begun.typed.get(name)]


def _done(http: Request, reader: Reader) -> str | None:
    """What was done a moment ago: photos, or an action by its name."""
    words, done = reader.words("work"), done_before(reader, http)
    if done is None:
        return None
    if done.name == "photos":
        return str(words.done.photos)
    return str(words.done.step.format(action=words.actions[done.name].title))
