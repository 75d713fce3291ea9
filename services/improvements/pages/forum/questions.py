"""/improvements/questions: what the public is asked, for everybody; one question, with the form to answer it."""

from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.access import principal_of
from services.improvements.application.forum import questions as use
from services.improvements.application.forum.limits import Sender
from services.improvements.application.forum.questions import Seen
from services.improvements.domain.forum.questions import END_REASONS, Question
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import may
from services.improvements.pages.forum.views import question_text, result_of
from services.improvements.pages.people import MAY_ASK
from services.improvements.pages.refusing import Trouble, trouble_of
from services.improvements.pages.site import site_of
from services.improvements.pages.wording import wording_of
from services.improvements.store.forum.questions import MAX_PAGE, place_of
from services.improvements.voters import voters_of
from web.done import Done, address_after, done_before
from web.forms import checked_form
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.site import Reader, reader_of
from web.visits import begin_visit, visit_in

AT = "/improvements/questions"
Before = Annotated[str | None, Query(max_length=80)]
ASKED, ENDED = "ask", "end"


def create_router() -> APIRouter:
    """The routes of the list, of one question, and of what can be done with it."""
    router = page_router()
    router.add_api_route(AT, show_questions, methods=["GET", "HEAD"])
    router.add_api_route(f"{AT}/{{question_id}}", show_question, methods=["GET", "HEAD"])
    router.add_api_route(f"{AT}/{{question_id}}/answer", take_answer, methods=["POST"])
    router.add_api_route(f"{AT}/{{question_id}}/end", end_question, methods=["POST"])
    return router


async def show_questions(http: Request, before: Before = None) -> Response:
    """Those that end last come first."""
    reader, deps = await reader_of(http), site_of(http).deps
    wording, words = wording_of(reader, deps.city), reader.words("questions")
    found, today = await deps.forum.questions.listed(before), deps.today()
    values = {
        "words": words,
        "units": reader.words("units"),
        "questions": [question_text(each, each.status(today), wording, words) for each in found],
        "older": place_of(found[-1]) if len(found) == MAX_PAGE else None,
        "is_first": before is None,
        "may_ask": reader.officer is not None and reader.officer.role in MAY_ASK,
    }
    return show(http, reader, "forum/questions.html", words.title, values, is_public=True)


async def show_question(http: Request, question_id: str) -> Response:
    """The question as this browser sees it."""
    return await _page(http, await reader_of(http), question_id)


async def take_answer(http: Request, question_id: str) -> Response:
    """Keep the answer of this browser, and show the numbers."""
    reader, site = await reader_of(http), site_of(http)
    form = await checked_form(http, reader)
    visit = visit_in(form, http)
    voters = voters_of(http)
    voter = voters.met(http.cookies, visit.nonce)
    place = form.text("answer")
    if not (place.isascii() and place.isdigit() and len(place) == 1):
        return await _page(
            http, reader, question_id, Trouble(errors={"answer": reader.words("refusals").answer_unknown})
        )
    sender = Sender(voters.kept_as(voter, question_id), voters.address_key(http, "vote", site.clock()))
    outcome = await use.answer(question_id, int(place), sender, site.deps)
    if isinstance(outcome, Refusal):
        return await _page(http, reader, question_id, trouble_of(outcome, {"answer": "answer"}, {}, reader))
    answer = redirect(f"{AT}/{question_id}?answered=yes")
    voters.remember(voter, answer)
    return answer


async def end_question(http: Request, question_id: str) -> Response:
    """End it early."""
    reader, session = await staff_of(http, *MAY_ASK)
    form = await checked_form(http, reader)
    outcome = await use.end(question_id, form.text("reason"), principal_of(session.officer), site_of(http).deps)
    if isinstance(outcome, Refusal):
        return await _page(http, reader, question_id, trouble_of(outcome, {"reason": "reason"}, {}, reader))
    return redirect(address_after(f"{AT}/{question_id}", Done(ENDED), reader, http))


async def _page(http: Request, reader: Reader, question_id: str, trouble: Trouble | None = None) -> Response:
    deps, voters = site_of(http).deps, voters_of(http)
    known = voters.known(http.cookies)
    who = principal_of(reader.officer) if reader.officer else None
    seen = await use.look(question_id, voters.kept_as(known, question_id) if known else None, who, deps)
    if isinstance(seen, Refusal):
        raise PageProblem("not_found")
    wording, words = wording_of(reader, deps.city), reader.words("questions")
    shown = question_text(seen.question, seen.status, wording, words)
    values = {
        "words": words,
        "shown": shown,
        "own": seen.own,
        "result": result_of(seen, wording, words),
        "improvement": await _improvement(seen.question, http),
        "visit": begin_visit(http).token,
        "trouble": trouble or Trouble(),
        "done": None if trouble else _done(http, reader, seen),
        "reasons": _reasons(seen.question, http, reader) if shown.is_open or not seen.counts else (),
        "once": token_urlsafe(16),
    }
    status = trouble.status if trouble else 200
    return show(http, reader, "forum/question.html", words.page_title, values, status, is_public=True)


async def _improvement(question: Question, http: Request) -> tuple[str, str] | None:
    """The action that it is about: its title and its page."""
    wanted = question.subject.improvement
    found = await site_of(http).deps.improvements.get(wanted) if wanted else None
    return (found[0].title, f"/improvements/{wanted}") if found else None


def _done(http: Request, reader: Reader, seen: Seen) -> str | None:
    """What was done a moment ago. That a browser has answered is seen from its answer, and not from the address."""
    words, before = reader.words("questions"), done_before(reader, http)
    if before is not None and before.name in (ASKED, ENDED):
        return str(words.done[before.name])
    return str(words.done.answer) if seen.own is not None and "answered" in http.query_params else None


def _reasons(question: Question, http: Request, reader: Reader) -> list[tuple[str, str]]:
    """The reasons for which this reader may end it now."""
    deps = site_of(http).deps
    is_over = question.status(deps.today()).value == "closed"
    if reader.officer is None or is_over or not may(principal_of(reader.officer), "ask", question.asked_by, deps.city):
        return []
    words = reader.words("questions")
    return [(reason, words.reasons[reason]) for reason in END_REASONS]
