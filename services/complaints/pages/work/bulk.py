"""/queue/bulk: one step on several complaints: what will happen to how many, then what has happened to each.

Each step is taken on what was seen in the queue, and under a name of its own in the form: sent again, it is not taken
again.
"""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.access import principal_of
from services.complaints.application.act import StepRequest, act_on_seen
from services.complaints.application.read import Found, read
from services.complaints.domain.actions import ACTIONS, actions_of
from services.complaints.pages.site import site_of
from services.complaints.pages.work.bulk_view import Outcome, Ticked, become, counted, counts, expected, read_tick
from services.complaints.pages.work.fields import Field
from services.complaints.pages.work.filters import filters_in
from services.complaints.pages.work.queue import PATH, ROWS
from services.complaints.pages.work.queue_view import title_of
from services.complaints.pages.work.step_form import Entered, once_of, read_step
from services.complaints.pages.work.steps import BULK, Situation, fields_of
from web.forms import Form, checked_form
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.sessions import Session
from web.site import Reader


def create_router() -> APIRouter:
    """The routes; asked for with GET they lead to the queue."""
    router = page_router()
    router.add_api_route(f"{PATH}/bulk", confirm, methods=["POST"])
    router.add_api_route(f"{PATH}/bulk/steps", take_steps, methods=["POST"])
    for path in ("bulk", "bulk/steps"):
        router.add_api_route(f"{PATH}/{path}", lead_back, methods=["GET", "HEAD"])
    return router


async def lead_back(http: Request) -> Response:
    """To the queue."""
    return redirect(f"{PATH}?{http.url.query}" if http.url.query else PATH)


async def confirm(http: Request) -> Response:
    """Says what will happen to how many, and asks for what the step needs. Changes nothing."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader)
    action = _action(form, session)
    if not form.all("complaint"):
        return redirect(_back(form))
    ticked = await _ticked(form, session, reader, http)
    return _confirm_page(http, reader, session, form, action, ticked, None)


async def take_steps(http: Request) -> Response:
    """Take the step on each, and say what has become of it."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader)
    action = _action(form, session)
    entered = read_step(form, ACTIONS[action], _situation(session, reader, http))
    once = once_of(form, entered)
    if once is None:
        raise PageProblem("invalid")
    ticked = await _ticked(form, session, reader, http)
    missing = _missing(action, entered, session, reader, http)
    if entered.errors or missing:
        entered = Entered(entered.typed, errors={**missing, **entered.errors})
        return _confirm_page(http, reader, session, form, action, ticked, entered)
    outcomes = [await _take(each, action, entered, once, session, reader, http) for each in ticked]
    words = reader.words("work")
    values = {"words": words, "outcomes": outcomes, "counts": counts(outcomes, words), "back": _back(form)}
    return show(http, reader, "work/bulk_result.html", words.bulk.result_title, values)


async def _take(
    each: Ticked, action: str, entered: Entered, once: str, session: Session, reader: Reader, http: Request
) -> Outcome:
    wanted = StepRequest(
        each.id,
        action,
        by=principal_of(session.officer),
        versions=frozenset({each.seen.version}),
        once=once,
        trace=http.state.trace,
        **entered.given,
    )
    outcome = await act_on_seen(wanted, site_of(http).deps)
    return become(each, outcome, reader.words("work"))


def _action(form: Form, session: Session) -> str:
    """What is to be done; ends the request for what nobody of that role does with several."""
    action = form.text("action")
    if action not in BULK:
        raise PageProblem("invalid")
    if action not in actions_of(principal_of(session.officer)):
        raise PageProblem("not_allowed")
    return action


async def _ticked(form: Form, session: Session, reader: Reader, http: Request) -> list[Ticked]:
    """What was ticked, each once; ends the request for what no page of ours has offered."""
    given = dict.fromkeys(form.all("complaint"))
    if len(given) > ROWS:
        raise PageProblem("invalid")
    return [await _one(each, session, reader, http) for each in given]


async def _one(tick: str, session: Session, reader: Reader, http: Request) -> Ticked:
    ticked = read_tick(tick)
    if ticked is None:
        raise PageProblem("invalid")
    (complaint_id, version), deps = ticked, site_of(http).deps
    found = await read(complaint_id, principal_of(session.officer), deps)
    if not isinstance(found, Found):
        return Ticked(complaint_id, version, complaint_id, None)
    title = title_of(found.record, deps.city, reader.language, reader.words("work"))
    return Ticked(complaint_id, version, title, found)


def _missing(action: str, entered: Entered, session: Session, reader: Reader, http: Request) -> dict[str, str]:
    """What the step needs and nobody has given: said once, not by each complaint."""
    fields = fields_of(ACTIONS[action], _situation(session, reader, http))
    said = reader.words("work").errors.missing
    return {each.name: said for each in fields if each.required and each.name not in entered.given}


def _confirm_page(
    http: Request,
    reader: Reader,
    session: Session,
    form: Form,
    action: str,
    ticked: Sequence[Ticked],
    entered: Entered | None,
) -> Response:
    words = reader.words("work")
    fields: tuple[Field, ...] = fields_of(ACTIONS[action], _situation(session, reader, http))
    if entered is not None:
        fields = tuple(
            each.filled(entered.typed.get(each.name, ""), entered.errors.get(each.name, "")) for each in fields
        )
    rows = [expected(each, action, words) for each in ticked]
    able = sum(each.kind == "done" for each in rows)
    values: dict[str, Any] = {
        "words": words,
        "action": action,
        "action_title": words.actions[action].title,
        "hint": words.actions[action].hint,
        "rows": rows,
        "fields": fields,
        "once": form.text("once") or token_urlsafe(16),
        "query": form.text("query"),
        "back": _back(form),
        "able": able,
        "will": counted("will", able, len(rows), words),
        "button": counted("button", able, len(rows), words),
        "has_errors": entered is not None,
    }
    title = words.bulk.title.format(action=words.actions[action].title)
    return show(http, reader, "work/bulk.html", title, values, 422 if entered is not None else 200)


def _situation(session: Session, reader: Reader, http: Request) -> Situation:
    deps = site_of(http).deps
    return Situation(principal_of(session.officer), deps.city, reader.language, reader.words("work"), deps.clock())


def _back(form: Form) -> str:
    """The queue as it was filtered."""
    filters = filters_in(form.text("query"))
    query = filters.query() if filters else ""
    return f"{PATH}?{query}" if query else PATH
