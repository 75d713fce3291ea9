"""/improvements/ideas: what people propose, for everybody; one idea, with its support and the city's answer."""

from hmac import compare_digest
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.access import principal_of
from services.improvements.application.forum import ideas as use
from services.improvements.application.forum.limits import Sender
from services.improvements.domain.forum.ideas import STEPS, IdeaStep
from services.improvements.domain.refusals import Refusal
from services.improvements.pages.forum.idea_view import forms_of, idea_text
from services.improvements.pages.refusing import Trouble, trouble_of
from services.improvements.pages.site import site_of
from services.improvements.pages.wording import wording_of
from services.improvements.store.forum.ideas import MAX_PAGE, place_of
from services.improvements.voters import voters_of
from web.done import Done, address_after, done_before
from web.forms import Form, checked_form
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.site import Reader, reader_of
from web.visits import begin_visit, visit_in

AT = "/improvements/ideas"
Before = Annotated[str | None, Query(max_length=80)]
Sort = Annotated[Literal["newest", "support"], Query()]
_ACTIONS = 50
"""Improvement actions that an idea can be taken up by on the page: those proposed last."""


def create_router() -> APIRouter:
    """The routes of the list, of one idea, and of what can be done with it."""
    router = page_router()
    router.add_api_route(AT, show_ideas, methods=["GET", "HEAD"])
    router.add_api_route(f"{AT}/{{idea_id}}", show_idea, methods=["GET", "HEAD"])
    router.add_api_route(f"{AT}/{{idea_id}}/support", take_support, methods=["POST"])
    router.add_api_route(f"{AT}/{{idea_id}}/steps/{{action}}", take_step, methods=["POST"])
    router.add_api_route(f"{AT}/{{idea_id}}/{{code}}", show_own, methods=["GET", "HEAD"])
    return router


async def show_ideas(http: Request, sort: Sort = "newest", before: Before = None) -> Response:
    """The latest first, or those with the most support; the bureau sees what waits as well."""
    reader, deps = await reader_of(http), site_of(http).deps
    wording, words, store = wording_of(reader, deps.city), reader.words("ideas"), deps.forum.ideas
    found = await (store.most_supported() if sort == "support" else store.newest(before))
    ideas = await use.with_support(found, deps)
    looks_through = reader.officer is not None and use.may_read_hidden(principal_of(reader.officer), deps)
    waiting = await store.waiting() if looks_through else []
    values = {
        "words": words,
        "units": reader.words("units"),
        "ideas": [idea_text(each, wording, words) for each in ideas],
        "waiting": [(each.title, f"{AT}/{each.id}") for each in waiting],
        "sort": sort,
        "older": place_of(found[-1]) if sort == "newest" and len(found) == MAX_PAGE else None,
        "takes": deps.city.improvements.ideas is not None,
    }
    return show(http, reader, "forum/ideas.html", words.title, values, is_public=True)


async def show_idea(http: Request, idea_id: str) -> Response:
    """One idea that is public, or any one for the bureau."""
    return await _page(http, await reader_of(http), idea_id)


async def show_own(http: Request, idea_id: str, code: str) -> Response:
    """How an idea stands, for whoever has its code."""
    if not compare_digest(code.encode(), voters_of(http).idea_code(idea_id).encode()):
        raise PageProblem("not_found")
    return await _page(http, await reader_of(http), idea_id, is_author=True)


async def take_support(http: Request, idea_id: str) -> Response:
    """Keep that this browser supports it."""
    reader, site = await reader_of(http), site_of(http)
    form = await checked_form(http, reader)
    visit, voters = visit_in(form, http), voters_of(http)
    voter = voters.met(http.cookies, visit.nonce)
    sender = Sender(voters.kept_as(voter, idea_id), voters.address_key(http, "vote", site.clock()))
    outcome = await use.support(idea_id, sender, site.deps)
    if isinstance(outcome, Refusal):
        return await _page(http, reader, idea_id, trouble_of(outcome, {}, {}, reader))
    answer = redirect(f"{AT}/{idea_id}?supported=yes")
    voters.remember(voter, answer)
    return answer


async def take_step(http: Request, idea_id: str, action: str) -> Response:
    """What somebody of the city does with it."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader)
    if action not in STEPS:
        raise PageProblem("not_found")
    outcome = await use.take_step(idea_id, _step(form, action), principal_of(session.officer), site_of(http).deps)
    if isinstance(outcome, Refusal):
        fields = {name: f"{action}-{name}" for name in ("reason", "unit", "improvement", "text")}
        typed = {place: form.text(place) for place in fields.values()}
        return await _page(http, reader, idea_id, trouble_of(outcome, fields, typed, reader))
    return redirect(address_after(f"{AT}/{idea_id}", Done(action), reader, http))


def _step(form: Form, action: str) -> IdeaStep:
    given = {name: form.text(f"{action}-{name}") for name in ("reason", "unit", "improvement", "text")}
    return IdeaStep(action, given["reason"] or None, given["unit"] or None, given["improvement"] or None, given["text"])


async def _page(
    http: Request, reader: Reader, idea_id: str, trouble: Trouble | None = None, is_author: bool = False
) -> Response:
    deps, voters = site_of(http).deps, voters_of(http)
    who = principal_of(reader.officer) if reader.officer else None
    found = await use.look(idea_id, is_author, who, deps)
    if isinstance(found, Refusal):
        raise PageProblem("not_found")
    wording, words, idea = wording_of(reader, deps.city), reader.words("ideas"), found.idea
    known = voters.known(http.cookies)
    supports = known is not None and await deps.forum.ideas.is_supported(idea_id, voters.kept_as(known, idea_id))
    latest = await deps.improvements.latest(None, _ACTIONS) if who is not None else []
    taken_up = await deps.improvements.get(idea.improvement) if idea.improvement else None
    values: dict[str, Any] = {
        "words": words,
        "shown": idea_text(found, wording, words),
        "taken_up": (taken_up[0].title, f"/improvements/{idea.improvement}") if taken_up else None,
        "is_author": is_author,
        "supports": supports,
        "visit": begin_visit(http).token,
        "forms": [] if who is None else forms_of(idea, who, wording, words, latest),
        "trouble": trouble or Trouble(),
        "done": None if trouble else _done(http, reader, supports),
    }
    status, is_public = trouble.status if trouble else 200, idea.is_public and not is_author
    return show(http, reader, "forum/idea.html", words.page_title, values, status, is_public=is_public)


def _done(http: Request, reader: Reader, supports: bool) -> str | None:
    words, before = reader.words("ideas"), done_before(reader, http)
    if before is not None and before.name in STEPS:
        return str(words.done[before.name])
    return str(words.supported) if supports and "supported" in http.query_params else None
